// The store's contract: what is sent, and what becomes of a lost race, a repeat, a throttle.
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { caseKind } from '#functions/case/case-kind.ts';
import { receive, withdraw } from '#functions/case/decide-intake.ts';
import { carryOut } from '#kernel/carry-out.ts';
import { ContentionError, ThrottledError } from '#kernel/errors.ts';
import { matterStore } from '#kernel/matter-store.ts';
import type { Commit } from '#schemas/matter.ts';
import { policyOf } from '#test/builders/case-runner.ts';
import { aCity } from '#test/builders/city.ts';

const table = mockClient(DynamoDBClient);
beforeEach(() => table.reset());

const policy = policyOf(aCity());
const kind = caseKind(policy);
const ref = { kind: 'case', id: 'c1' };
const store = matterStore(new DynamoDBClient({ region: 'us-east-1' }), 'matters');
const desk = { store, policy, packHash: policy.pack.hash };
const facts = {
  number: 'QH-0000-0000-0',
  source: 'hotline',
  externalId: 'E',
  contentHash: 'h',
  channel: 'phone',
  trusted: true,
  anonymous: false,
  confidential: false,
  reachable: true,
  finds: [],
};
const received: Commit = {
  version: 1,
  matter: ref,
  seq: 1,
  events: [{ type: 'Received', ...facts }],
  consequences: [{ type: 'ExecutionStarted', n: 1 }],
  occurredAt: '2026-03-02T01:00:00.000Z',
  at: '2026-03-02T01:00:00.000Z',
  actor: { role: 'source' },
  cause: 'webhook/hotline/1',
  pack: policy.pack.hash,
};
const stored = (...commits: Commit[]) => ({
  Items: commits.map((commit) => ({ commit: { S: JSON.stringify(commit) } })),
});
const lost = new ConditionalCheckFailedException({ message: 'lost', $metadata: {} });
const withdrawal = {
  ref,
  cause: 'webhook/hotline/2',
  actor: { role: 'source' },
  occurredAt: '2026-03-02T02:00:00.000Z',
  caller: 'outside',
  decide: withdraw('t'),
} as const;

describe('the store', () => {
  it('loads by one consistent query and saves by one conditional put', async () => {
    table.on(QueryCommand).resolves(stored(received)).on(PutItemCommand).resolves({});
    expect(await carryOut(desk, kind, withdrawal)).toMatchObject({ outcome: 'saved', seq: 2 });
    expect(table.calls()).toHaveLength(2);
    expect(table.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      TableName: 'matters',
      ConsistentRead: true,
    });
    expect(table.commandCalls(PutItemCommand)[0]?.args[0].input).toMatchObject({
      Item: { pk: { S: 'MATTER#case#c1' }, sk: { S: 'EVT#000002' } },
      ConditionExpression: 'attribute_not_exists(pk)',
    });
  });

  it('reads again and decides again after a lost race', async () => {
    table.on(QueryCommand).resolves(stored(received)).on(PutItemCommand).rejectsOnce(lost).resolves({});
    expect(await carryOut(desk, kind, withdrawal)).toMatchObject({ outcome: 'saved' });
    expect(table.commandCalls(QueryCommand)).toHaveLength(2);
  });

  it('gives up after five lost races with a fault that the workflow retries', async () => {
    table.on(QueryCommand).resolves(stored(received)).on(PutItemCommand).rejects(lost);
    await expect(carryOut(desk, kind, withdrawal)).rejects.toThrow(ContentionError);
    expect(table.commandCalls(PutItemCommand)).toHaveLength(5);
  });

  it('answers a repeated cause as before, and writes nothing', async () => {
    table.on(QueryCommand).resolves(stored(received));
    const again = { ...withdrawal, cause: received.cause, decide: receive(facts) };
    expect(await carryOut(desk, kind, again)).toMatchObject({ outcome: 'repeated' });
    expect(table.commandCalls(PutItemCommand)).toHaveLength(0);
  });

  it('turns a throttle into a fault that says the table is busy', async () => {
    table.on(QueryCommand).rejects(new ProvisionedThroughputExceededException({ message: 'slow', $metadata: {} }));
    await expect(carryOut(desk, kind, withdrawal)).rejects.toThrow(ThrottledError);
  });

  it('stores a long commit deflated, and reads it back as it was', async () => {
    table.on(QueryCommand).resolves({}).on(PutItemCommand).resolves({});
    const long = {
      ...facts,
      finds: Array.from({ length: 10 }, (_, at) => ({ facet: `near${at}`, hash: 'x'.repeat(40), days: 14 })),
    };
    await carryOut(desk, kind, { ...withdrawal, decide: receive(long) });
    const item = table.commandCalls(PutItemCommand)[0]?.args[0].input.Item;
    expect(item?.['commit']).toBeUndefined();
    table.reset();
    table.on(QueryCommand).resolves({ Items: [{ packed: item?.['packed'] ?? { S: '' } }] });
    expect((await store.loadCommits(ref))[0]?.events[0]).toMatchObject({ type: 'Received', externalId: 'E' });
  });
});
