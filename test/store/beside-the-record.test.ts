// What is written beside the commits, on the tables as they are deployed: repeats change nothing, late ones undo nothing.
import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readLedger } from '#functions/evaluation/read-ledger.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import { findLink, keepLink } from '#functions/task/link.ts';
import { MattersTable } from '#infra/constructs/matters-table.ts';
import { PeopleTable } from '#infra/constructs/people-table.ts';
import { findMatters } from '#kernel/find-store.ts';
import { countThisHour } from '#kernel/hourly-count.ts';
import { everyOpenTask, openTasks, rememberOwners } from '#kernel/inbox.ts';
import { matterStore } from '#kernel/matter-store.ts';
import { reactionStore } from '#kernel/reaction-store.ts';
import type { Task } from '#schemas/matter.ts';
import { createTableOf, type ServedDynamo, serveDynamo } from '#test/builders/embedded-table.ts';

const at = '2026-03-02T01:00:00.000Z';
let served: ServedDynamo;
beforeAll(async () => {
  served = await serveDynamo(Date.parse(at));
  await createTableOf(
    served.client,
    (scope, tableName) => new MattersTable(scope, 'Matters', { tableName }),
    'matters',
  );
  const people = (scope: Construct, tableName: string) =>
    new PeopleTable(scope, 'People', { tableName, key: new Key(scope, 'Key') });
  await createTableOf(served.client, people, 'people');
});
afterAll(() => served.close());

let made = 0;
let ref = { kind: 'case', id: 'c0' };
let owner = 'u0';
beforeEach(() => {
  made += 1;
  ref = { kind: 'case', id: `c${made}` };
  owner = `u${made}`;
});

const task = (id: string, more: Partial<Task> = {}): Task => ({
  id,
  kind: 'lead',
  role: 'department',
  owner,
  dueAt: '2026-03-03T01:00:00.000Z',
  ...more,
});
const inbox = (until = '9999', limit?: number) =>
  openTasks(served.client, 'matters', { owner, until, ...(limit === undefined ? {} : { limit }) });

describe('tasks', () => {
  it('are in their owner’s inbox while they are open, earliest first', async () => {
    const store = reactionStore(served.client, 'matters');
    await store.openTask(ref, task('b', { dueAt: '2026-03-05T01:00:00.000Z' }), 1);
    await store.openTask(ref, task('a'), 1);
    expect((await inbox()).map(({ taskId }) => taskId)).toEqual(['a', 'b']);
    expect((await inbox('2026-03-04')).map(({ taskId }) => taskId)).toEqual(['a']);
    await store.closeTask(ref, 'a', 2);
    expect((await inbox()).map(({ taskId }) => taskId)).toEqual(['b']);
  });

  it('of every owner are one answer, and none if they are more than one may hold', async () => {
    const store = reactionStore(served.client, 'matters');
    const other = `${owner}-north`;
    await store.openTask(ref, task('a', { owner: other }), 1);
    await store.openTask(ref, task('b'), 1);
    await store.openTask(ref, task('c'), 1);
    await store.closeTask(ref, 'c', 2);
    const open = await everyOpenTask(served.client, 'matters', 100);
    expect(open?.filter((one) => [owner, other].includes(one.owner))).toMatchObject([
      { owner, taskId: 'b', dueAt: task('b').dueAt },
      { owner: other, taskId: 'a', dueAt: task('a').dueAt },
    ]);
    expect(await everyOpenTask(served.client, 'matters', 1)).toBeUndefined();
  });

  it('of one owner are not another’s whose name begins alike', async () => {
    const store = reactionStore(served.client, 'matters');
    await store.openTask(ref, task('a', { owner: `${owner}-north` }), 1);
    expect(await inbox()).toEqual([]);
  });

  it('are not opened again by an earlier commit that arrives late', async () => {
    const store = reactionStore(served.client, 'matters');
    await store.openTask(ref, task('a'), 1);
    await store.closeTask(ref, 'a', 3);
    await store.openTask(ref, task('a', { dueAt: '2026-03-09T01:00:00.000Z' }), 2);
    expect(await inbox()).toEqual([]);
  });

  it('are all found by the sweep, however many pages they fill', async () => {
    const store = reactionStore(served.client, 'matters');
    const long = 'x'.repeat(900);
    for (let index = 0; index < 1300; index += 1) await store.openTask(ref, task(`${index}${long}`), 1);
    served.actions.splice(0);
    expect(await inbox()).toHaveLength(1300);
    expect(served.actions.length).toBeGreaterThan(1);
    expect(await inbox('9999', 7)).toHaveLength(7);
  });
});

