// Streams: one shard a table; a record is written in the transaction of the item it tells of, and kept for 24 hours.
import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../contracts.ts';
import { statementsOf } from '../storage.ts';
import { keyAttributesOf } from './keys.ts';
import { type Row, sameRow } from './row.ts';
import type { StreamView, Table } from './table.ts';
import { sizeOfItem } from './value-size.ts';

export type Change = { before: Row | undefined; after: Row | undefined; byService?: boolean };

/** A record as the DynamoDB Streams API and Lambda's events have it. */
export type StreamRecord = {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: string;
  eventSource: string;
  awsRegion: string;
  userIdentity?: { PrincipalId: string; Type: string };
  dynamodb: Record<string, unknown> & { SequenceNumber: string };
};

export type Streams = {
  /** Runs inside the transaction of the change. A change that changes nothing leaves no record. */
  record(table: Table, change: Change): void;
  /** Records after a sequence number, oldest first; none older than 24 hours. */
  read(table: Table, after: string | undefined, limit: number): StreamRecord[];
  latest(table: Table): string | undefined;
  /** When records have to be looked through for those that are too old. */
  nextTrimAt(): number | undefined;
  /** Runs inside a transaction. */
  trim(tables: readonly Table[]): void;
  removeTable(table: Table): void;
};

const keptMs = 24 * 3600 * 1000;
/** Records that are too old are no longer read at once, and removed a while later, many together. */
const trimmedAfterMs = keptMs + 3600 * 1000;
const viewsWithNew: ReadonlySet<StreamView> = new Set(['NEW_IMAGE', 'NEW_AND_OLD_IMAGES']);
const viewsWithOld: ReadonlySet<StreamView> = new Set(['OLD_IMAGE', 'NEW_AND_OLD_IMAGES']);

export const sequenceText = (sequence: number): string => String(sequence).padStart(21, '0');

export const openStreams = (db: DatabaseSync, clock: Clock, region: string): Streams => {
  // The table 0 has one row: the highest sequence number that was given to records that are gone.
  db.exec(
    'CREATE TABLE IF NOT EXISTS dynamo_change (tbl INTEGER, seq INTEGER, at INTEGER NOT NULL, event TEXT, keys TEXT, new TEXT, old TEXT, size INTEGER, by_service INTEGER, PRIMARY KEY (tbl, seq)) WITHOUT ROWID',
  );
  const statement = statementsOf(db);
  const put = statement(
    'INSERT INTO dynamo_change (tbl, seq, at, event, keys, new, old, size, by_service) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const page = statement(
    'SELECT seq, at, event, keys, new, old, size, by_service FROM dynamo_change WHERE tbl = ? AND seq > ? AND at > ? ORDER BY seq LIMIT ?',
  );
  const highest = statement('SELECT max(seq) AS seq FROM dynamo_change WHERE tbl = ?');
  const oldest = statement(
    'SELECT min(first) AS at FROM (SELECT (SELECT at FROM dynamo_change WHERE tbl = id ORDER BY seq LIMIT 1) AS first FROM dynamo_table)',
  );
  // Table by table, for there may be very many records.
  let last = Number(
    statement(
      'SELECT max(last) AS seq FROM (SELECT (SELECT max(seq) FROM dynamo_change WHERE tbl = id) AS last FROM (SELECT 0 AS id UNION ALL SELECT id FROM dynamo_table))',
    ).get()?.seq ?? 0,
  );
  let trimAt: number | undefined | 'unknown' = 'unknown';

  const rememberHighest = (): void => {
    statement('DELETE FROM dynamo_change WHERE tbl = 0').run();
    statement('INSERT INTO dynamo_change (tbl, seq, at) VALUES (0, ?, 0)').run(last);
  };

  const recordOf = (table: Table, row: Record<string, unknown>): StreamRecord => {
    const sequence = Number(row.seq);
    return {
      eventID: sequence.toString(16).padStart(32, '0'),
      eventName: row.event === 'INSERT' || row.event === 'REMOVE' ? row.event : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: region,
      ...(row.by_service === 1 ? { userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } } : {}),
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(Number(row.at) / 1000),
        Keys: JSON.parse(String(row.keys)),
        ...(row.new === null ? {} : { NewImage: JSON.parse(String(row.new)) }),
        ...(row.old === null ? {} : { OldImage: JSON.parse(String(row.old)) }),
        SequenceNumber: sequenceText(sequence),
        SizeBytes: Number(row.size),
        StreamViewType: table.stream?.view,
      },
    };
  };

  return {
    record(table, { before, after, byService }) {
      const image = after ?? before;
      if (table.stream === undefined || image === undefined || isSame(before, after)) return;
      const { view } = table.stream;
      const event = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
      const [newer, older] = [viewsWithNew.has(view) ? after : undefined, viewsWithOld.has(view) ? before : undefined];
      const keys = keyAttributesOf(table, image.item);
      const size = sizeOfItem(keys) + (newer?.size ?? 0) + (older?.size ?? 0);
      const now = clock.now();
      last += 1;
      put.run(
        table.id,
        last,
        now,
        event,
        JSON.stringify(keys),
        newer?.text ?? null,
        older?.text ?? null,
        size,
        byService === true ? 1 : 0,
      );
      if (trimAt === undefined) trimAt = now + trimmedAfterMs;
    },
    read: (table, after, limit) =>
      page.all(table.id, Number(after ?? 0), clock.now() - keptMs, limit).map((row) => recordOf(table, row)),
    latest(table) {
      const sequence = highest.get(table.id)?.seq;
      return typeof sequence === 'number' ? sequenceText(sequence) : undefined;
    },
    nextTrimAt() {
      if (trimAt === 'unknown') {
        const at = oldest.get()?.at;
        trimAt = typeof at === 'number' ? at + trimmedAfterMs : undefined;
      }
      return trimAt;
    },
    trim(tables) {
      const limit = clock.now() - keptMs;
      for (const { id } of tables) {
        const kept = statement('SELECT seq FROM dynamo_change WHERE tbl = ? AND at > ? ORDER BY seq LIMIT 1').get(
          id,
          limit,
        );
        const from = typeof kept?.seq === 'number' ? kept.seq : Number.MAX_SAFE_INTEGER;
        statement('DELETE FROM dynamo_change WHERE tbl = ? AND seq < ?').run(id, from);
      }
      rememberHighest();
      trimAt = 'unknown';
    },
    removeTable(table) {
      statement('DELETE FROM dynamo_change WHERE tbl = ?').run(table.id);
      rememberHighest();
      trimAt = 'unknown';
    },
  };
};

const isSame = (before: Row | undefined, after: Row | undefined): boolean =>
  before === undefined || after === undefined ? before === after : sameRow(before, after);
