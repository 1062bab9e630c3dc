// Which value comes first, which are equal, and key bytes that sort as DynamoDB sorts.
import { attributeOf, type Item, type Value } from './attribute-value.ts';
import { invalid } from './errors.ts';
import { encodeNumber } from './numbers.ts';

/** Order of two strings (by UTF-8 bytes), numbers or binaries; undefined when the two have no order. */
export const compareValues = (one: Value, other: Value): number | undefined => {
  if ('S' in one && 'S' in other) return compareStrings(one.S, other.S);
  if ('N' in one && 'N' in other) return compareNumbers(one.N, other.N);
  if ('B' in one && 'B' in other) return Buffer.compare(Buffer.from(one.B, 'base64'), Buffer.from(other.B, 'base64'));
  return undefined;
};

const compareStrings = (one: string, other: string): number =>
  one === other ? 0 : Buffer.compare(Buffer.from(one), Buffer.from(other));

const compareNumbers = (one: string, other: string): number =>
  one === other ? 0 : Buffer.compare(encodeNumber(one), encodeNumber(other));

/** Same type and same content; sets and maps have no order. */
export const equalValues = (one: Value, other: Value): boolean => {
  if ('S' in one) return 'S' in other && one.S === other.S;
  if ('N' in one) return 'N' in other && one.N === other.N;
  if ('B' in one) return 'B' in other && one.B === other.B;
  if ('BOOL' in one) return 'BOOL' in other && one.BOOL === other.BOOL;
  if ('NULL' in one) return 'NULL' in other;
  if ('SS' in one) return 'SS' in other && equalSets(one.SS, other.SS);
  if ('NS' in one) return 'NS' in other && equalSets(one.NS, other.NS);
  if ('BS' in one) return 'BS' in other && equalSets(one.BS, other.BS);
  if ('L' in one) return 'L' in other && equalLists(one.L, other.L);
  return 'M' in other && equalItems(one.M, other.M);
};

const equalSets = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && new Set([...one, ...other]).size === one.length;

const equalLists = (one: readonly Value[], other: readonly Value[]): boolean =>
  one.length === other.length &&
  one.every((member, at) => {
    const counterpart = other[at];
    return counterpart !== undefined && equalValues(member, counterpart);
  });

export const equalItems = (one: Item, other: Item): boolean => {
  const names = Object.keys(one);
  if (names.length !== Object.keys(other).length) return false;
  return names.every((name) => {
    const [value, counterpart] = [attributeOf(one, name), attributeOf(other, name)];
    return value !== undefined && counterpart !== undefined && equalValues(value, counterpart);
  });
};

/** Bytes of a key attribute; their order is the order of the values of one type. */
export const encodeKey = (value: Value): Uint8Array => {
  if ('S' in value) return Buffer.from(value.S);
  if ('N' in value) return encodeNumber(value.N);
  if ('B' in value) return Buffer.from(value.B, 'base64');
  throw invalid('One or more parameter values were invalid: a key must be a string, a number or binary');
};
