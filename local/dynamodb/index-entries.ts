// Entries of secondary indexes: own rows, sparse, with what the index projects, ordered by the index's key and then by
// the item's.
import type { DatabaseSync } from 'node:sqlite';
import { statementsOf } from '../storage.ts';
import { attributeOf, type Value } from './attribute-value.ts';
import { indexKeyOf, type Key } from './keys.ts';
import { type Row, rowOf, sameRow } from './row.ts';
import { type Index, keyNamesOf, type Table } from './table.ts';
import { unitsOfWrite } from './units.ts';

export type IndexEntries = {
  /** Brings the entries of an item up to date; answers the units by index. Runs inside a transaction. */
  write(table: Table, key: Key, before: Row | undefined, after: Row | undefined): ReadonlyMap<string, number>;
  add(table: Table, index: Index, key: Key, row: Row): void;
  removeAll(table: Table, index: Index): void;
};

type Entry = Key & Row;

const none: ReadonlyMap<string, number> = new Map();

export const createIndexEntries = (db: DatabaseSync): IndexEntries => {
  db.exec(
    'CREATE TABLE IF NOT EXISTS dynamo_entry (tbl INTEGER, idx INTEGER, pk BLOB, sk BLOB, item_pk BLOB, item_sk BLOB, item TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (tbl, idx, pk, sk, item_pk, item_sk)) WITHOUT ROWID',
  );
  const statement = statementsOf(db);
  const put = statement(
    'INSERT OR REPLACE INTO dynamo_entry (tbl, idx, pk, sk, item_pk, item_sk, item, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const remove = statement(
    'DELETE FROM dynamo_entry WHERE tbl = ? AND idx = ? AND pk = ? AND sk = ? AND item_pk = ? AND item_sk = ?',
  );

  const add = (table: Table, index: Index, key: Key, entry: Entry): void =>
    void put.run(table.id, index.id, entry.pk, entry.sk, key.pk, key.sk, entry.text, entry.size);

  /** No unit when nothing changes, one write when an entry comes, goes or changes, two when it moves. */
  const writeOne = (table: Table, index: Index, key: Key, before: Row | undefined, after: Row | undefined): number => {
    const old = entryOf(table, index, before);
    const now = entryOf(table, index, after);
    if (old === undefined && now === undefined) return 0;
    if (old !== undefined && now !== undefined && sameKey(old, now)) {
      if (sameRow(old, now)) return 0;
      add(table, index, key, now);
      return unitsOfWrite(Math.max(old.size, now.size));
    }
    if (old !== undefined) remove.run(table.id, index.id, old.pk, old.sk, key.pk, key.sk);
    if (now !== undefined) add(table, index, key, now);
    return (old === undefined ? 0 : unitsOfWrite(old.size)) + (now === undefined ? 0 : unitsOfWrite(now.size));
  };

  return {
    write(table, key, before, after) {
      let units: Map<string, number> | undefined;
      for (const index of table.indexes) {
        const cost = writeOne(table, index, key, before, after);
        if (cost === 0) continue;
        units ??= new Map();
        units.set(index.name, cost);
      }
      return units ?? none;
    },
    add(table, index, key, row) {
      const entry = entryOf(table, index, row);
      if (entry !== undefined) add(table, index, key, entry);
    },
    removeAll: (table, index) =>
      void statement('DELETE FROM dynamo_entry WHERE tbl = ? AND idx = ?').run(table.id, index.id),
  };
};

const sameKey = (one: Key, other: Key): boolean =>
  Buffer.compare(one.pk, other.pk) === 0 && Buffer.compare(one.sk, other.sk) === 0;

/** What an index holds of an item; undefined when the item has not all of the index's key attributes. */
const entryOf = (table: Table, index: Index, row: Row | undefined): Entry | undefined => {
  const key = row === undefined ? undefined : indexKeyOf(index, row.item);
  if (row === undefined || key === undefined) return undefined;
  if (index.projection === 'ALL') return { ...key, ...row };
  const shown = Object.fromEntries(
    [...projectedBy(table, index)].flatMap((name): [string, Value][] => {
      const value = attributeOf(row.item, name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { ...key, ...rowOf(shown) };
};

/** The attributes that an index holds unless it holds all: keys of the table and its own, and what it includes. */
export const projectedBy = (table: Table, index: Index): ReadonlySet<string> =>
  new Set([...keyNamesOf(table.keys), ...keyNamesOf(index.keys), ...index.include]);
