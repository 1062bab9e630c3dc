import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item } from '#local/dynamodb/attribute-value.ts';
import { aDynamo, key, keyed, typed } from './table-under-test.ts';

const tableWithIndexes = {
  TableName: 'things',
  KeySchema: keyed('pk', 'sk'),
  AttributeDefinitions: typed({ pk: 'S', sk: 'S', boss: 'S', score: 'N' }),
  GlobalSecondaryIndexes: [
    { IndexName: 'byBoss', KeySchema: keyed('boss', 'score'), Projection: { ProjectionType: 'ALL' } },
    {
      IndexName: 'slim',
      KeySchema: keyed('boss'),
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['note'] },
    },
  ],
  LocalSecondaryIndexes: [
    { IndexName: 'byScore', KeySchema: keyed('pk', 'score'), Projection: { ProjectionType: 'KEYS_ONLY' } },
  ],
};
const n = (value: number | string) => ({ N: String(value) });
const s = (value: string) => ({ S: value });

describe('a query', async () => {
  const table = await aDynamo(tableWithIndexes);
  const sort = async (condition: string, values: Item, more: object = {}): Promise<string[]> => {
    const { Items } = await table.query({
      KeyConditionExpression: `pk = :p${condition}`,
      ExpressionAttributeValues: { ':p': s('p'), ...values },
      ...more,
    });
    return Items.map((item: Item) => Object.values(item['sk'] ?? {})[0]);
  };
  for (const sk of ['a', 'ab', 'abc', 'b', 'c', '\u{10ffff}', '\uffff']) await table.put(key('p', sk));
  await table.put(key('q', 'a'));

  it.each<[string, Item, string[]]>([
    ['', {}, ['a', 'ab', 'abc', 'b', 'c', '\uffff', '\u{10ffff}']],
    [' AND sk = :s', { ':s': s('ab') }, ['ab']],
    [' AND sk < :s', { ':s': s('b') }, ['a', 'ab', 'abc']],
    [' AND sk <= :s', { ':s': s('ab') }, ['a', 'ab']],
    [' AND sk > :s', { ':s': s('b') }, ['c', '\uffff', '\u{10ffff}']],
    [' AND :s < sk', { ':s': s('b') }, ['c', '\uffff', '\u{10ffff}']],
    [' AND sk >= :s', { ':s': s('c') }, ['c', '\uffff', '\u{10ffff}']],
    [' AND sk BETWEEN :s AND :t', { ':s': s('aa'), ':t': s('b') }, ['ab', 'abc', 'b']],
    [' AND begins_with(sk, :s)', { ':s': s('ab') }, ['ab', 'abc']],
    [' AND begins_with(sk, :s)', { ':s': s('\u{10ffff}') }, ['\u{10ffff}']],
  ])('pk = :p%s', async (condition, values, expected) => {
    expect(await sort(condition, values)).toEqual(expected);
    expect(await sort(condition, values, { ScanIndexForward: false })).toEqual(expected.toReversed());
  });

  it('counts what it read and what its filter let through', async () => {
    const request = {
      KeyConditionExpression: 'pk = :p AND begins_with(sk, :s)',
      FilterExpression: 'attribute_exists(note)',
      ExpressionAttributeValues: { ':p': s('p'), ':s': s('a') },
    };
    expect(await table.query(request)).toEqual({ Items: [], Count: 0, ScannedCount: 3 });
    await table.put({ ...key('p', 'ab'), note: s('x') });
    expect(await table.query({ ...request, Select: 'COUNT' })).toEqual({ Count: 1, ScannedCount: 3 });
    await table.put(key('p', 'ab'));
  });

  it('ends a page at 1 MB of what it read, filtered or not', async () => {
    const big = s('x'.repeat(300_000));
    for (const sk of ['1', '2', '3', '4', '5']) await table.put({ ...key('big', sk), big });
    const page = await table.query({
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'attribute_not_exists(big)',
      ExpressionAttributeValues: { ':p': s('big') },
    });
    expect(page).toEqual({ Items: [], Count: 0, ScannedCount: 4, LastEvaluatedKey: key('big', '4') });
  });

  it('shows the parts that are asked for', async () => {
    await table.put({
      ...key('shown', '1'),
      doc: { M: { a: n(1), b: n(2) } },
      li: { L: [n(0), n(1), n(2)] },
      rest: s('x'),
    });
    const { Items } = await table.query({
      KeyConditionExpression: 'pk = :p',
      ProjectionExpression: 'doc.b, li[2], li[0], absent, sk, doc.absent.x',
      ExpressionAttributeValues: { ':p': s('shown') },
    });
    expect(Items).toEqual([{ sk: s('1'), doc: { M: { b: n(2) } }, li: { L: [n(0), n(2)] } }]);
  });
});

