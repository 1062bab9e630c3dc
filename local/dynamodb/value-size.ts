// Bytes that values count for, towards the 400 KB of an item and towards units.
// Source: "DynamoDB item sizes and formats" of the developer guide.
import type { Item, Value } from './attribute-value.ts';
import { sizeOfNumber } from './numbers.ts';

/** An item: the bytes of its names and of its values. */
export const sizeOfItem = (item: Item): number => {
  let size = 0;
  for (const name in item) {
    const value = item[name];
    if (value !== undefined) size += Buffer.byteLength(name) + sizeOfValue(value);
  }
  return size;
};

/** UTF-8 bytes, packed digits, one for booleans and null; a list or map has three of its own and one a member. */
export const sizeOfValue = (value: Value): number => {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return sizeOfNumber(value.N);
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('BOOL' in value || 'NULL' in value) return 1;
  if ('SS' in value) return sum(value.SS, (one) => Buffer.byteLength(one));
  if ('NS' in value) return sum(value.NS, sizeOfNumber);
  if ('BS' in value) return sum(value.BS, (one) => Buffer.byteLength(one, 'base64'));
  if ('L' in value) return 3 + sum(value.L, (one) => 1 + sizeOfValue(one));
  return 3 + Object.keys(value.M).length + sizeOfItem(value.M);
};

const sum = <T>(members: readonly T[], size: (member: T) => number): number =>
  members.reduce((total, one) => total + size(one), 0);
