// The embedded DynamoDB: AWS's own requests and answers over one SQLite file.
import { AwsError, type Caller, type Clock, type Service, type Storage, type Wake } from '../contracts.ts';
import { objectOf } from '../json.ts';
import { batchApi } from './batch-api.ts';
import { itemApi } from './item-api.ts';
import { openItems } from './item-store.ts';
import { type Consumed, createMeter } from './meter.ts';
import { createReadPlans } from './plan-reads.ts';
import { createWritePlans } from './plan-writes.ts';
import { queryApi } from './query-api.ts';
import type { Request } from './request.ts';
import { openStreams, type StreamRecord } from './streams.ts';
import { streamsApi } from './streams-api.ts';
import { type Table, tableArn } from './table.ts';
import { tableApi } from './table-api.ts';
import { openTables } from './table-store.ts';
import { expireDue, openExpiries } from './time-to-live.ts';
import { transactApi } from './transact-api.ts';

export type Dynamo = Service & {
  api(action: string, input: unknown, caller: Caller): Promise<unknown>;
  /** Called after a commit that may have added records to a stream. */
  onStreamRecords(listener: (streamArn: string) => void): void;
  /** Records after a sequence number, oldest first; none when there is no such stream. */
  readStream(streamArn: string, afterSequence: string | undefined, limit: number): readonly StreamRecord[];
  /** Units since the last reset, indexes included. */
  consumed(tableName: string): Consumed;
  resetConsumed(): void;
};

export type DynamoOptions = {
  storage: Storage;
  clock: Clock;
  wake: Wake;
  accountId: string;
  region: string;
  partition: string;
};

type Action = (request: Request) => unknown;

export const createDynamo = ({ storage, clock, wake, ...place }: DynamoOptions): Dynamo => {
  const { db } = storage;
  const tables = openTables(db);
  const expiries = openExpiries(db, clock);
  const items = openItems(db, expiries);
  const streams = openStreams(db, clock, place.region);
  const meter = createMeter();
  const reads = createReadPlans(tables, items);
  const writes = createWritePlans(tables, items, streams);
  const listeners: ((streamArn: string) => void)[] = [];
  let running = 0;

  const tellOf = (touched: readonly Table[]): void => {
    const arns = new Set(touched.flatMap(({ stream }) => stream?.arn ?? []));
    for (const arn of arns) for (const listener of listeners) listener(arn);
  };
  const tell = (plans: readonly { table: Table }[]): void => {
    tellOf(plans.map(({ table }) => table));
    wake();
  };

  const arnOf = (name: string): string => tableArn(place, name);
  const actions = new Map<string, Action>(
    Object.entries({
      ...tableApi({ storage, clock, tables, items, expiries, streams, arnOf }),
      ...itemApi(storage, reads, writes, meter, tell),
      ...batchApi(storage, reads, writes, meter, tell),
      ...transactApi(storage, clock, reads, writes, meter, tell),
      ...queryApi(db, tables, items, meter),
      ...streamsApi(tables, streams, clock),
    }),
  );

  const keepHouse = async (): Promise<void> => {
    const now = clock.now();
    const touched = await storage.write(() => {
      if ((streams.nextTrimAt() ?? Number.POSITIVE_INFINITY) <= now) streams.trim(tables.all());
      return expireDue(tables, items, expiries, streams, now);
    });
    tellOf(touched);
  };

  return {
    name: 'dynamodb',
    async api(action, input) {
      const run = actions.get(action);
      if (run === undefined) {
        throw new AwsError('UnknownOperationException', `${action} is not supported by the embedded DynamoDB`);
      }
      return run(objectOf(input));
    },
    onStreamRecords: (listener) => void listeners.push(listener),
    readStream(streamArn, after, limit) {
      const table = tables.all().find(({ stream }) => stream?.arn === streamArn);
      return table === undefined ? [] : streams.read(table, after, limit);
    },
    consumed: (name) => meter.consumed(name),
    resetConsumed: () => meter.reset(),
    nextDueAt() {
      // While it runs, what is due is being seen to.
      if (running > 0) return undefined;
      const next = Math.min(expiries.next() ?? Infinity, streams.nextTrimAt() ?? Infinity);
      return next === Infinity ? undefined : next;
    },
    runDue() {
      if (running > 0) return;
      running += 1;
      keepHouse()
        .finally(() => {
          running -= 1;
        })
        // A fault left everything as it was: it is due again when something else happens, not at once and for ever.
        .then(wake, (fault: unknown) => console.error('dynamodb: housekeeping failed', fault));
    },
    inFlight: () => running,
    close: async () => undefined,
  };
};
