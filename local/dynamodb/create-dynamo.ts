// The embedded DynamoDB: AWS's own request and answer shapes over one SQLite file.
import { AwsError, type Caller, type Clock, type Service, type Storage, type Wake } from '../contracts.ts';
import { objectOf, textOf } from '../json.ts';
import { type Consumed, createMeter } from './capacity.ts';
import { itemApi } from './item-api.ts';
import { itemStore } from './item-store.ts';
import { queryApi } from './query.ts';
import { createStreams, streamsApi } from './streams.ts';
import { describeTable, readTable, type Table, tableRegistry } from './tables.ts';
import { createTimeToLive } from './time-to-live.ts';
import { invalid } from './values.ts';

export type Dynamo = Service & {
  api(action: string, input: unknown, caller: Caller): Promise<unknown>;
  /** Called when a stream may have new records. */
  onStreamRecords(listener: (streamArn: string) => void): void;
  readStream(streamArn: string, afterSequence: string | undefined, limit: number): readonly unknown[];
  consumed(tableName: string): Consumed;
  resetConsumed(): void;
};

type Options = { storage: Storage; clock: Clock; wake: Wake; accountId: string; region: string; partition: string };
type Action = (input: unknown) => unknown;

export const createDynamo = ({ storage, clock, wake, accountId, region, partition }: Options): Dynamo => {
  const tables = tableRegistry(storage.db);
  const items = itemStore(storage.db);
  const streams = createStreams(storage.db, region);
  const meter = createMeter();
  const ttl = createTimeToLive(storage, clock, tables, items, streams);
  const listeners: ((streamArn: string) => void)[] = [];
  let running = 0;

  const arnOf = (name: string): string => `arn:${partition}:dynamodb:${region}:${accountId}:table/${name}`;
  const all = (): Table[] => tables.names().flatMap((name) => tables.find(name) ?? []);
  const tell = (): void => {
    for (const { stream } of all()) if (stream !== undefined) for (const listener of listeners) listener(stream.arn);
  };

  const tableActions: Record<string, Action> = {
    CreateTable: (input) => {
      const name = String(objectOf(input)['TableName']);
      if (tables.find(name) !== undefined)
        throw new AwsError('ResourceInUseException', `Table already exists: ${name}`);
      const table = readTable(input, (label) => `${arnOf(name)}/stream/${label}`, clock.now());
      return storage.write(() => {
        tables.save(table);
        return { TableDescription: describeTable(table, arnOf(name), 0) };
      });
    },
    DescribeTable: (input) => {
      const table = tables.get(objectOf(input)['TableName']);
      return { Table: describeTable(table, arnOf(table.name), items.count(table)) };
    },
    DeleteTable: (input) => {
      const table = tables.get(objectOf(input)['TableName']);
      return storage.write(() => {
        for (const name of ['dynamo_items', 'dynamo_index', 'dynamo_expiry'])
          items.prepare(`DELETE FROM ${name} WHERE tbl = ?`).run(table.name);
        tables.remove(table.name);
        return { TableDescription: { ...describeTable(table, arnOf(table.name), 0), TableStatus: 'DELETING' } };
      });
    },
    ListTables: () => ({ TableNames: tables.names() }),
    UpdateTimeToLive: (input) => {
      const request = objectOf(input);
      const table = tables.get(request['TableName']);
      const { Enabled, AttributeName } = objectOf(request['TimeToLiveSpecification']);
      const name = textOf(AttributeName);
      if (Enabled === true && table.ttl === name) throw invalid('TimeToLive is already enabled');
      return storage.write(() => {
        const { ttl: _old, ...rest } = table;
        tables.save(Enabled === true && name !== undefined ? { ...rest, ttl: name } : rest);
        return { TimeToLiveSpecification: request['TimeToLiveSpecification'] };
      });
    },
    DescribeTimeToLive: (input) => {
      const { ttl: name } = tables.get(objectOf(input)['TableName']);
      return {
        TimeToLiveDescription:
          name === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName: name },
      };
    },
    DescribeContinuousBackups: () => ({ ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED' } }),
  };

  const actions = new Map<string, Action>(
    Object.entries({
      ...tableActions,
      ...itemApi(storage, clock, tables, items, streams, meter),
      ...queryApi(tables, items, meter),
      ...streamsApi(streams, all),
    }),
  );
  const writing = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);

  return {
    name: 'dynamodb',
    async api(action, input) {
      const run = actions.get(action);
      if (run === undefined)
        throw new AwsError('UnknownOperationException', `${action} is not supported by the embedded DynamoDB`);
      const answer = await run(input);
      if (writing.has(action)) tell();
      return answer;
    },
    onStreamRecords: (listener) => void listeners.push(listener),
    readStream: (streamArn, after, limit) => streams.read(streamArn, after, limit),
    consumed: (name) => meter.consumed(name),
    resetConsumed: () => meter.reset(),
    nextDueAt() {
      const times = [ttl.nextDueAt(), streams.oldest()].filter((at) => at !== undefined);
      return times.length === 0 ? undefined : Math.min(...times);
    },
    runDue() {
      running += 1;
      void storage
        .write(() => streams.trim(clock.now()))
        .then(() => ttl.run())
        .finally(() => {
          running -= 1;
          tell();
          wake();
        });
    },
    inFlight: () => running,
    close: async () => {},
  };
};
