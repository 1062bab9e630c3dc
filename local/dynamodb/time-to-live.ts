// TTL: when an item's time has come, the service itself deletes it, and the stream says that it was the service.
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../contracts.ts';
import { statementsOf } from '../storage.ts';
import { attributeOf, type Item } from './attribute-value.ts';
import type { ItemStore } from './item-store.ts';
import type { Key } from './keys.ts';
import type { Streams } from './streams.ts';
import type { Table } from './table.ts';
import type { TableStore } from './table-store.ts';

export type Expiry = { at: number; tableId: number; key: Key };

/** The times at which items expire, in order. */
export type Expiries = {
  /** Follows a change of an item. Runs inside a transaction. */
  note(table: Table, key: Key, before: Item | undefined, after: Item | undefined): void;
  removeTable(table: Table): void;
  next(): number | undefined;
  due(now: number, most: number): Expiry[];
  /** Forgets a time whose item is gone. Runs inside a transaction. */
  forget(expiry: Expiry): void;
};

const fiveYears = 5 * 365 * 24 * 3600;

export const openExpiries = (db: DatabaseSync, clock: Clock): Expiries => {
  db.exec(
    'CREATE TABLE IF NOT EXISTS dynamo_expiry (at INTEGER, tbl INTEGER, pk BLOB, sk BLOB, PRIMARY KEY (at, tbl, pk, sk)) WITHOUT ROWID',
  );
  const statement = statementsOf(db);
  const add = statement('INSERT OR IGNORE INTO dynamo_expiry (at, tbl, pk, sk) VALUES (?, ?, ?, ?)');
  const remove = statement('DELETE FROM dynamo_expiry WHERE at = ? AND tbl = ? AND pk = ? AND sk = ?');
  const first = statement('SELECT at FROM dynamo_expiry ORDER BY at LIMIT 1');
  const page = statement('SELECT at, tbl, pk, sk FROM dynamo_expiry WHERE at <= ? ORDER BY at LIMIT ?');
  return {
    note(table, { pk, sk }, before, after) {
      const [old, now] = [expiryOf(table, before), expiryOf(table, after)];
      if (old === now) return;
      if (old !== undefined) remove.run(old, table.id, pk, sk);
      // What expired more than five years ago is taken for a mistake, and kept.
      if (now !== undefined && now > Math.floor(clock.now() / 1000) - fiveYears) add.run(now, table.id, pk, sk);
    },
    removeTable: (table) => void statement('DELETE FROM dynamo_expiry WHERE tbl = ?').run(table.id),
    next() {
      const at = first.get()?.at;
      return typeof at === 'number' ? at * 1000 : undefined;
    },
    due: (now, most) =>
      page
        .all(Math.floor(now / 1000), most)
        .flatMap(({ at, tbl, pk, sk }) =>
          pk instanceof Uint8Array && sk instanceof Uint8Array
            ? [{ at: Number(at), tableId: Number(tbl), key: { pk, sk } }]
            : [],
        ),
    forget: ({ at, tableId, key }) => void remove.run(at, tableId, key.pk, key.sk),
  };
};

/** Whole seconds since 1970; undefined when the attribute is missing or no number. */
const expiryOf = (table: Table, item: Item | undefined): number | undefined => {
  const value = item === undefined || table.ttl === undefined ? undefined : attributeOf(item, table.ttl);
  const at = value !== undefined && 'N' in value ? Math.floor(Number(value.N)) : undefined;
  return at !== undefined && Number.isSafeInteger(at) ? at : undefined;
};

const mostAtOnce = 500;

/** Deletes what is due; answers the streams that it wrote to. Runs inside a transaction. */
export const expireDue = (
  tables: TableStore,
  items: ItemStore,
  expiries: Expiries,
  streams: Streams,
  now: number,
): readonly Table[] => {
  const touched = new Set<Table>();
  const byId = new Map(tables.all().map((table) => [table.id, table]));
  for (const expiry of expiries.due(now, mostAtOnce)) {
    const table = byId.get(expiry.tableId);
    const before = table === undefined ? undefined : items.read(table, expiry.key);
    expiries.forget(expiry);
    if (table === undefined || before === undefined) continue;
    items.write(table, expiry.key, before, undefined);
    streams.record(table, { before, after: undefined, byService: true });
    touched.add(table);
  }
  return [...touched];
};
