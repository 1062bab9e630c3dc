// Small stand-ins for the large parts, for tests of the runtime alone.
import { DatabaseSync } from 'node:sqlite';
import type { Service, Storage } from '#local/contracts.ts';
import { arrayOf, isObject, objectOf } from '#local/json.ts';
import type { DynamoPart, Parts, StatesPart } from '#local/parts.ts';

/** Group commit in its simplest form: everything asked for in one turn is one transaction. */
export function openFakeStorage(file: string): Storage {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL');
  let queue: (() => void)[] = [];
  const settled: (() => void)[] = [];
  function flush(): void {
    const changes = queue;
    queue = [];
    db.exec('BEGIN IMMEDIATE');
    for (const change of changes) change();
    db.exec('COMMIT');
    for (const settle of settled.splice(0)) settle();
  }
  return {
    db,
    write: (change) =>
      new Promise((resolve, reject) => {
        if (queue.length === 0) setImmediate(flush);
        queue.push(() => {
          db.exec('SAVEPOINT change');
          try {
            const result = change();
            settled.push(() => resolve(result));
          } catch (error) {
            db.exec('ROLLBACK TO change');
            settled.push(() => reject(error));
          }
          db.exec('RELEASE change');
        });
      }),
    async close() {
      await new Promise((resolve) => setImmediate(resolve));
      db.close();
    },
  };
}

const passive: Omit<Service, 'name'> = {
  nextDueAt: () => undefined,
  runDue: () => undefined,
  inFlight: () => 0,
  close: async () => undefined,
};

/** A table that can put and get, and tells its stream. */
export const createFakeDynamo: Parts['createDynamo'] = ({
  storage,
  clock,
  accountId,
  region,
  partition,
}): DynamoPart => {
  storage.db.exec('CREATE TABLE IF NOT EXISTS fake_records (sequence INTEGER PRIMARY KEY, arn TEXT, event TEXT)');
  const items = new Map<string, unknown>();
  const listeners: ((arn: string) => void)[] = [];
  const arnOf = (table: unknown): string => `arn:${partition}:dynamodb:${region}:${accountId}:table/${table}/stream/1`;
  return {
    ...passive,
    name: 'dynamodb',
    async api(action, input) {
      const { TableName, Item, Key } = objectOf(input);
      const keyOf = (item: unknown): string => JSON.stringify([TableName, objectOf(item).pk, objectOf(item).sk]);
      if (action === 'DescribeTable') return { Table: { LatestStreamArn: arnOf(TableName) } };
      if (action === 'GetItem') return { Item: items.get(keyOf(Key)) };
      if (action === 'Scan') return { Items: [...items.values()] };
      if (action !== 'PutItem') return {};
      const eventName = items.has(keyOf(Item)) ? 'MODIFY' : 'INSERT';
      items.set(keyOf(Item), Item);
      const { pk, sk } = objectOf(Item);
      const dynamodb = { Keys: { pk, sk }, NewImage: Item, ApproximateCreationDateTime: clock.now() / 1000 };
      const insert = storage.db.prepare('INSERT INTO fake_records (arn, event) VALUES (?, ?)');
      const event = { eventName, eventSource: 'aws:dynamodb', eventSourceARN: arnOf(TableName), dynamodb };
      await storage.write(() => void insert.run(arnOf(TableName), JSON.stringify(event)));
      for (const listener of listeners) listener(arnOf(TableName));
      return {};
    },
    onStreamRecords: (listener) => void listeners.push(listener),
    readStream: (arn, after, limit) =>
      storage.db
        .prepare('SELECT * FROM fake_records WHERE arn = ? AND sequence > ? ORDER BY sequence LIMIT ?')
        .all(arn, Number(after ?? 0), limit)
        .map((row) => {
          const event = objectOf(JSON.parse(String(row.event)));
          return {
            ...event,
            dynamodb: { ...objectOf(event.dynamodb), SequenceNumber: String(row.sequence).padStart(20, '0') },
          };
        }),
    consumed: () => ({ read: 0, write: 0 }),
  };
};

/** Remembers what was started. */
export const createFakeStates: Parts['createStates'] = (): StatesPart => {
  const started: unknown[] = [];
  return {
    ...passive,
    name: 'states',
    onStatusChange: () => undefined,
    async api(action, input) {
      if (action === 'StartExecution') started.push(input);
      if (action === 'ListExecutions') {
        return {
          executions: started
            .filter(isObject)
            .map(({ name }) => ({ executionArn: `x:${name}`, name, status: 'RUNNING', startDate: 0 })),
        };
      }
      return { executionArn: 'x', events: arrayOf(undefined) };
    },
  };
};

export const fakeParts: Parts = {
  openStorage: openFakeStorage,
  createDynamo: createFakeDynamo,
  createStates: createFakeStates,
};
