import { describe, expect, it } from 'vitest';
import { aDynamo, key, keyed, plainTable, typed } from './table-under-test.ts';

const s = (value: string) => ({ S: value });
const n = (value: number) => ({ N: String(value) });
const fiveYears = 5 * 365 * 24 * 3600;

const anExpiringTable = async () => {
  const table = await aDynamo({
    ...plainTable,
    AttributeDefinitions: typed({ pk: 'S', sk: 'S', boss: 'S' }),
    GlobalSecondaryIndexes: [{ IndexName: 'byBoss', KeySchema: keyed('boss'), Projection: { ProjectionType: 'ALL' } }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'OLD_IMAGE' },
  });
  const set = (Enabled: boolean, AttributeName = 'expiresAt') =>
    table.ask('UpdateTimeToLive', { TableName: 'things', TimeToLiveSpecification: { Enabled, AttributeName } });
  await set(true);
  const start = table.now() / 1000;
  const has = async (sk: string) => (await table.get(key('a', sk))).Item !== undefined;
  return { ...table, set, start, has };
};

describe('an item with a time', () => {
  it('is due then, and deleted by the service, from indexes too', async () => {
    const { put, dynamo, wait, keepHouse, has, start, ask, query } = await anExpiringTable();
    await put({ ...key('a', '1'), boss: s('B'), expiresAt: n(start + 100) });
    expect(dynamo.nextDueAt()).toBe((start + 100) * 1000);
    wait(99);
    await keepHouse();
    expect(await has('1')).toBe(true);
    wait(1);
    await keepHouse();
    expect(await has('1')).toBe(false);
    const inIndex = {
      IndexName: 'byBoss',
      KeyConditionExpression: 'boss = :b',
      ExpressionAttributeValues: { ':b': s('B') },
    };
    expect((await query(inIndex)).Count).toBe(0);
    const { Table } = await ask('DescribeTable', { TableName: 'things' });
    const last = dynamo.readStream(Table.LatestStreamArn, undefined, 10).at(-1);
    expect(last).toMatchObject({
      eventName: 'REMOVE',
      userIdentity: { PrincipalId: 'dynamodb.amazonaws.com', Type: 'Service' },
      dynamodb: { Keys: key('a', '1'), OldImage: { boss: s('B') } },
    });
  });

  it('stays when the time is moved or taken away', async () => {
    const { put, update, wait, keepHouse, has, start } = await anExpiringTable();
    await put({ ...key('a', '1'), expiresAt: n(start + 10) });
    await put({ ...key('a', '2'), expiresAt: n(start + 10) });
    await update(key('a', '1'), 'REMOVE expiresAt');
    await update(key('a', '2'), 'SET expiresAt = expiresAt + :more', {
      ExpressionAttributeValues: { ':more': n(1000) },
    });
    wait(500);
    await keepHouse();
    expect([await has('1'), await has('2')]).toEqual([true, true]);
    wait(600);
    await keepHouse();
    expect([await has('1'), await has('2')]).toEqual([true, false]);
  });

  it('stays when the time is no number, or over five years ago', async () => {
    const { put, dynamo, start } = await anExpiringTable();
    await put({ ...key('a', '1'), expiresAt: s(String(start)) });
    await put({ ...key('a', '2'), expiresAt: n(start - fiveYears) });
    await put({ ...key('a', '3'), expiresAt: n(start * 1000 + 0.5) });
    await dynamo.api(
      'DeleteItem',
      { TableName: 'things', Key: key('a', '3') },
      { accessKeyId: 'local', roleArn: 'root' },
    );
    expect(dynamo.nextDueAt()).toBe((start + 25 * 3600) * 1000);
  });

  it('goes with many others, a batch at a time', async () => {
    const { put, wait, keepHouse, dynamo, start, now, ask } = await anExpiringTable();
    await Promise.all(
      Array.from({ length: 1200 }, (_, index) => put({ ...key('a', `${index}`), expiresAt: n(start + 1) })),
    );
    wait(1);
    let rounds = 0;
    while ((dynamo.nextDueAt() ?? Number.POSITIVE_INFINITY) <= now()) {
      await keepHouse();
      rounds += 1;
    }
    expect(rounds).toBe(3);
    expect((await ask('Scan', { TableName: 'things', Select: 'COUNT' })).Count).toBe(0);
  });
});

describe('the setting', () => {
  it('reaches items that are already there, and lets go of them again', async () => {
    const { put, set, dynamo, start, ask } = await anExpiringTable();
    const timer = () => dynamo.nextDueAt();
    await set(false);
    await put({ ...key('a', '1'), expiresAt: n(start + 10) });
    const records = timer();
    await set(true);
    expect(timer()).toBe((start + 10) * 1000);
    expect((await ask('DescribeTimeToLive', { TableName: 'things' })).TimeToLiveDescription).toEqual({
      TimeToLiveStatus: 'ENABLED',
      AttributeName: 'expiresAt',
    });
    await set(false);
    expect(timer()).toBe(records);
  });

  it('refuses what is so already, or another attribute', async () => {
    const { refusal } = await anExpiringTable();
    const change = (Enabled: boolean, AttributeName: string) =>
      refusal('UpdateTimeToLive', { TableName: 'things', TimeToLiveSpecification: { Enabled, AttributeName } });
    expect(await change(true, 'expiresAt')).toBe('ValidationException: TimeToLive is already enabled');
    expect(await change(true, 'other')).toBe(
      'ValidationException: TimeToLive is active on a different AttributeName: current AttributeName is expiresAt',
    );
    expect(await change(false, 'expiresAt')).toBe('nothing was refused');
    expect(await change(false, 'expiresAt')).toBe('ValidationException: TimeToLive is already disabled');
  });
});
