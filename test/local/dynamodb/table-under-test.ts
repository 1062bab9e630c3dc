// An embedded DynamoDB in memory with one table, and short ways to ask it.
import { AwsError } from '#local/contracts.ts';
import type { Item } from '#local/dynamodb/attribute-value.ts';
import { createDynamo } from '#local/dynamodb/create-dynamo.ts';
import { openStorage } from '#local/storage.ts';

export const root = { accessKeyId: 'local', roleArn: 'root' } as const;
const second = 1000;

export const keyed = (hash: string, range?: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
];
export const typed = (types: Record<string, string>) =>
  Object.entries(types).map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));

/** A table `things` with keys pk, sk (strings), and whatever else is given. */
export const plainTable = {
  TableName: 'things',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: keyed('pk', 'sk'),
  AttributeDefinitions: typed({ pk: 'S', sk: 'S' }),
};

export const aDynamo = async (...tables: object[]) => {
  let now = Date.parse('2026-03-02T01:00:00Z');
  const storage = openStorage(':memory:');
  const dynamo = createDynamo({
    storage,
    clock: { now: () => now },
    wake: () => undefined,
    accountId: '111111111111',
    region: 'us-east-1',
    partition: 'aws',
  });
  // Answers are in AWS's own shapes, looked into by the assertions.
  const ask = (action: string, input: object): Promise<any> => dynamo.api(action, input, root);
  for (const table of tables) await ask('CreateTable', { BillingMode: 'PAY_PER_REQUEST', ...table });
  return {
    dynamo,
    storage,
    ask,
    now: () => now,
    wait: (seconds: number) => {
      now += seconds * second;
    },
    put: (Item: Item, more: object = {}) => ask('PutItem', { TableName: 'things', Item, ...more }),
    get: (Key: Item, more: object = {}) => ask('GetItem', { TableName: 'things', Key, ConsistentRead: true, ...more }),
    update: (Key: Item, UpdateExpression: string, more: object = {}) =>
      ask('UpdateItem', { TableName: 'things', Key, UpdateExpression, ...more }),
    query: (more: object) => ask('Query', { TableName: 'things', ...more }),
    /** What the service says no to, as `Name: message`. */
    refusal: async (action: string, input: object): Promise<string> => {
      try {
        await ask(action, input);
      } catch (fault) {
        if (fault instanceof AwsError) return `${fault.name}: ${fault.message}`;
        throw fault;
      }
      return 'nothing was refused';
    },
    /** Lets the service see to what is due, and waits until it has. */
    keepHouse: async () => {
      dynamo.runDue();
      while (dynamo.inFlight() > 0) await new Promise((done) => setImmediate(done));
    },
  };
};

export const key = (pk: string, sk: string): Item => ({ pk: { S: pk }, sk: { S: sk } });