describe('waits', () => {
  const bringToken = (waitId: string) =>
    served.client.send(
      new UpdateItemCommand({
        TableName: 'matters',
        Key: { pk: { S: `MATTER#case#${ref.id}` }, sk: { S: `WAIT#${waitId}` } },
        UpdateExpression: 'SET #token = :token',
        ExpressionAttributeNames: { '#token': 'token' },
        ExpressionAttributeValues: { ':token': { S: 'T' } },
        ReturnValues: 'ALL_NEW',
      }),
    );

  it('give the token to whoever settles them after the workflow came', async () => {
    await bringToken('w1');
    expect(await reactionStore(served.client, 'matters').settleWait(ref, 'w1', '{"as":"success"}')).toEqual({
      token: 'T',
    });
  });

  it('show the settlement to the workflow that comes after it', async () => {
    const store = reactionStore(served.client, 'matters');
    expect((await store.settleWait(ref, 'w2', '{"as":"success"}')).token).toBeUndefined();
    expect((await bringToken('w2')).Attributes?.['settledAs']).toEqual({ S: '{"as":"success"}' });
  });
});

describe('lines of the ledger', () => {
  const closed = '2026-03-02T09:00:00.000Z';
  const line = (unit: string, tasks: number) => ({ unit, week: '2026-W10', facts: { tasks } });
  const read = async (unit?: string) =>
    (await readLedger(served.client, 'matters', { month: '2026-03', ...(unit === undefined ? {} : { unit }) }))
      .filter((one) => one.unit.startsWith(owner))
      .map((one) => [one.unit, one.burden.tasks]);

  it('are read of one unit, or of all together', async () => {
    const store = reactionStore(served.client, 'matters');
    const other = `${owner}-north`;
    await store.setLedger(ref, line(owner, 1), closed, 5);
    await store.setLedger(ref, line(other, 2), closed, 5);
    await store.setLedger(ref, line(`${owner}-south`, 3), '2026-04-01T09:00:00.000Z', 5);
    expect(await read(owner)).toEqual([[owner, 1]]);
    expect((await read()).toSorted()).toEqual([
      [owner, 1],
      [other, 2],
    ]);
  });

  it('stay as a later commit wrote them, when an earlier one is applied again', async () => {
    const store = reactionStore(served.client, 'matters');
    await store.setLedger(ref, line(owner, 1), closed, 5);
    await store.setLedger(ref, line(owner, 2), closed, 7);
    await store.setLedger(ref, line(owner, 1), closed, 5);
    expect(await read(owner)).toEqual([[owner, 2]]);
  });
});

describe('finds, followers and owners', () => {
  it('find a matter by what it was filed under, newest first, and no other', async () => {
    const store = reactionStore(served.client, 'matters');
    const find = { facet: 'phone', hash: `h${made}`, days: 30 };
    await store.addFind(find, ref, at);
    await store.addFind(find, { ...ref, id: 'later' }, '2026-03-02T02:00:00.000Z');
    const found = await findMatters(served.client, 'matters', { ...find, since: '0', limit: 5 });
    expect(found.map((one) => one.ref.id)).toEqual(['later', ref.id]);
    expect(await findMatters(served.client, 'matters', { ...find, facet: 'text', since: '0', limit: 5 })).toEqual([]);
  });

  it('list who follows a matter, page after page', async () => {
    const matters = matterStore(served.client, 'matters');
    const commit = { version: 1, seq: 1, events: [], consequences: [], occurredAt: at, at, pack: 'p' } as const;
    for (let index = 0; index < 130; index += 1) {
      const child = { kind: 'case', id: `${ref.id}-${index}` };
      const actor = { role: 'tester' };
      await matters.addCommit({ ...commit, events: [], consequences: [], matter: child, actor, cause: 'c' }, ref.id);
    }
    const store = reactionStore(served.client, 'matters');
    const first = await store.followers(ref.id);
    const second = await store.followers(ref.id, first.next);
    expect([first.refs.length, second.refs.length, second.next]).toEqual([100, 30, undefined]);
  });

  it('remember every owner there ever was', async () => {
    await rememberOwners(served.client, 'matters', ['one', owner]);
    expect(await rememberOwners(served.client, 'matters', ['one'])).toEqual(expect.arrayContaining(['one', owner]));
  });
});

