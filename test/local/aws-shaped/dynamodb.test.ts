import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBServiceException,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  paginateQuery,
  paginateScan,
  QueryCommand,
  ResourceInUseException,
  ResourceNotFoundException,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  ResourceNotFoundException as StreamNotFoundException,
} from '@aws-sdk/client-dynamodb-streams';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kiosk, openKiosk, refusal } from './kiosk.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

const TableName = 'stock';
const key = (shelf: string, place: number) => ({ shelf: { S: shelf }, place: { N: String(place) } });

const create = (name: string) =>
  kiosk.dynamo.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'shelf', AttributeType: 'S' },
        { AttributeName: 'place', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'shelf', KeyType: 'HASH' },
        { AttributeName: 'place', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );

beforeAll(() => create(TableName));

describe('a table', () => {
  it('is made, waited for, described, listed and deleted', async () => {
    await create('brief');
    await waitUntilTableExists({ client: kiosk.dynamo, maxWaitTime: 30 }, { TableName: 'brief' });
    const { Table } = await kiosk.dynamo.send(new DescribeTableCommand({ TableName: 'brief' }));
    expect(Table).toMatchObject({ TableName: 'brief', TableStatus: 'ACTIVE', ItemCount: 0 });
    const { TableNames } = await kiosk.dynamo.send(new ListTablesCommand({}));
    expect(TableNames).toEqual(['brief', 'sales', 'stock']);
    await kiosk.dynamo.send(new DeleteTableCommand({ TableName: 'brief' }));
    await waitUntilTableNotExists({ client: kiosk.dynamo, maxWaitTime: 30 }, { TableName: 'brief' });
  });

  it('forgets items after their time, when it is told by which attribute', async () => {
    await create('forgetful');
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'until' };
    await kiosk.dynamo.send(new UpdateTimeToLiveCommand({ TableName: 'forgetful', TimeToLiveSpecification }));
    const { TimeToLiveDescription } = await kiosk.dynamo.send(
      new DescribeTimeToLiveCommand({ TableName: 'forgetful' }),
    );
    expect(TimeToLiveDescription).toEqual({ TimeToLiveStatus: 'ENABLED', AttributeName: 'until' });
    const until = { N: String(Math.floor(Date.parse('2026-03-02T02:00:00Z') / 1000)) };
    await kiosk.dynamo.send(new PutItemCommand({ TableName: 'forgetful', Item: { ...key('a', 1), until } }));
    await kiosk.advance(3 * 24 * 3600);
    const { Item } = await kiosk.dynamo.send(new GetItemCommand({ TableName: 'forgetful', Key: key('a', 1) }));
    expect(Item).toBeUndefined();
  });
});

describe('an item', () => {
  it('is put, got, updated and deleted, with what it was and what it cost', async () => {
    const put = new PutItemCommand({
      TableName,
      Item: { ...key('a', 1), tea: { M: { kinds: { SS: ['black', 'green'] }, left: { N: '3' } } } },
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect((await kiosk.dynamo.send(put)).ConsumedCapacity).toMatchObject({ TableName, CapacityUnits: 1 });
    const updated = await kiosk.dynamo.send(
      new UpdateItemCommand({
        TableName,
        Key: key('a', 1),
        UpdateExpression: 'SET tea.#left = tea.#left - :one',
        ExpressionAttributeNames: { '#left': 'left' },
        ExpressionAttributeValues: { ':one': { N: '1' } },
        ReturnValues: 'UPDATED_NEW',
      }),
    );
    expect(updated.Attributes).toEqual({ tea: { M: { left: { N: '2' } } } });
    const deleted = await kiosk.dynamo.send(
      new DeleteItemCommand({ TableName, Key: key('a', 1), ReturnValues: 'ALL_OLD' }),
    );
    expect(deleted.Attributes?.tea?.M?.kinds?.SS).toEqual(['black', 'green']);
    expect((await kiosk.dynamo.send(new GetItemCommand({ TableName, Key: key('a', 1) }))).Item).toBeUndefined();
  });

  it('is written and read in batches', async () => {
    const requests = [1, 2, 3].map((place) => ({ PutRequest: { Item: key('batch', place) } }));
    const written = await kiosk.dynamo.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    expect(written.UnprocessedItems).toEqual({});
    const Keys = [1, 2, 4].map((place) => key('batch', place));
    const read = await kiosk.dynamo.send(new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys } } }));
    expect(read.Responses?.[TableName]).toHaveLength(2);
  });
});

