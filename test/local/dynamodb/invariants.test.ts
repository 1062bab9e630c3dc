// Whatever is written: indexes hold what the items say, the stream retells the table, nothing expired is forgotten.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Item, Value } from '#local/dynamodb/attribute-value.ts';
import { sizeOfItem } from '#local/dynamodb/value-size.ts';
import { aDynamo, key, keyed, typed } from './table-under-test.ts';

const s = (value: string): Value => ({ S: value });
const n = (value: number): Value => ({ N: String(value) });

type Write =
  | { do: 'put'; sk: string; boss: string | undefined; note: string; ttl: number }
  | { do: 'update'; sk: string; boss: string | undefined; note: string }
  | { do: 'delete'; sk: string }
  | { do: 'both'; sk: string; other: string; fails: boolean };
const sk = fc.constantFrom('1', '2', '3', '4');
const boss = fc.option(fc.constantFrom('B', 'C'), { nil: undefined });
const note = fc.constantFrom('x', 'y', 'zz');
const write: fc.Arbitrary<Write> = fc.oneof(
  fc.record({ do: fc.constant('put' as const), sk, boss, note, ttl: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('update' as const), sk, boss, note }),
  fc.record({ do: fc.constant('delete' as const), sk }),
  fc.record({
    do: fc.constant('both' as const),
    sk: fc.constantFrom('1', '2'),
    other: fc.constantFrom('3', '4'),
    fails: fc.boolean(),
  }),
);

const byKey = (items: readonly Item[]) =>
  new Map(items.map((item) => [JSON.stringify([item['pk'], item['sk']]), item]));

it('indexes, stream, sizes and times always agree with the items', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 25 }), async (writes) => {
      const table = await aDynamo({
        TableName: 'things',
        KeySchema: keyed('pk', 'sk'),
        AttributeDefinitions: typed({ pk: 'S', sk: 'S', boss: 'S' }),
        GlobalSecondaryIndexes: [
          { IndexName: 'all', KeySchema: keyed('boss', 'sk'), Projection: { ProjectionType: 'ALL' } },
          { IndexName: 'keys', KeySchema: keyed('boss'), Projection: { ProjectionType: 'KEYS_ONLY' } },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
      });
      await table.ask('UpdateTimeToLive', {
        TableName: 'things',
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'expiresAt' },
      });
      const now = table.now() / 1000;
      const carryOut = (one: Write): Promise<unknown> => {
        if (one.do === 'put') {
          return table.put({
            ...key('a', one.sk),
            note: s(one.note),
            expiresAt: n(now + one.ttl),
            ...(one.boss === undefined ? {} : { boss: s(one.boss) }),
          });
        }
        if (one.do === 'delete') return table.ask('DeleteItem', { TableName: 'things', Key: key('a', one.sk) });
        if (one.do === 'update') {
          return one.boss === undefined
            ? table.update(key('a', one.sk), 'SET note = :n REMOVE boss', {
                ExpressionAttributeValues: { ':n': s(one.note) },
              })
            : table.update(key('a', one.sk), 'SET note = :n, boss = :b', {
                ExpressionAttributeValues: { ':n': s(one.note), ':b': s(one.boss) },
              });
        }
        return table.refusal('TransactWriteItems', {
          TransactItems: [
            { Put: { TableName: 'things', Item: { ...key('a', one.sk), boss: s('T') } } },
            {
              Delete: {
                TableName: 'things',
                Key: key('a', one.other),
                ...(one.fails ? { ConditionExpression: 'attribute_exists(nothing)' } : {}),
              },
            },
          ],
        });
      };
      await Promise.all(writes.map(carryOut));

      const agree = async () => {
        const items: Item[] = (await table.ask('Scan', { TableName: 'things' })).Items;
        const scan = async (IndexName: string) =>
          byKey((await table.ask('Scan', { TableName: 'things', IndexName })).Items);
        const inIndex = items.filter((item) => item['boss'] !== undefined);
        expect(await scan('all')).toEqual(byKey(inIndex));
        expect(await scan('keys')).toEqual(
          byKey(inIndex.map(({ pk, sk: sort, boss: of }) => ({ pk, sk: sort, boss: of }) as Item)),
        );

        const { Table } = await table.ask('DescribeTable', { TableName: 'things' });
        expect(Table.TableSizeBytes).toBe(items.reduce((sum, item) => sum + sizeOfItem(item), 0));
        const told = new Map<string, unknown>();
        for (const { eventName, dynamodb } of table.dynamo.readStream(Table.LatestStreamArn, undefined, 1000)) {
          const name = JSON.stringify([dynamodb['Keys']]);
          expect(dynamodb['OldImage']).toEqual(told.get(name));
          expect(dynamodb['OldImage']).not.toEqual(dynamodb['NewImage']);
          if (eventName === 'REMOVE') told.delete(name);
          else told.set(name, dynamodb['NewImage']);
        }
        expect(byKey([...told.values()] as Item[])).toEqual(byKey(items));
        return items;
      };
      await agree();
      table.wait(2);
      await table.keepHouse();
      const left = await agree();
      expect(
        left.every(
          (item) => item['expiresAt'] === undefined || JSON.stringify(item['expiresAt']) === JSON.stringify(n(now + 3)),
        ),
      ).toBe(true);
    }),
    { numRuns: 150 },
  );
});
