// A key condition becomes one partition and one range of sort keys, in bytes.
import { attributeOf, type Item, typeOfValue, type Value } from './attribute-value.ts';
import { type Condition, type Operand, readCondition } from './condition.ts';
import type { Path } from './document-path.ts';
import { invalid } from './errors.ts';
import type { Placeholders } from './placeholders.ts';
import type { KeyNames } from './table.ts';
import { encodeKey } from './value-order.ts';

export type Bound = { at: Uint8Array; inclusive: boolean };
export type SortRange = { from?: Bound | undefined; to?: Bound | undefined };
export type KeyRange = SortRange & { pk: Uint8Array };

const name = 'KeyConditionExpression';

/** @param types of the key attributes. @throws AwsError ValidationException as the service words it. */
export const readKeyCondition = (
  text: string,
  placeholders: Placeholders,
  keys: KeyNames,
  types: Readonly<Record<string, string>>,
): KeyRange => {
  const parts = partsOf(readCondition(text, name, placeholders));
  const byName = new Map<string, Condition>();
  for (const part of parts) {
    const on = attributeIn(part);
    if (byName.has(on)) throw invalid('KeyConditionExpressions must only contain one condition per key');
    byName.set(on, part);
  }
  const typed = (on: string, operand: Operand | undefined): Uint8Array => {
    const value = givenValue(operand);
    const type = types[on];
    if (type === undefined || !(type in value))
      throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type');
    refuseEmpty(on, value);
    return encodeKey(value);
  };
  const hash = byName.get(keys.hash);
  if (hash === undefined) throw invalid(`Query condition missed key schema element: ${keys.hash}`);
  if (hash.kind !== 'compare' || hash.comparator !== '=') throw invalid('Query key condition not supported');
  const pk = typed(keys.hash, valueSide(hash.left, hash.right));
  if (byName.size === 1) return { pk };
  const range = keys.range === undefined ? undefined : byName.get(keys.range);
  if (range === undefined || keys.range === undefined || byName.size > 2) {
    throw invalid(
      keys.range === undefined || byName.size > 2
        ? 'Query key condition not supported'
        : `Query condition missed key schema element: ${keys.range}`,
    );
  }
  const on = keys.range;
  return { pk, ...rangeOf(range, (operand) => typed(on, operand)) };
};

const partsOf = (condition: Condition): Condition[] => {
  if (condition.kind === 'and') return [...partsOf(condition.left), ...partsOf(condition.right)];
  const operator = forbidden(condition);
  if (operator === undefined) return [condition];
  throw invalid(`Invalid operator used in ${name}: ${operator}`);
};

const forbidden = (condition: Condition): string | undefined => {
  if (condition.kind === 'compare') return condition.comparator === '<>' ? '<>' : undefined;
  if (condition.kind === 'between') return undefined;
  if (condition.kind === 'call') return condition.name === 'begins_with' ? undefined : condition.name;
  return condition.kind.toUpperCase();
};

/** The one key attribute that a part is about. */
const attributeIn = (part: Condition): string => {
  const paths = operandsOf(part).flatMap((operand): Path[] => {
    if (operand.kind === 'size') throw invalid(`Invalid operator used in ${name}: size`);
    return operand.kind === 'path' ? [operand.path] : [];
  });
  const [path, second] = paths;
  if (path === undefined) throw invalid(`Invalid condition in ${name}: No key attribute specified`);
  if (second !== undefined)
    throw invalid(`Invalid condition in ${name}: Multiple attribute names used in one condition`);
  if (path.length > 1) throw invalid(`${name}s cannot have conditions on nested attributes`);
  return String(path[0]);
};

const operandsOf = (part: Condition): Operand[] => {
  if (part.kind === 'compare') return [part.left, part.right];
  if (part.kind === 'between') return [part.of, part.from, part.to];
  if (part.kind === 'call') return part.second === undefined ? [part.first] : [part.first, part.second];
  return [];
};

const valueSide = (left: Operand, right: Operand): Operand => (left.kind === 'value' ? left : right);

const givenValue = (operand: Operand | undefined): Value => {
  if (operand?.kind === 'value') return operand.value;
  throw invalid('Query key condition not supported');
};

const refuseEmpty = (on: string, value: Value): void => {
  const kind = 'S' in value && value.S === '' ? 'string' : 'B' in value && value.B === '' ? 'binary' : undefined;
  if (kind === undefined) return;
  throw invalid(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${on}`,
  );
};

const mirrored = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '=': '=', '<>': '<>' } as const;

const rangeOf = (part: Condition, bytesOf: (operand: Operand | undefined) => Uint8Array): SortRange => {
  if (part.kind === 'between') {
    return { from: { at: bytesOf(part.from), inclusive: true }, to: { at: bytesOf(part.to), inclusive: true } };
  }
  if (part.kind === 'call') {
    const prefix = bytesOf(part.second);
    const end = successorOf(prefix);
    return { from: { at: prefix, inclusive: true }, to: end === undefined ? undefined : { at: end, inclusive: false } };
  }
  if (part.kind !== 'compare') throw invalid('Query key condition not supported');
  const at = bytesOf(valueSide(part.left, part.right));
  // `:value < key` says the same as `key > :value`.
  const comparator = part.left.kind === 'value' ? mirrored[part.comparator] : part.comparator;
  switch (comparator) {
    case '=':
      return { from: { at, inclusive: true }, to: { at, inclusive: true } };
    case '<':
      return { to: { at, inclusive: false } };
    case '<=':
      return { to: { at, inclusive: true } };
    case '>':
      return { from: { at, inclusive: false } };
    case '>=':
      return { from: { at, inclusive: true } };
    case '<>':
      throw invalid('Query key condition not supported');
    default:
      return comparator satisfies never;
  }
};

/** The least bytes after all that begin with `prefix`; undefined when there are none. */
const successorOf = (prefix: Uint8Array): Uint8Array | undefined => {
  const last = prefix.findLastIndex((byte) => byte < 255);
  if (last === -1) return undefined;
  const end = Uint8Array.from(prefix.subarray(0, last + 1));
  end[last] = (end[last] ?? 0) + 1;
  return end;
};

/** The bytes of an attribute of a key that a caller hands back; undefined when it is not there or of another type. */
export const keyBytes = (item: Item, on: string, types: Readonly<Record<string, string>>): Uint8Array | undefined => {
  const value = attributeOf(item, on);
  return value === undefined || types[on] !== typeOfValue(value) ? undefined : encodeKey(value);
};
