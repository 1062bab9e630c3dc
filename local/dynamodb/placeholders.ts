// The names and values that a request gives its expressions. Each must be well formed, known where it is used, and used.
import { AwsError } from '../contracts.ts';
import { isObject } from '../json.ts';
import { attributeOf, type Item, parseValue, type Value } from './attribute-value.ts';
import type { Path } from './document-path.ts';
import { invalid, unreadable } from './errors.ts';
import type { PathSyntax } from './expression-syntax.ts';
import type { ExpressionName } from './expression-tokens.ts';

export type Placeholders = {
  path(syntax: PathSyntax, expression: ExpressionName): Path;
  value(placeholder: string, expression: ExpressionName): Value;
  /** @throws AwsError when the request gives what no expression uses. */
  checkAllUsed(): void;
};

/** @param expressions the expressions that this kind of request may have: without any, placeholders make no sense. */
export const placeholdersOf = (
  request: Record<string, unknown>,
  expressions: readonly ExpressionName[],
): Placeholders => {
  const hasExpressions = expressions.some((name) => request[name] !== undefined && request[name] !== null);
  const names = namesOf(request.ExpressionAttributeNames, hasExpressions);
  const values = valuesOf(request.ExpressionAttributeValues, hasExpressions, expressions);
  const used = new Set<string>();

  const nameOf = (step: string, expression: ExpressionName): string => {
    if (!step.startsWith('#')) return step;
    const name = names.get(step);
    if (name === undefined) {
      throw invalid(
        `Invalid ${expression}: An expression attribute name used in the document path is not defined; attribute name: ${step}`,
      );
    }
    used.add(step);
    return name;
  };

  return {
    path: (syntax, expression) => syntax.map((step) => (typeof step === 'string' ? nameOf(step, expression) : step)),
    value(placeholder, expression) {
      const value = attributeOf(values, placeholder);
      if (value === undefined) {
        throw invalid(
          `Invalid ${expression}: An expression attribute value used in expression is not defined; attribute value: ${placeholder}`,
        );
      }
      used.add(placeholder);
      return value;
    },
    checkAllUsed() {
      refuseUnused('Names', [...names.keys()], used);
      refuseUnused('Values', Object.keys(values), used);
    },
  };
};

const refuseUnused = (kind: string, given: readonly string[], used: ReadonlySet<string>): void => {
  const unused = given.filter((name) => !used.has(name));
  if (unused.length === 0) return;
  throw invalid(`Value provided in ExpressionAttribute${kind} unused in expressions: keys: {${unused.join(', ')}}`);
};

const noNames: ReadonlyMap<string, string> = new Map();

const namesOf = (raw: unknown, hasExpressions: boolean): ReadonlyMap<string, string> => {
  if (raw === undefined || raw === null) return noNames;
  if (!isObject(raw)) throw unreadable('Unexpected field type');
  if (!hasExpressions) throw invalid('ExpressionAttributeNames can only be specified when using expressions');
  const entries = Object.entries(raw);
  if (entries.length === 0) throw invalid('ExpressionAttributeNames must not be empty');
  return new Map(
    entries.map(([key, name]) => {
      if (!/^#[A-Za-z0-9_]+$/.test(key)) {
        throw invalid(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${key}"`);
      }
      if (typeof name !== 'string') throw unreadable('Unexpected field type');
      return [key, name];
    }),
  );
};

const valuesOf = (raw: unknown, hasExpressions: boolean, expressions: readonly ExpressionName[]): Item => {
  if (raw === undefined || raw === null) return {};
  if (!isObject(raw)) throw unreadable('Unexpected field type');
  if (!hasExpressions) {
    const are = expressions.length === 1 ? 'is' : 'are';
    throw invalid(
      `ExpressionAttributeValues can only be specified when using expressions: ${expressions.join(' and ')} ${are} null`,
    );
  }
  const entries = Object.entries(raw);
  if (entries.length === 0) throw invalid('ExpressionAttributeValues must not be empty');
  return Object.fromEntries(entries.map(([key, value]) => [key, readValue(key, value)]));
};

const readValue = (key: string, value: unknown): Value => {
  if (!/^:[A-Za-z0-9_]+$/.test(key)) {
    throw invalid(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${key}"`);
  }
  try {
    return parseValue(value);
  } catch (fault) {
    if (!(fault instanceof AwsError) || fault.name !== 'ValidationException') throw fault;
    throw invalid(`ExpressionAttributeValues contains invalid value: ${fault.message} for key ${key}`);
  }
};
