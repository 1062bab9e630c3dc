// Units, each worked out by hand from the developer guide: "DynamoDB read and write operations", "DynamoDB item sizes
// and formats", "Global secondary indexes: write capacity units", "Managing complex workflows with transactions".
import { beforeEach, describe, expect, it } from 'vitest';
import type { Item, Value } from '#local/dynamodb/attribute-value.ts';
import { sizeOfItem } from '#local/dynamodb/value-size.ts';
import { aDynamo, key, keyed, typed } from './table-under-test.ts';

const s = (value: string) => ({ S: value });
const table = await aDynamo({
  TableName: 'things',
  KeySchema: keyed('pk', 'sk'),
  AttributeDefinitions: typed({ pk: 'S', sk: 'S', boss: 'S' }),
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byBoss',
      KeySchema: keyed('boss', 'sk'),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
    },
    { IndexName: 'whole', KeySchema: keyed('boss'), Projection: { ProjectionType: 'ALL' } },
  ],
});
const plain = await aDynamo({
  TableName: 'things',
  KeySchema: keyed('pk', 'sk'),
  AttributeDefinitions: typed({ pk: 'S', sk: 'S' }),
});

/** An item whose size is exactly this many bytes. */
const sized = (sk: string, size: number): Item => {
  const item = { ...key('a', sk), filler: s('') };
  return { ...item, filler: s('x'.repeat(size - sizeOfItem(item))) };
};
const units = async (action: string, input: object, on = plain): Promise<number> => {
  const { ConsumedCapacity } = await on.ask(action, { TableName: 'things', ReturnConsumedCapacity: 'TOTAL', ...input });
  return ConsumedCapacity.CapacityUnits;
};

describe('an item', () => {
  it.each<[string, Value, number]>([
    ['text: its UTF-8 bytes', s('接诉'), 6],
    ['a number: two digits a byte, and one', { N: '1234' }, 3],
    ['a binary: its bytes', { B: 'AQIDBA==' }, 4],
    ['true and null: one', { L: [{ BOOL: true }, { NULL: true }] }, 3 + 2 + 2],
    ['a set: its members', { SS: ['a', 'bcd'] }, 4],
    ['a list: three, and one a member', { L: [s('ab'), { N: '1' }] }, 3 + 1 + 2 + 1 + 2],
    ['a map: three, one a member, and the names', { M: { name: s('ab') } }, 3 + 1 + 4 + 2],
    ['an empty list: three', { L: [] }, 3],
  ])('counts %s', (_, value, bytes) => {
    expect(sizeOfItem({ attr: value })).toBe(4 + bytes);
  });
});

