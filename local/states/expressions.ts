// JSONata in a state machine: `{% … %}` texts anywhere in a value are evaluated, everything else stays as it is.
import { createHash, randomUUID } from 'node:crypto';
import jsonata from 'jsonata';
import { isObject, type JsonObject } from '../json.ts';

/** Something about the data, not the machine: States.QueryEvaluationError and its like. */
export class StateError extends Error {
  override readonly name = 'StateError';
  readonly error: string;
  readonly cause_: string;
  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.error = error;
    this.cause_ = cause;
  }
}

const compiled = new Map<string, jsonata.Expression>();
const isExpression = (text: string): boolean => text.startsWith('{%') && text.endsWith('%}');

const expressionOf = (text: string): jsonata.Expression => {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const made = jsonata(text.slice(2, -2).trim());
  made.registerFunction('parse', (json: string) => JSON.parse(json), '<s:x>');
  made.registerFunction('uuid', () => randomUUID(), '<:s>');
  made.registerFunction(
    'hash',
    (value: string, algorithm: string) =>
      createHash(algorithm.replace('-', '').toLowerCase()).update(value).digest('hex'),
    '<ss:s>',
  );
  made.registerFunction(
    'range',
    (first: number, last: number, step: number) => {
      const numbers: number[] = [];
      for (let at = first; step > 0 ? at <= last : at >= last; at += step) numbers.push(at);
      return numbers;
    },
    '<nnn:a<n>>',
  );
  made.registerFunction(
    'partition',
    (list: unknown[], size: number) => {
      const parts: unknown[][] = [];
      for (let at = 0; at < list.length; at += size) parts.push(list.slice(at, at + size));
      return parts;
    },
    '<an:a<a>>',
  );
  compiled.set(text, made);
  return made;
};

export type Bindings = { states: JsonObject; variables: JsonObject };

/** Evaluates a field. @throws StateError States.QueryEvaluationError naming the field. */
export const evaluate = async (value: unknown, bindings: Bindings, field: string): Promise<unknown> => {
  if (typeof value === 'string') return isExpression(value) ? evaluateText(value, bindings, field) : value;
  if (Array.isArray(value))
    return Promise.all(value.map((one, index) => evaluate(one, bindings, `${field}[${index}]`)));
  if (!isObject(value)) return value;
  const entries = await Promise.all(
    Object.entries(value).map(
      async ([name, one]) => [name, await evaluate(one, bindings, `${field}/${name}`)] as const,
    ),
  );
  return Object.fromEntries(entries);
};

const evaluateText = async (text: string, { states, variables }: Bindings, field: string): Promise<unknown> => {
  let result: unknown;
  try {
    result = await expressionOf(text).evaluate({}, { ...variables, states });
  } catch (fault) {
    throw new StateError(
      'States.QueryEvaluationError',
      `The JSONata expression '${text.slice(2, -2).trim()}' specified for the field '${field}' threw an error during evaluation. ${messageOf(fault)}`,
    );
  }
  if (result === undefined) {
    throw new StateError(
      'States.QueryEvaluationError',
      `The JSONata expression '${text.slice(2, -2).trim()}' specified for the field '${field}' returned nothing (undefined).`,
    );
  }
  // JSONata marks its sequences with hidden properties: only plain JSON goes on.
  return JSON.parse(JSON.stringify(result));
};

const messageOf = (fault: unknown): string =>
  isObject(fault) && typeof fault['message'] === 'string' ? fault['message'] : String(fault);
