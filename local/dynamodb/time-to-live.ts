// TTL: items whose time has come are deleted by the service itself, and the stream says so.
import type { Clock, Storage } from '../contracts.ts';
import type { ItemStore } from './item-store.ts';
import type { Streams } from './streams.ts';
import type { Table, TableRegistry } from './tables.ts';
import type { Item } from './values.ts';

const mostAtOnce = 500;

export const createTimeToLive = (
  storage: Storage,
  clock: Clock,
  tables: TableRegistry,
  items: ItemStore,
  streams: Streams,
) => {
  const next = () => items.prepare('SELECT min(expires) AS at FROM dynamo_expiry').get()?.['at'];
  const due = () => items.prepare('SELECT tbl, pk, sk FROM dynamo_expiry WHERE expires <= ? ORDER BY expires LIMIT ?');

  const expire = (table: Table, pk: Uint8Array, sk: Uint8Array): void => {
    const before = items.read(table, { pk, sk })?.item;
    if (before === undefined) return;
    items.write(table, { pk, sk }, before, undefined);
    const key: Item = Object.fromEntries(
      Object.entries(before).filter(([name]) => name === table.keys.hash || name === table.keys.range),
    );
    streams.record(table, key, { before, after: undefined, byTtl: true }, clock.now());
  };

  return {
    nextDueAt(): number | undefined {
      const at = next();
      return typeof at === 'number' ? at * 1000 : undefined;
    },
    /** Deletes what is due; answers whether there was anything. */
    run: (): Promise<number> =>
      storage.write(() => {
        const rows = due().all(Math.floor(clock.now() / 1000), mostAtOnce);
        for (const { tbl, pk, sk } of rows) {
          const table = tables.find(String(tbl));
          if (table !== undefined && pk instanceof Uint8Array && sk instanceof Uint8Array) expire(table, pk, sk);
          else items.prepare('DELETE FROM dynamo_expiry WHERE tbl = ?').run(String(tbl));
        }
        return rows.length;
      }),
  };
};