describe('a read costs', () => {
  it.each([
    [1, 1, 0.5],
    [4096, 1, 0.5],
    [4097, 2, 1],
    [10_240, 3, 1.5],
  ])('for an item of %i bytes %d units, %d if it need not be consistent', async (size, consistent, otherwise) => {
    await plain.put(sized('read', Math.max(size, 20)));
    const Key = key('a', 'read');
    expect(await units('GetItem', { Key, ConsistentRead: true })).toBe(consistent);
    expect(await units('GetItem', { Key })).toBe(otherwise);
    const whole = await plain.ask('TransactGetItems', {
      TransactItems: [{ Get: { TableName: 'things', Key } }],
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(whole.ConsumedCapacity).toEqual([
      { TableName: 'things', CapacityUnits: 2 * consistent, ReadCapacityUnits: 2 * consistent },
    ]);
  });

  it('the smallest unit when there is nothing to read', async () => {
    expect(await units('GetItem', { Key: key('nobody', 'here') })).toBe(0.5);
    expect(await units('GetItem', { Key: key('nobody', 'here'), ConsistentRead: true })).toBe(1);
  });

  it('the same however little is shown of the item', async () => {
    await plain.put(sized('shown', 8192));
    const request = { Key: key('a', 'shown'), ConsistentRead: true, ProjectionExpression: 'sk' };
    expect(await units('GetItem', request)).toBe(2);
  });

  it('for a query the sum of its items, rounded up once, filtered or not', async () => {
    for (const sk of ['1', '2', '3']) await plain.put({ ...sized(sk, 1500), pk: s('q') });
    const query = {
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': s('q') },
      ConsistentRead: true,
    };
    expect(await units('Query', query)).toBe(2);
    expect(await units('Query', { ...query, Select: 'COUNT' })).toBe(2);
    expect(await units('Query', { ...query, FilterExpression: 'attribute_exists(nothing)' })).toBe(2);
    expect(await units('Query', { ...query, Limit: 1 })).toBe(1);
    expect(await units('Query', { ...query, ConsistentRead: false })).toBe(1);
  });

  it('in a batch each item rounded up by itself', async () => {
    await plain.put(sized('b1', 1536));
    await plain.put(sized('b2', 6656));
    const answer = await plain.ask('BatchGetItem', {
      RequestItems: { things: { Keys: [key('a', 'b1'), key('a', 'b2'), key('a', 'none')], ConsistentRead: true } },
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(answer.ConsumedCapacity).toEqual([{ TableName: 'things', CapacityUnits: 1 + 2 + 1 }]);
  });
});

describe('a write costs', () => {
  it.each([
    [20, 1],
    [1024, 1],
    [1025, 2],
    [3500, 4],
  ])('for an item of %i bytes %i units', async (size, cost) => {
    expect(await units('PutItem', { Item: sized(`w${size}`, size) })).toBe(cost);
    expect(await units('DeleteItem', { Key: key('a', `w${size}`) })).toBe(cost);
  });

  it('by the larger of the item before and after', async () => {
    await plain.put(sized('big', 3000));
    expect(await units('PutItem', { Item: sized('big', 100) })).toBe(3);
    expect(await units('PutItem', { Item: sized('big', 3000) })).toBe(3);
    const shrink = {
      Key: key('a', 'big'),
      UpdateExpression: 'SET filler = :v',
      ExpressionAttributeValues: { ':v': s('') },
    };
    expect(await units('UpdateItem', shrink)).toBe(3);
    expect(await units('UpdateItem', shrink)).toBe(1);
  });

  it('one unit when there is nothing to delete', async () => {
    expect(await units('DeleteItem', { Key: key('nobody', 'here') })).toBe(1);
  });

  it('by the item that is there, when its condition fails', async () => {
    await plain.put(sized('guarded', 2500));
    plain.dynamo.resetConsumed();
    await plain.refusal('PutItem', {
      TableName: 'things',
      Item: sized('guarded', 9000),
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    expect(plain.dynamo.consumed('things')).toEqual({ read: 0, write: 3 });
  });

  it('twice as much in a transaction, checks included', async () => {
    const answer = await plain.ask('TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: 'things', Item: sized('t1', 1500) } },
        {
          ConditionCheck: {
            TableName: 'things',
            Key: key('a', 'none'),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ],
      ReturnConsumedCapacity: 'TOTAL',
    });
    expect(answer.ConsumedCapacity).toEqual([{ TableName: 'things', CapacityUnits: 6, WriteCapacityUnits: 6 }]);
  });
});

describe('an index costs', () => {
  const change = async (action: string, input: object) => {
    const { ConsumedCapacity } = await table.ask(action, {
      TableName: 'things',
      ReturnConsumedCapacity: 'INDEXES',
      ...input,
    });
    const { Table, GlobalSecondaryIndexes: indexes } = ConsumedCapacity;
    const of = (name: string) => indexes?.[name]?.CapacityUnits ?? 0;
    expect(ConsumedCapacity.CapacityUnits).toBe(Table.CapacityUnits + of('byBoss') + of('whole'));
    return [Table.CapacityUnits, of('byBoss'), of('whole')];
  };
  const set = (attribute: string, value: string) => ({
    Key: key('a', '1'),
    UpdateExpression: 'SET #a = :v',
    ExpressionAttributeNames: { '#a': attribute },
    ExpressionAttributeValues: { ':v': s(value) },
  });
  beforeEach(() => table.put({ ...key('a', '1'), boss: s('B'), note: s('x') }));

  it('one write for an item that comes or goes', async () => {
    expect(await change('DeleteItem', { Key: key('a', '1') })).toEqual([1, 1, 1]);
    expect(await change('PutItem', { Item: { ...key('a', '1'), boss: s('B') } })).toEqual([1, 1, 1]);
  });
  it('nothing for an item that is not in it', async () => {
    expect(await change('PutItem', { Item: key('a', '2') })).toEqual([1, 0, 0]);
  });
  it('nothing when what it holds stays as it was', async () => {
    expect(await change('UpdateItem', set('other', 'y'))).toEqual([1, 0, 1]);
    expect(await change('PutItem', { Item: { other: s('y'), note: s('x'), boss: s('B'), ...key('a', '1') } })).toEqual([
      1, 0, 0,
    ]);
  });
  it('one write when a projected attribute changes', async () => {
    expect(await change('UpdateItem', set('note', 'y'))).toEqual([1, 1, 1]);
  });
  it('two when its key changes: one to delete, one to put', async () => {
    expect(await change('UpdateItem', set('boss', 'C'))).toEqual([1, 2, 2]);
  });
  it('one when its key comes or goes', async () => {
    expect(await change('UpdateItem', { Key: key('a', '1'), UpdateExpression: 'REMOVE boss' })).toEqual([1, 1, 1]);
    expect(await change('UpdateItem', set('boss', 'B'))).toEqual([1, 1, 1]);
  });
  it('by the size of its own entries', async () => {
    expect(await change('UpdateItem', set('filler', 'x'.repeat(2500)))).toEqual([3, 0, 3]);
    expect(await change('UpdateItem', set('boss', 'C'))).toEqual([3, 2, 6]);
  });
  it('for a query what its entries count', async () => {
    const answer = await table.query({
      IndexName: 'byBoss',
      KeyConditionExpression: 'boss = :b',
      ExpressionAttributeValues: { ':b': s('B') },
      ReturnConsumedCapacity: 'INDEXES',
    });
    expect(answer.ConsumedCapacity).toEqual({
      TableName: 'things',
      CapacityUnits: 0.5,
      Table: { CapacityUnits: 0 },
      GlobalSecondaryIndexes: { byBoss: { CapacityUnits: 0.5 } },
    });
  });
});

describe('the counter', () => {
  it('adds up reads and writes of a table, and begins anew', async () => {
    table.dynamo.resetConsumed();
    await table.put({ ...key('c', '1'), boss: s('B') });
    await table.get(key('c', '1'));
    await table.ask('GetItem', { TableName: 'things', Key: key('c', '1') });
    expect(table.dynamo.consumed('things')).toEqual({ read: 1.5, write: 3 });
    table.dynamo.resetConsumed();
    expect(table.dynamo.consumed('things')).toEqual({ read: 0, write: 0 });
    expect(table.dynamo.consumed('unknown')).toEqual({ read: 0, write: 0 });
  });
});
