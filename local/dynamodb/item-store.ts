// Items as rows, one JSON text each, ordered by the bytes of their keys. What belongs to an item (entries in indexes,
// time of expiry) is written in the same transaction.
import type { DatabaseSync } from 'node:sqlite';
import { statementsOf } from '../storage.ts';
import { createIndexEntries } from './index-entries.ts';
import type { Key } from './keys.ts';
import { type Row, storedRow } from './row.ts';
import type { Index, Table } from './table.ts';
import type { Expiries } from './time-to-live.ts';
import { tableUnits, type Units, unitsOfWrite } from './units.ts';

export type ItemStore = {
  read(table: Table, key: Key): Row | undefined;
  /** Replaces, adds or removes. Runs inside a transaction. */
  write(table: Table, key: Key, before: Row | undefined, after: Row | undefined): Units;
  /** All items of a table with their keys, in order. */
  every(table: Table): IterableIterator<{ key: Key; row: Row }>;
  contents(table: Table): { items: number; bytes: number };
  /** Runs inside a transaction. */
  fillIndex(table: Table, index: Index): void;
  removeIndex(table: Table, index: Index): void;
  removeTable(table: Table): void;
};

export const openItems = (db: DatabaseSync, expiries: Expiries): ItemStore => {
  db.exec(
    'CREATE TABLE IF NOT EXISTS dynamo_item (tbl INTEGER, pk BLOB, sk BLOB, item TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (tbl, pk, sk)) WITHOUT ROWID',
  );
  const statement = statementsOf(db);
  const entries = createIndexEntries(db);
  const one = statement('SELECT item, size FROM dynamo_item WHERE tbl = ? AND pk = ? AND sk = ?');
  const add = statement('INSERT INTO dynamo_item (tbl, pk, sk, item, size) VALUES (?, ?, ?, ?, ?)');
  const replace = statement('UPDATE dynamo_item SET item = ?, size = ? WHERE tbl = ? AND pk = ? AND sk = ?');
  const remove = statement('DELETE FROM dynamo_item WHERE tbl = ? AND pk = ? AND sk = ?');

  function* every(table: Table): IterableIterator<{ key: Key; row: Row }> {
    for (const row of statement('SELECT pk, sk, item, size FROM dynamo_item WHERE tbl = ?').all(table.id)) {
      if (!(row.pk instanceof Uint8Array && row.sk instanceof Uint8Array)) continue;
      yield { key: { pk: row.pk, sk: row.sk }, row: storedRow(row.item, row.size) };
    }
  }

  return {
    read(table, { pk, sk }) {
      const row = one.get(table.id, pk, sk);
      return row === undefined ? undefined : storedRow(row.item, row.size);
    },
    write(table, key, before, after) {
      const { pk, sk } = key;
      if (after === undefined) remove.run(table.id, pk, sk);
      else if (before === undefined) add.run(table.id, pk, sk, after.text, after.size);
      else if (before.text !== after.text) replace.run(after.text, after.size, table.id, pk, sk);
      const own = unitsOfWrite(Math.max(before?.size ?? 0, after?.size ?? 0));
      if (table.ttl !== undefined) expiries.note(table, key, before?.item, after?.item);
      if (table.indexes.length === 0) return tableUnits(own);
      return { table: own, indexes: entries.write(table, key, before, after) };
    },
    every,
    contents(table) {
      const row = statement('SELECT count(*) AS items, sum(size) AS bytes FROM dynamo_item WHERE tbl = ?').get(
        table.id,
      );
      return { items: Number(row?.items ?? 0), bytes: Number(row?.bytes ?? 0) };
    },
    fillIndex(table, index) {
      for (const { key, row } of every(table)) entries.add(table, index, key, row);
    },
    removeIndex: (table, index) => entries.removeAll(table, index),
    removeTable(table) {
      statement('DELETE FROM dynamo_item WHERE tbl = ?').run(table.id);
      for (const index of table.indexes) entries.removeAll(table, index);
      expiries.removeTable(table);
    },
  };
};