describe('an index', async () => {
  const table = await aDynamo(tableWithIndexes);
  await table.put({ ...key('a', '1'), boss: s('B'), score: n(10), note: s('one'), rest: s('r') });
  await table.put({ ...key('a', '2'), boss: s('B'), score: n(9) });
  await table.put({ ...key('a', '3'), boss: s('B'), score: n(-5.5) });
  await table.put({ ...key('a', '4'), boss: s('B') });
  await table.put({ ...key('a', '5'), score: n(7), rest: s('seven') });
  const ask = (IndexName: string, on: string, value: string, more: object = {}) =>
    table.query({
      IndexName,
      KeyConditionExpression: `${on} = :v`,
      ExpressionAttributeValues: { ':v': s(value) },
      ...more,
    });
  const sks = ({ Items }: { Items: Item[] }) => Items.map((item) => item['sk']);

  it('has only items with all of its key, in the order of numbers', async () => {
    expect(sks(await ask('byBoss', 'boss', 'B'))).toEqual([s('3'), s('2'), s('1')]);
    expect((await ask('slim', 'boss', 'B')).Count).toBe(4);
    expect((await table.ask('Scan', { TableName: 'things', IndexName: 'byBoss' })).Count).toBe(3);
  });

  it('holds what it projects', async () => {
    const { Items } = await ask('slim', 'boss', 'B', { Limit: 1 });
    expect(Items).toEqual([{ ...key('a', '1'), boss: s('B'), note: s('one') }]);
  });

  it('of the same partition fetches from the table what it does not hold', async () => {
    const slim = await ask('byScore', 'pk', 'a', { ScanIndexForward: false, Limit: 1, ConsistentRead: true });
    expect(slim.Items).toEqual([{ ...key('a', '1'), score: n(10) }]);
    const whole = await ask('byScore', 'pk', 'a', { Select: 'ALL_ATTRIBUTES', ReturnConsumedCapacity: 'INDEXES' });
    expect(whole.Items.map((item: Item) => item['rest'])).toEqual([undefined, s('seven'), undefined, s('r')]);
    expect(whole.ConsumedCapacity).toEqual({
      TableName: 'things',
      CapacityUnits: 2.5,
      Table: { CapacityUnits: 2 },
      LocalSecondaryIndexes: { byScore: { CapacityUnits: 0.5 } },
    });
  });

  it('follows its items as they move, leave and go', async () => {
    await table.update(key('a', '4'), 'SET boss = :c, score = :n', {
      ExpressionAttributeValues: { ':c': s('C'), ':n': n(1) },
    });
    expect(sks(await ask('byBoss', 'boss', 'C'))).toEqual([s('4')]);
    await table.update(key('a', '4'), 'SET boss = :d', { ExpressionAttributeValues: { ':d': s('D') } });
    expect(sks(await ask('byBoss', 'boss', 'C'))).toEqual([]);
    expect(sks(await ask('byBoss', 'boss', 'D'))).toEqual([s('4')]);
    await table.update(key('a', '4'), 'REMOVE score');
    expect(sks(await ask('byBoss', 'boss', 'D'))).toEqual([]);
    await table.ask('DeleteItem', { TableName: 'things', Key: key('a', '4') });
    expect(sks(await ask('slim', 'boss', 'D'))).toEqual([]);
  });
});

