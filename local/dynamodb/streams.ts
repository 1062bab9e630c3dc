// Streams: one shard a table; a record is written in the transaction of the item it tells of, and kept for 24 hours.
import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../contracts.ts';
import { objectOf, textOf } from '../json.ts';
import type { Table } from './tables.ts';
import { type Item, sizeOfItem } from './values.ts';

const keptMs = 24 * 3600 * 1000;

export type Change = { before: Item | undefined; after: Item | undefined; byTtl?: boolean };
export type Streams = {
  /** Runs inside the transaction of the change. */
  record(table: Table, key: Item, change: Change, now: number): void;
  read(streamArn: string, after: string | undefined, limit: number): Record<string, unknown>[];
  latest(streamArn: string): string | undefined;
  trim(now: number): void;
  oldest(): number | undefined;
};

export const createStreams = (db: DatabaseSync, region: string): Streams => {
  db.exec(`
CREATE TABLE IF NOT EXISTS dynamo_stream (seq INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT NOT NULL, at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS dynamo_stream_arn ON dynamo_stream (arn, seq);`);
  const put = db.prepare('INSERT INTO dynamo_stream (arn, at, body) VALUES (?, ?, ?)');
  const page = db.prepare('SELECT seq, at, body FROM dynamo_stream WHERE arn = ? AND seq > ? ORDER BY seq LIMIT ?');
  const last = db.prepare('SELECT max(seq) AS seq FROM dynamo_stream WHERE arn = ?');
  const first = db.prepare('SELECT at FROM dynamo_stream ORDER BY seq LIMIT 1');
  const trim = db.prepare('DELETE FROM dynamo_stream WHERE at <= ?');

  const recordOf = (row: Record<string, unknown>): Record<string, unknown> => {
    const body = objectOf(JSON.parse(String(row['body'])));
    const sequence = String(row['seq']).padStart(21, '0');
    return {
      eventID: `e${sequence}`,
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: region,
      eventName: body['eventName'],
      ...(body['byTtl'] === true ? { userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' } } : {}),
      dynamodb: {
        ...objectOf(body['dynamodb']),
        ApproximateCreationDateTime: Math.floor(Number(row['at']) / 1000),
        SequenceNumber: sequence,
      },
    };
  };

  return {
    record(table, key, { before, after, byTtl }, now) {
      if (table.stream === undefined || JSON.stringify(before) === JSON.stringify(after)) return;
      const { view } = table.stream;
      const eventName = before === undefined ? 'INSERT' : after === undefined ? 'REMOVE' : 'MODIFY';
      const shows = (image: string) => view === image || view === 'NEW_AND_OLD_IMAGES';
      const dynamodb = {
        Keys: key,
        ...(after !== undefined && shows('NEW_IMAGE') ? { NewImage: after } : {}),
        ...(before !== undefined && shows('OLD_IMAGE') ? { OldImage: before } : {}),
        SizeBytes: sizeOfItem(after ?? before ?? {}),
        StreamViewType: view,
      };
      put.run(table.stream.arn, now, JSON.stringify({ eventName, dynamodb, ...(byTtl === true ? { byTtl } : {}) }));
    },
    read: (streamArn, after, limit) => page.all(streamArn, Number(after ?? 0), limit).map(recordOf),
    latest(streamArn) {
      const seq = last.get(streamArn)?.['seq'];
      return typeof seq === 'number' ? String(seq).padStart(21, '0') : undefined;
    },
    trim: (now) => void trim.run(now - keptMs),
    oldest() {
      const at = first.get()?.['at'];
      return typeof at === 'number' ? at + keptMs : undefined;
    },
  };
};

const shardId = 'shardId-00000000000000000001';

/** The DynamoDB Streams API over one shard. */
export const streamsApi = (streams: Streams, tables: () => Table[]) => {
  const tableOf = (arn: string): Table => {
    const table = tables().find((one) => one.stream?.arn === arn);
    if (table === undefined)
      throw new AwsError('ResourceNotFoundException', `Requested resource not found: Stream: ${arn} not found`);
    return table;
  };
  return {
    ListStreams: (input: unknown) => ({
      Streams: tables().flatMap(({ name, stream }) =>
        stream === undefined || (textOf(objectOf(input)['TableName']) ?? name) !== name
          ? []
          : [{ StreamArn: stream.arn, TableName: name, StreamLabel: stream.label }],
      ),
    }),
    DescribeStream: (input: unknown) => {
      const arn = String(objectOf(input)['StreamArn']);
      const table = tableOf(arn);
      return {
        StreamDescription: {
          StreamArn: arn,
          StreamLabel: table.stream?.label,
          StreamStatus: 'ENABLED',
          StreamViewType: table.stream?.view,
          TableName: table.name,
          Shards: [{ ShardId: shardId, SequenceNumberRange: { StartingSequenceNumber: '0'.repeat(21) } }],
        },
      };
    },
    GetShardIterator: (input: unknown) => {
      const request = objectOf(input);
      const arn = String(request['StreamArn']);
      tableOf(arn);
      const given = Number(request['SequenceNumber'] ?? 0);
      const starts: Record<string, number> = {
        TRIM_HORIZON: 0,
        LATEST: Number(streams.latest(arn) ?? 0),
        AT_SEQUENCE_NUMBER: given - 1,
        AFTER_SEQUENCE_NUMBER: given,
      };
      return { ShardIterator: `${arn}|${starts[String(request['ShardIteratorType'])] ?? 0}` };
    },
    GetRecords: (input: unknown) => {
      const request = objectOf(input);
      const [arn = '', after = '0'] = String(request['ShardIterator']).split('|');
      const records = streams.read(arn, after, Number(request['Limit'] ?? 1000));
      const last = objectOf(records.at(-1)?.['dynamodb'])['SequenceNumber'] ?? after;
      return { Records: records, NextShardIterator: `${arn}|${String(last)}` };
    },
  };
};
