// Members of a request, read with the errors that the service gives for them.
import type { AwsError } from '../contracts.ts';
import { invalid, unreadable } from './errors.ts';

export type Request = Record<string, unknown>;

const constraint = (name: string, value: unknown, must: string): AwsError => {
  const shown = value === undefined || value === null ? 'null' : `'${String(value)}'`;
  const member = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
  return invalid(
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: Member must ${must}`,
  );
};

const given = (request: Request, name: string): unknown => request[name] ?? undefined;

/** @throws AwsError when it is not there, or no string. */
export const requiredText = (request: Request, name: string): string => {
  const value = optionalText(request, name);
  if (value === undefined) throw constraint(name, value, 'not be null');
  return value;
};

export const optionalText = (request: Request, name: string): string | undefined => {
  const value = given(request, name);
  if (value === undefined || typeof value === 'string') return value;
  throw unreadable(`${name} must be a string`);
};

/** @throws AwsError when it is not there. */
export const required = (request: Request, name: string): unknown => {
  const value = given(request, name);
  if (value === undefined) throw constraint(name, value, 'not be null');
  return value;
};

export const choiceOf = <T extends string>(request: Request, name: string, choices: readonly T[], otherwise: T): T => {
  const value = optionalText(request, name);
  if (value === undefined) return otherwise;
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw constraint(name, value, `satisfy enum value set: [${choices.join(', ')}]`);
  return choice;
};

export const flagOf = (request: Request, name: string): boolean | undefined => {
  const value = given(request, name);
  if (value === undefined || typeof value === 'boolean') return value;
  throw unreadable(`${name} must be true or false`);
};

export const integerOf = (request: Request, name: string, least: number, most: number): number | undefined => {
  const value = given(request, name);
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw unreadable(`${name} must be a whole number`);
  if (value < least) throw constraint(name, value, `have value greater than or equal to ${least}`);
  if (value > most) throw constraint(name, value, `have value less than or equal to ${most}`);
  return value;
};

/** A list with at least one and at most so many members. */
export const listOf = (request: Request, name: string, most: number): unknown[] => {
  const value = required(request, name);
  if (!Array.isArray(value)) throw unreadable(`${name} must be a list`);
  if (value.length < 1) throw constraint(name, `[]`, 'have length greater than or equal to 1');
  if (value.length > most)
    throw constraint(name, `[${value.length} members]`, `have length less than or equal to ${most}`);
  return value;
};

/** Older parameters that expressions have replaced: read nowhere here, so that they must not pass unseen. */
const legacy = [
  'AttributesToGet',
  'AttributeUpdates',
  'ConditionalOperator',
  'Expected',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];

export const refuseLegacy = (request: Request): void => {
  const found = legacy.find((name) => given(request, name) !== undefined);
  if (found !== undefined) {
    throw invalid(`${found} is a legacy parameter that the embedded DynamoDB does not read: use an expression`);
  }
};