describe('paging', () => {
  type Row = { pk: string; sk: string; boss: string | undefined; score: number };
  const row: fc.Arbitrary<Row> = fc.record({
    pk: fc.constantFrom('p', 'q', 'r'),
    sk: fc.string({ minLength: 1, maxLength: 2, unit: fc.constantFrom('a', 'b', '\u00e9', '\u4e2d') }),
    boss: fc.option(fc.constantFrom('B', 'C'), { nil: undefined }),
    score: fc.integer({ min: -3, max: 3 }),
  });
  const bytes = (one: string, other: string) => Buffer.compare(Buffer.from(one), Buffer.from(other));

  it('through a query, an index or a scan finds every item once, in order, whatever the page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(row, { selector: ({ pk, sk }) => `${pk} ${sk}`, maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        fc.constantFrom('query', 'index', 'scan', 'range'),
        async (rows, Limit, forward, how) => {
          const table = await aDynamo(tableWithIndexes);
          for (const { pk, sk, boss, score } of rows) {
            await table.put({ ...key(pk, sk), score: n(score), ...(boss === undefined ? {} : { boss: s(boss) }) });
          }
          const requests = {
            query: { KeyConditionExpression: 'pk = :v', ExpressionAttributeValues: { ':v': s('p') } },
            range: {
              KeyConditionExpression: 'pk = :v AND sk >= :w',
              ExpressionAttributeValues: { ':v': s('p'), ':w': s('b') },
            },
            index: {
              IndexName: 'byBoss',
              KeyConditionExpression: 'boss = :v AND score <= :w',
              ExpressionAttributeValues: { ':v': s('B'), ':w': n(2) },
            },
            scan: {},
          };
          const found: string[] = [];
          let ExclusiveStartKey: Item | undefined;
          do {
            const page = await table.ask(how === 'scan' ? 'Scan' : 'Query', {
              TableName: 'things',
              Limit,
              ...requests[how],
              ...(how === 'scan' ? {} : { ScanIndexForward: forward }),
              ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey }),
            });
            expect(page.Items.length).toBeLessThanOrEqual(Limit);
            for (const item of page.Items) found.push(`${item.pk.S} ${item.sk.S}`);
            ExclusiveStartKey = page.LastEvaluatedKey;
          } while (ExclusiveStartKey !== undefined);

          const wanted = rows.filter((one) => {
            if (how === 'scan') return true;
            if (how === 'index') return one.boss === 'B' && one.score <= 2;
            return one.pk === 'p' && (how === 'query' || bytes(one.sk, 'b') >= 0);
          });
          wanted.sort((a, b) => (how === 'index' ? a.score - b.score : 0) || bytes(a.pk, b.pk) || bytes(a.sk, b.sk));
          if (!forward && how !== 'scan') wanted.reverse();
          expect(found).toEqual(wanted.map(({ pk, sk }) => `${pk} ${sk}`));
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('a scan', async () => {
  const table = await aDynamo(tableWithIndexes);
  for (let index = 0; index < 40; index += 1) await table.put(key(`p${index}`, 'x'));

  it('in segments finds every item in one of them', async () => {
    const segments = await Promise.all(
      [0, 1, 2].map((Segment) => table.ask('Scan', { TableName: 'things', Segment, TotalSegments: 3 })),
    );
    const found = segments.map(({ Items }) => Items.map((item: Item) => Object.values(item['pk'] ?? {})[0]));
    expect(found.every((part) => part.length > 0)).toBe(true);
    expect(found.flat().sort()).toEqual(Array.from({ length: 40 }, (_, index) => `p${index}`).sort());
  });

  it('filters by any attribute, keys too', async () => {
    const { Items, ScannedCount } = await table.ask('Scan', {
      TableName: 'things',
      FilterExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': s('p7') },
    });
    expect(Items).toEqual([key('p7', 'x')]);
    expect(ScannedCount).toBe(40);
  });

  it('refuses a segment that there is not', async () => {
    expect(await table.refusal('Scan', { TableName: 'things', Segment: 3, TotalSegments: 3 })).toContain(
      'is not less than TotalSegments: 3',
    );
    expect(await table.refusal('Scan', { TableName: 'things', Segment: 3 })).toContain(
      'The TotalSegments parameter is required',
    );
  });
});
