import {
  ConditionalCheckFailedException,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  GetItemCommand,
  IdempotentParameterMismatchException,
  PutItemCommand,
  paginateQuery,
  QueryCommand,
  ResourceNotFoundException,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedDynamo, serveDynamo } from '#test/builders/embedded-table.ts';

const now = Date.parse('2026-03-02T01:00:00Z');

let served: ServedDynamo;
let client: DynamoDBClient;
beforeAll(async () => {
  served = await serveDynamo(now);
  client = served.client;
  await client.send(
    new CreateTableCommand({
      TableName: 'things',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
        { AttributeName: 'owner', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byOwner',
          KeySchema: [
            { AttributeName: 'owner', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
});
afterAll(() => served.close());

const put = (sk: string, more: Record<string, { S: string }> = {}, condition?: string) =>
  client.send(
    new PutItemCommand({
      TableName: 'things',
      Item: { pk: { S: 'a' }, sk: { S: sk }, ...more },
      ...(condition === undefined
        ? {}
        : { ConditionExpression: condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      ReturnConsumedCapacity: 'INDEXES',
    }),
  );

describe('the embedded DynamoDB behind the SDK', () => {
  it('gives back what was put, and keeps an index sparse', async () => {
    const { ConsumedCapacity } = await put('1', { owner: { S: 'me' } });
    expect(ConsumedCapacity?.CapacityUnits).toBe(2);
    await put('2');
    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'things', Key: { pk: { S: 'a' }, sk: { S: '1' } } }),
    );
    expect(Item?.['owner']?.S).toBe('me');
    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'things',
        IndexName: 'byOwner',
        KeyConditionExpression: '#owner = :me',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':me': { S: 'me' } },
      }),
    );
    expect(Items?.map((item) => item['sk']?.S)).toEqual(['1']);
  });

  it('lets one of two writers win, and shows the loser what is there', async () => {
    await put('race', { by: { S: 'first' } }, 'attribute_not_exists(pk)');
    const lost = await put('race', { by: { S: 'second' } }, 'attribute_not_exists(pk)').catch(
      (fault: unknown) => fault,
    );
    expect(lost).toBeInstanceOf(ConditionalCheckFailedException);
    expect(lost instanceof ConditionalCheckFailedException && lost.Item?.['by']?.S).toBe('first');
  });

  it('counts an update that leaves the index as one write, and one that moves its key as three', async () => {
    const update = (sk: string, expression: string, values: Record<string, { S: string }>) =>
      client.send(
        new UpdateItemCommand({
          TableName: 'things',
          Key: { pk: { S: 'u' }, sk: { S: sk } },
          UpdateExpression: expression,
          ExpressionAttributeNames: expression.includes('#owner') ? { '#owner': 'owner' } : { '#note': 'note' },
          ExpressionAttributeValues: values,
          ReturnConsumedCapacity: 'TOTAL',
          ReturnValues: 'ALL_NEW',
        }),
      );
    await update('1', 'SET #owner = :one', { ':one': { S: 'one' } });
    const noted = await update('1', 'SET #note = :note', { ':note': { S: 'x' } });
    expect(noted.ConsumedCapacity?.CapacityUnits).toBe(1);
    const moved = await update('1', 'SET #owner = :two', { ':two': { S: 'two' } });
    expect(moved.ConsumedCapacity?.CapacityUnits).toBe(3);
    expect(moved.Attributes?.['note']?.S).toBe('x');
  });

  it('pages a query backwards through begins_with and ends where it ends', async () => {
    for (let index = 0; index < 5; index += 1) {
      await client.send(
        new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'p' }, sk: { S: `EVT#${index}` } } }),
      );
    }
    await client.send(new PutItemCommand({ TableName: 'things', Item: { pk: { S: 'p' }, sk: { S: 'TASK#1' } } }));
    const seen: string[] = [];
    let from: Record<string, { S: string }> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: 'things',
          KeyConditionExpression: 'pk = :p AND begins_with(sk, :prefix)',
          ExpressionAttributeValues: { ':p': { S: 'p' }, ':prefix': { S: 'EVT#' } },
          ScanIndexForward: false,
          Limit: 2,
          ExclusiveStartKey: from,
        }),
      );
      for (const item of page.Items ?? []) seen.push(item['sk']?.S ?? '');
      from = page.LastEvaluatedKey as typeof from;
    } while (from !== undefined);
    expect(seen).toEqual(['EVT#4', 'EVT#3', 'EVT#2', 'EVT#1', 'EVT#0']);
  });

  it('cancels a whole transaction for one failed condition', async () => {
    const write = client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: 'things', Item: { pk: { S: 't' }, sk: { S: 'new' } } } },
          {
            ConditionCheck: {
              TableName: 'things',
              Key: { pk: { S: 't' }, sk: { S: 'gone' } },
              ConditionExpression: 'attribute_exists(pk)',
            },
          },
        ],
      }),
    );
    const cancelled = await write.catch((fault: unknown) => fault);
    expect(cancelled).toBeInstanceOf(TransactionCanceledException);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: 'things', Key: { pk: { S: 't' }, sk: { S: 'new' } } }),
    );
    expect(Item).toBeUndefined();
  });

  it('refuses an expression that names a value nobody uses', async () => {
    const refused = client.send(
      new UpdateItemCommand({
        TableName: 'things',
        Key: { pk: { S: 'a' }, sk: { S: '1' } },
        UpdateExpression: 'SET note = :used',
        ExpressionAttributeValues: { ':used': { S: 'x' }, ':unused': { S: 'y' } },
      }),
    );
    await expect(refused).rejects.toThrow(/unused in expressions/);
  });

  it('brings back bytes, sets and numbers as they were', async () => {
    const Item = {
      pk: { S: 'a' },
      sk: { S: 'types' },
      bytes: { B: Uint8Array.of(0, 1, 254, 255) },
      tags: { SS: ['b', 'a'] },
      numbers: { NS: ['1', '-2.5'] },
      blobs: { BS: [Uint8Array.of(1), Uint8Array.of(2)] },
      price: { N: '0.10' },
      nested: { M: { list: { L: [{ BOOL: false }, { NULL: true as const }] } } },
    };
    await client.send(new PutItemCommand({ TableName: 'things', Item }));
    const found = await client.send(new GetItemCommand({ TableName: 'things', Key: { pk: Item.pk, sk: Item.sk } }));
    expect(found.Item).toEqual({ ...Item, price: { N: '0.1' } });
  });

  it('gives its refusals as the classes of the SDK, with all they carry', async () => {
    const nowhere = client.send(new GetItemCommand({ TableName: 'nowhere', Key: { pk: { S: 'a' } } }));
    await expect(nowhere).rejects.toBeInstanceOf(ResourceNotFoundException);
    await expect(client.send(new DescribeTableCommand({ TableName: 'nowhere' }))).rejects.toBeInstanceOf(
      ResourceNotFoundException,
    );

    await put('kept', { by: { S: 'me' } });
    const transaction = (ClientRequestToken: string, sk: string) =>
      client.send(
        new TransactWriteItemsCommand({
          ClientRequestToken,
          TransactItems: [
            {
              Put: {
                TableName: 'things',
                Item: { pk: { S: 'a' }, sk: { S: sk } },
                ConditionExpression: 'attribute_not_exists(pk)',
                ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
              },
            },
          ],
        }),
      );
    const cancelled = await transaction('one', 'kept').catch((fault: unknown) => fault);
    expect(cancelled).toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'ConditionalCheckFailed', Item: { by: { S: 'me' } } }],
    });
    await transaction('two', 'fresh');
    await expect(transaction('two', 'other')).rejects.toBeInstanceOf(IdempotentParameterMismatchException);
  });

  it('answers the waiters and pages of the SDK', async () => {
    await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: 'things' });
    const pages = paginateQuery(
      { client, pageSize: 2 },
      { TableName: 'things', KeyConditionExpression: 'pk = :p', ExpressionAttributeValues: { ':p': { S: 'p' } } },
    );
    let count = 0;
    for await (const page of pages) count += page.Items?.length ?? 0;
    expect(count).toBe(6);
  });
});
