// Transactions and batches.
import { describe, expect, it } from 'vitest';
import { AwsError } from '#local/contracts.ts';
import type { Item } from '#local/dynamodb/attribute-value.ts';
import { aDynamo, key, plainTable, root } from './table-under-test.ts';

const s = (value: string) => ({ S: value });
const TableName = 'things';
const invalid = (message: string) => `ValidationException: ${message}`;

describe('a transaction', async () => {
  const table = await aDynamo(plainTable, { ...plainTable, TableName: 'others' });
  const write = (TransactItems: object[], more: object = {}) =>
    table.ask('TransactWriteItems', { TransactItems, ...more });
  const refused = (TransactItems: object[], more: object = {}) =>
    table.refusal('TransactWriteItems', { TransactItems, ...more });
  const item = async (pk: string, sk: string, from = TableName): Promise<Item | undefined> =>
    (await table.ask('GetItem', { TableName: from, Key: key(pk, sk) })).Item;

  it('writes to several tables, all or nothing', async () => {
    await table.put({ ...key('t', 'old'), count: { N: '1' } });
    await table.put(key('t', 'gone'));
    await write([
      { Put: { TableName: 'others', Item: key('t', 'new') } },
      {
        Update: {
          TableName,
          Key: key('t', 'old'),
          UpdateExpression: 'ADD #c :one',
          ExpressionAttributeNames: { '#c': 'count' },
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      },
      { Delete: { TableName, Key: key('t', 'gone') } },
      { ConditionCheck: { TableName, Key: key('t', 'none'), ConditionExpression: 'attribute_not_exists(pk)' } },
    ]);
    expect(await item('t', 'new', 'others')).toEqual(key('t', 'new'));
    expect(await item('t', 'old')).toEqual({ ...key('t', 'old'), count: { N: '2' } });
    expect(await item('t', 'gone')).toBeUndefined();
  });

  it('is cancelled whole, and says why for each', async () => {
    await table.put({ ...key('c', 'there'), note: s('mine') });
    const attempt = write([
      { Put: { TableName, Item: key('c', 'new') } },
      {
        Put: {
          TableName,
          Item: key('c', 'there'),
          ConditionExpression: 'attribute_not_exists(pk)',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
      },
      { Update: { TableName, Key: key('c', 'x'), UpdateExpression: 'SET a1 = b1' } },
      { Delete: { TableName, Key: key('c', 'there2'), ConditionExpression: 'attribute_exists(pk)' } },
    ]);
    const fault = await attempt.catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(AwsError);
    expect(fault).toMatchObject({
      name: 'TransactionCanceledException',
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ValidationError, ConditionalCheckFailed]',
      extra: {
        CancellationReasons: [
          { Code: 'None' },
          {
            Code: 'ConditionalCheckFailed',
            Message: 'The conditional request failed',
            Item: { ...key('c', 'there'), note: s('mine') },
          },
          {
            Code: 'ValidationError',
            Message: 'The provided expression refers to an attribute that does not exist in the item',
          },
          { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        ],
      },
    });
    expect(await item('c', 'new')).toBeUndefined();
  });

  it('with a token is carried out once within ten minutes', async () => {
    const add = {
      Update: {
        TableName,
        Key: key('i', '1'),
        UpdateExpression: 'ADD n :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      },
    };
    const other = { Put: { TableName, Item: key('i', '2') } };
    const token = { ClientRequestToken: 'once' };
    await Promise.all([write([add], token), write([add], token)]);
    expect((await item('i', '1'))?.['n']).toEqual({ N: '1' });
    expect(await refused([other], token)).toMatch(/^IdempotentParameterMismatchException: /);
    table.wait(601);
    await write([add], token);
    expect((await item('i', '1'))?.['n']).toEqual({ N: '2' });
  });

  it('that was cancelled leaves its token free', async () => {
    const guarded = { Put: { TableName, Item: key('f', '1'), ConditionExpression: 'attribute_not_exists(pk)' } };
    await table.put(key('f', '1'));
    expect(await refused([guarded], { ClientRequestToken: 'free' })).toMatch(/^TransactionCanceledException/);
    await table.ask('DeleteItem', { TableName, Key: key('f', '1') });
    expect(await refused([guarded], { ClientRequestToken: 'free' })).toBe('nothing was refused');
  });

  it('is refused with the same item twice, too many items, too much, or an odd one', async () => {
    const put = (sk: string, text = '') => ({ Put: { TableName, Item: { ...key('r', sk), text: s(text) } } });
    expect(await refused([put('1'), put('1')])).toBe(
      invalid('Transaction request cannot include multiple operations on one item'),
    );
    expect(await refused(Array.from({ length: 101 }, (_, index) => put(`${index}`)))).toContain(
      'have length less than or equal to 100',
    );
    expect(await refused(Array.from({ length: 12 }, (_, index) => put(`${index}`, 'x'.repeat(390_000))))).toContain(
      '4 MB',
    );
    expect(await refused([{ Put: put('1').Put, Delete: { TableName, Key: key('r', '1') } }])).toBe(
      invalid('TransactItems can only contain one of Check, Put, Update or Delete'),
    );
    expect(await refused([])).toContain('have length greater than or equal to 1');
  });

  it('reads several items as of one moment', async () => {
    await table.put({ ...key('g', '1'), a1: s('x'), b1: s('y') });
    const { Responses } = await table.ask('TransactGetItems', {
      TransactItems: [
        { Get: { TableName, Key: key('g', '1'), ProjectionExpression: 'a1' } },
        { Get: { TableName, Key: key('g', 'none') } },
      ],
    });
    expect(Responses).toEqual([{ Item: { a1: s('x') } }, {}]);
  });
});

describe('a batch', async () => {
  const table = await aDynamo(plainTable, { ...plainTable, TableName: 'others' });

  it('writes to several tables, and reads from them what is there', async () => {
    await table.put(key('b', 'old'));
    const written = await table.ask('BatchWriteItem', {
      RequestItems: {
        things: [
          { PutRequest: { Item: { ...key('b', '1'), a1: s('x'), b1: s('y') } } },
          { DeleteRequest: { Key: key('b', 'old') } },
        ],
        others: [{ PutRequest: { Item: key('b', '2') } }],
      },
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(written).toEqual({
      UnprocessedItems: {},
      ConsumedCapacity: [
        { TableName: 'things', CapacityUnits: 2 },
        { TableName: 'others', CapacityUnits: 1 },
      ],
    });
    const read = await table.ask('BatchGetItem', {
      RequestItems: {
        things: {
          Keys: [key('b', '1'), key('b', 'old')],
          ProjectionExpression: '#b',
          ExpressionAttributeNames: { '#b': 'b1' },
        },
        others: { Keys: [key('b', '2')] },
      },
    });
    expect(read).toEqual({ Responses: { things: [{ b1: s('y') }], others: [key('b', '2')] }, UnprocessedKeys: {} });
  });

  it('leaves for another time what goes beyond 16 MB', async () => {
    const keys = Array.from({ length: 50 }, (_, index) => key('large', `${index}`));
    for (const one of keys) await table.put({ ...one, text: s('x'.repeat(390_000)) });
    const { Responses, UnprocessedKeys } = await table.ask('BatchGetItem', {
      RequestItems: { things: { Keys: keys } },
    });
    expect(Responses.things.length + UnprocessedKeys.things.Keys.length).toBe(50);
    expect(Responses.things.length).toBe(44);
  });

  it('is refused with too many items, the same twice, or one that is invalid: then nothing is written', async () => {
    const put = (sk: string) => ({ PutRequest: { Item: key('r', sk) } });
    const refused = (things: object[]) => table.refusal('BatchWriteItem', { RequestItems: { things } });
    expect(await refused(Array.from({ length: 26 }, (_, index) => put(`${index}`)))).toBe(
      invalid('Too many items requested for the BatchWriteItem call'),
    );
    expect(await refused([put('1'), put('1')])).toBe(invalid('Provided list of item keys contains duplicates'));
    expect(await refused([put('1'), { PutRequest: { Item: { pk: s('r') } } }])).toContain('Missing the key sk');
    expect((await table.get(key('r', '1'))).Item).toBeUndefined();
    const reading = (Keys: object[]) => table.refusal('BatchGetItem', { RequestItems: { things: { Keys } } });
    expect(await reading(Array.from({ length: 101 }, (_, index) => key('r', `${index}`)))).toBe(
      invalid('Too many items requested for the BatchGetItem call'),
    );
    expect(await reading([key('r', '1'), key('r', '1')])).toBe(
      invalid('Provided list of item keys contains duplicates'),
    );
    expect(await table.refusal('BatchGetItem', { RequestItems: {} })).toContain(
      'have length greater than or equal to 1',
    );
  });
});

describe('many writers at once', async () => {
  const table = await aDynamo(plainTable);

  it('never lose an update', async () => {
    const add = { UpdateExpression: 'ADD n :one', ExpressionAttributeValues: { ':one': { N: '1' } } };
    await Promise.all(
      Array.from({ length: 500 }, () =>
        table.dynamo.api('UpdateItem', { TableName, Key: key('n', '1'), ...add }, root),
      ),
    );
    expect((await table.get(key('n', '1'))).Item.n).toEqual({ N: '500' });
  });

  it('never both win a condition', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        table.put({ ...key('n', '2'), by: s(`${index}`) }, { ConditionExpression: 'attribute_not_exists(pk)' }),
      ),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await table.get(key('n', '2'))).Item.by).toEqual(s('0'));
  });
});
