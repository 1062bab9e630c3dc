// The rows that a page of a Query or Scan walks through: one range of one SQLite table, in order.
import type { DatabaseSync } from 'node:sqlite';
import { statementsOf } from '../storage.ts';
import type { KeyRange } from './key-condition.ts';
import type { Key } from './keys.ts';
import type { Index, Table } from './table.ts';

/** Where the last page ended: the key in what is walked, and for an index the item's own key too. */
export type Start = { own: Key; item: Key };
export type Walk = {
  table: Table;
  index: Index | undefined;
  /** One partition, or undefined for all. */
  range: KeyRange | undefined;
  start: Start | undefined;
  forward: boolean;
};
export type WalkedRow = {
  text: string;
  size: number;
  /** Only when keys were asked for: reading them costs as much as the row. */
  keys: { pk: Uint8Array; item: Key } | undefined;
};

export const openRows = (db: DatabaseSync): ((walk: Walk, withKeys: boolean) => IterableIterator<WalkedRow>) => {
  const statement = statementsOf(db);
  return function* walkRows(walk, withKeys) {
    const { sql, values } = sqlOf(walk, withKeys);
    for (const row of statement(sql).iterate(...values)) {
      yield { text: String(row.item), size: Number(row.size), keys: withKeys ? keysOf(row) : undefined };
    }
  };
};

const keysOf = ({ pk, item_pk, item_sk }: Record<string, unknown>): WalkedRow['keys'] =>
  pk instanceof Uint8Array && item_pk instanceof Uint8Array && item_sk instanceof Uint8Array
    ? { pk, item: { pk: item_pk, sk: item_sk } }
    : undefined;

type SqlValue = string | number | Uint8Array;

const sqlOf = (
  { table, index, range, start, forward }: Walk,
  withKeys: boolean,
): { sql: string; values: SqlValue[] } => {
  const values: SqlValue[] = [table.id];
  const where = ['tbl = ?'];
  const add = (condition: string, ...more: SqlValue[]): void => {
    where.push(condition);
    values.push(...more);
  };
  if (index !== undefined) add('idx = ?', index.id);
  if (range !== undefined) add('pk = ?', range.pk);

  // A start lies inside the range, so it takes the place of the bound that it has moved past.
  const from = forward && start !== undefined ? undefined : range?.from;
  const to = !forward && start !== undefined ? undefined : range?.to;
  if (from !== undefined) add(`sk ${from.inclusive ? '>=' : '>'} ?`, from.at);
  if (to !== undefined) add(`sk ${to.inclusive ? '<=' : '<'} ?`, to.at);

  const ordered = [
    ...(range === undefined ? ['pk'] : []),
    'sk',
    ...(index === undefined ? [] : ['item_pk', 'item_sk']),
  ];
  if (start !== undefined) {
    const at: Record<string, Uint8Array> = {
      pk: start.own.pk,
      sk: start.own.sk,
      item_pk: start.item.pk,
      item_sk: start.item.sk,
    };
    const marks = ordered.map(() => '?').join(', ');
    add(`(${ordered.join(', ')}) ${forward ? '>' : '<'} (${marks})`, ...ordered.flatMap((column) => at[column] ?? []));
  }
  const keys = index === undefined ? ', pk, pk AS item_pk, sk AS item_sk' : ', pk, item_pk, item_sk';
  const order = ordered.map((column) => `${column} ${forward ? 'ASC' : 'DESC'}`).join(', ');
  const source = index === undefined ? 'dynamo_item' : 'dynamo_entry';
  return {
    sql: `SELECT item, size${withKeys ? keys : ''} FROM ${source} WHERE ${where.join(' AND ')} ORDER BY ${order}`,
    values,
  };
};
