// An item with its text as it is stored, and its size as DynamoDB counts it.
import type { Item } from './attribute-value.ts';
import { invalid } from './errors.ts';
import { equalItems } from './value-order.ts';
import { sizeOfItem } from './value-size.ts';

export type Row = { item: Item; text: string; size: number };

export const rowOf = (item: Item): Row => ({ item, text: JSON.stringify(item), size: sizeOfItem(item) });

export const storedRow = (text: unknown, size: unknown): Row => {
  const stored = String(text);
  return { item: JSON.parse(stored), text: stored, size: Number(size) };
};

/** Whether two rows hold the same; attributes and sets have no order. */
export const sameRow = (one: Row, other: Row): boolean =>
  one.text === other.text || (one.size === other.size && equalItems(one.item, other.item));

const largestItem = 400 * 1024;

/** @throws AwsError when the item is too large to be stored. */
export const refuseTooLarge = ({ size }: Row, what: 'Item size' | 'Item size to update'): void => {
  if (size > largestItem) throw invalid(`${what} has exceeded the maximum allowed size`);
};