describe('links', () => {
  it('open their task until they expire, and tries are counted by the hour', async () => {
    const link = {
      matter: ref,
      taskId: 'lead-1',
      recipient: owner,
      expiresAt: '2026-04-01T00:00:00.000Z',
      generation: 2,
    };
    await keepLink(served.client, 'matters', `token${made}`, link);
    expect(await findLink(served.client, 'matters', `token${made}`)).toMatchObject(link);
    expect(await findLink(served.client, 'matters', 'guessed')).toBeUndefined();
    expect(await countThisHour(served.client, 'matters', owner, at)).toBe(1);
    expect(await countThisHour(served.client, 'matters', owner, at)).toBe(2);
    expect(await countThisHour(served.client, 'matters', owner, '2026-03-02T02:00:00.000Z')).toBe(1);
  });
});

describe('people', () => {
  const request = { text: '路灯不亮' };

  it('are kept once: the same content again is the same, other content is a conflict', async () => {
    const people = peopleStore(served.client, 'people');
    expect(await people.keepRequest(ref.id, request, 'h1', at)).toBe('kept');
    expect(await people.keepRequest(ref.id, request, 'h1', at)).toBe('kept');
    expect(await people.keepRequest(ref.id, { text: '别的' }, 'h2', at)).toBe('conflict');
    expect(await people.request(ref.id)).toEqual(request);
  });

  it('are kept as long as the commit says, and then the table forgets them', async () => {
    const people = peopleStore(served.client, 'people');
    await people.keepRequest(ref.id, request, 'h1', at);
    await people.confirm(ref.id, 'REQUEST', '2029-03-01T01:00:00.000Z');
    const key = { pk: { S: `CASE#${ref.id}` }, sk: { S: 'TEXT#REQUEST' } };
    const { Item } = await served.client.send(new GetItemCommand({ TableName: 'people', Key: key }));
    expect(Item?.['expiresAt']?.N).toBe(String(Date.parse('2029-03-01T01:00:00.000Z') / 1000));
  });

  it('expire until their commit is there, and confirming what is not there makes nothing', async () => {
    const people = peopleStore(served.client, 'people');
    await people.confirm(ref.id, 'T1');
    expect(await people.words(ref.id, 'T1')).toBeUndefined();
    await people.keepWords(ref.id, 'T1', { text: '已处理', by: owner, at }, at);
    await people.confirm(ref.id, 'T1');
    expect((await people.words(ref.id, 'T1'))?.text).toBe('已处理');
  });

  it('stay as they are once their commit is there, also when the command is repeated days later', async () => {
    const people = peopleStore(served.client, 'people');
    await people.keepWords(ref.id, 'T2', { text: '一', by: owner, at }, at);
    await people.keepWords(ref.id, 'T2', { text: '二', by: owner, at }, at);
    await people.confirm(ref.id, 'T2', '2029-03-01T01:00:00.000Z');
    await people.keepWords(ref.id, 'T2', { text: '三', by: owner, at }, '2026-03-05T01:00:00.000Z');
    expect((await people.words(ref.id, 'T2'))?.text).toBe('二');
    const key = { pk: { S: `CASE#${ref.id}` }, sk: { S: 'TEXT#T2' } };
    const { Item } = await served.client.send(new GetItemCommand({ TableName: 'people', Key: key }));
    expect(Item?.['expiresAt']?.N).toBe(String(Date.parse('2029-03-01T01:00:00.000Z') / 1000));
  });
});