describe('a query', () => {
  it('gives its items in order, page by page, and so does a scan', async () => {
    for (let place = 1; place <= 7; place += 1)
      await kiosk.dynamo.send(new PutItemCommand({ TableName, Item: key('paged', place) }));
    const input = {
      TableName,
      KeyConditionExpression: 'shelf = :s AND place > :p',
      ExpressionAttributeValues: { ':s': { S: 'paged' }, ':p': { N: '1' } },
    };
    const places: (string | undefined)[] = [];
    for await (const { Items = [] } of paginateQuery({ client: kiosk.dynamo, pageSize: 2 }, { ...input }))
      places.push(...Items.map(({ place }) => place?.N));
    expect(places).toEqual(['2', '3', '4', '5', '6', '7']);
    const { Count } = await kiosk.dynamo.send(new QueryCommand({ ...input, Select: 'COUNT', ScanIndexForward: false }));
    expect(Count).toBe(6);
    let scanned = 0;
    const filter = { FilterExpression: 'shelf = :s', ExpressionAttributeValues: { ':s': { S: 'paged' } } };
    for await (const page of paginateScan({ client: kiosk.dynamo, pageSize: 3 }, { TableName, ...filter }))
      scanned += page.Count ?? 0;
    expect(scanned).toBe(7);
  });
});

describe('a transaction', () => {
  it('writes all or nothing, and says why item by item', async () => {
    const writing = (place: number, condition: string) =>
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: key('together', place) } },
          { ConditionCheck: { TableName, Key: key('together', 99), ConditionExpression: condition } },
        ],
      });
    const refused = await refusal(kiosk.dynamo.send(writing(1, 'attribute_exists(shelf)')));
    expect(refused).toBeInstanceOf(TransactionCanceledException);
    const reasons = refused instanceof TransactionCanceledException ? refused.CancellationReasons : [];
    expect(reasons?.map(({ Code }) => Code)).toEqual(['None', 'ConditionalCheckFailed']);
    await kiosk.dynamo.send(writing(2, 'attribute_not_exists(shelf)'));
    const { Responses } = await kiosk.dynamo.send(
      new TransactGetItemsCommand({
        TransactItems: [1, 2].map((place) => ({ Get: { TableName, Key: key('together', place) } })),
      }),
    );
    expect(Responses?.map(({ Item }) => Item !== undefined)).toEqual([false, true]);
  });
});

describe('a stream', () => {
  it('is found, described and read from its beginning', async () => {
    await create('streamed');
    const { Streams } = await kiosk.streams.send(new ListStreamsCommand({ TableName: 'streamed' }));
    const StreamArn = Streams?.[0]?.StreamArn;
    await kiosk.dynamo.send(new PutItemCommand({ TableName: 'streamed', Item: { ...key('a', 1), n: { N: '1' } } }));
    await kiosk.dynamo.send(new PutItemCommand({ TableName: 'streamed', Item: { ...key('a', 1), n: { N: '2' } } }));
    await kiosk.dynamo.send(new DeleteItemCommand({ TableName: 'streamed', Key: key('a', 1) }));
    const { StreamDescription } = await kiosk.streams.send(new DescribeStreamCommand({ StreamArn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const { ShardIterator } = await kiosk.streams.send(
      new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
    );
    const { Records, NextShardIterator } = await kiosk.streams.send(new GetRecordsCommand({ ShardIterator }));
    expect(Records?.map(({ eventName }) => eventName)).toEqual(['INSERT', 'MODIFY', 'REMOVE']);
    expect(Records?.[1]?.dynamodb).toMatchObject({ OldImage: { n: { N: '1' } }, NewImage: { n: { N: '2' } } });
    expect(NextShardIterator).toBeDefined();
    const missing = kiosk.streams.send(new DescribeStreamCommand({ StreamArn: `${StreamArn}0` }));
    expect(await refusal(missing)).toBeInstanceOf(StreamNotFoundException);
  });
});

describe('refusals', () => {
  it('are the classes of the SDK', async () => {
    const { dynamo } = kiosk;
    const Item = key('once', 1);
    await dynamo.send(new PutItemCommand({ TableName, Item }));
    const again = new PutItemCommand({
      TableName,
      Item,
      ConditionExpression: 'attribute_not_exists(shelf)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    const failed = await refusal(dynamo.send(again));
    expect(failed).toBeInstanceOf(ConditionalCheckFailedException);
    expect(failed).toMatchObject({ Item });
    const absent = new GetItemCommand({ TableName: 'absent', Key: Item });
    expect(await refusal(dynamo.send(absent))).toBeInstanceOf(ResourceNotFoundException);
    expect(await refusal(create(TableName))).toBeInstanceOf(ResourceInUseException);
    const wrong = await refusal(dynamo.send(new GetItemCommand({ TableName, Key: { shelf: { S: 'a' } } })));
    expect(wrong).toBeInstanceOf(DynamoDBServiceException);
    expect(wrong).toMatchObject({ name: 'ValidationException', $metadata: { httpStatusCode: 400 } });
  });
});
