// One contract of the record, held by the table as it is deployed and by the memory that rules are tried on.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MattersTable } from '#infra/constructs/matters-table.ts';
import { carryOut } from '#kernel/carry-out.ts';
import { ContentionError, ThrottledError } from '#kernel/errors.ts';
import { type MatterStore, matterStore } from '#kernel/matter-store.ts';
import type { Commit, MatterRef } from '#schemas/matter.ts';
import { createTableOf, type ServedDynamo, serveDynamo } from '#test/builders/embedded-table.ts';
import { memoryStore } from '#test/builders/memory-store.ts';
import { type LoanEvent, loanKind } from '#test/builders/tiny-kind.ts';

let served: ServedDynamo;
beforeAll(async () => {
  served = await serveDynamo(Date.parse('2026-03-02T01:00:00Z'));
  await createTableOf(
    served.client,
    (scope, tableName) => new MattersTable(scope, 'Matters', { tableName }),
    'matters',
  );
});
afterAll(() => served.close());

const stores: readonly [string, () => MatterStore][] = [
  ['the embedded table', () => matterStore(served.client, 'matters')],
  ['memory', () => memoryStore()],
];

let made = 0;
let ref: MatterRef;
beforeEach(() => {
  made += 1;
  ref = { kind: 'loan', id: `e${made}` };
});

const commit = (seq: number, cause: string, more: Partial<Commit> = {}): Commit => ({
  version: 1,
  matter: ref,
  seq,
  events: [{ type: 'Noted', cause }],
  consequences: [],
  occurredAt: '2026-03-02T01:00:00.000Z',
  at: '2026-03-02T01:00:00.000Z',
  actor: { role: 'tester' },
  cause,
  pack: 'p',
  ...more,
});

describe.each(stores)('the record in %s', (_where, open) => {
  let store: MatterStore;
  beforeEach(() => {
    store = open();
  });

  it('is empty for a matter that nobody knows', async () => {
    expect(await store.loadCommits(ref)).toEqual([]);
    expect(await store.loadCommit(ref, 1)).toBeUndefined();
  });

  it('gives commits back in their order, as they were', async () => {
    const all = Array.from({ length: 12 }, (_, at) => commit(at + 1, `c${at + 1}`));
    for (const one of all) expect(await store.addCommit(one)).toBe('saved');
    expect(await store.loadCommits(ref)).toEqual(all);
    expect(await store.loadCommit(ref, 10)).toEqual(all[9]);
  });

  it('keeps the first of two commits of one number', async () => {
    expect(await store.addCommit(commit(1, 'first'))).toBe('saved');
    expect(await store.addCommit(commit(1, 'second'))).toBe('lost');
    expect((await store.loadCommits(ref)).map(({ cause }) => cause)).toEqual(['first']);
  });

  it('lets exactly one of twenty win that write the same number at once', async () => {
    const told = await Promise.all(Array.from({ length: 20 }, (_, at) => store.addCommit(commit(1, `c${at}`))));
    expect(told.filter((one) => one === 'saved')).toHaveLength(1);
    expect(await store.loadCommits(ref)).toHaveLength(1);
  });

  it('keeps a long commit to the last character', async () => {
    const long = commit(1, 'long', { events: [{ type: 'Noted', text: '城'.repeat(30_000) }] });
    await store.addCommit(long);
    expect(await store.loadCommits(ref)).toEqual([long]);
  });

  describe('under commands', () => {
    const command = (cause: string, event: LoanEvent) => ({
      ref,
      cause,
      actor: { role: 'tester' },
      occurredAt: '2026-03-02T01:00:00.000Z',
      caller: 'outside' as const,
      decide: () => ({ outcome: 'decided' as const, events: [event] }),
    });
    const asked: LoanEvent = { type: 'Asked', keeper: 'library', until: '2026-03-03T01:00:00.000Z' };
    const desk = () => ({ store, policy: undefined, packHash: 'p' });

    it('carries one of ten out that say the same, and tells all of them the same', async () => {
      const told = await Promise.all(
        Array.from({ length: 10 }, () => carryOut(desk(), loanKind, command('same', asked))),
      );
      expect(told.map(({ outcome }) => outcome).sort()).toEqual(['saved', ...Array(9).fill('repeated')].sort());
      expect(await store.loadCommits(ref)).toHaveLength(1);
    });

    it('carries all of four out that race, without a gap', async () => {
      await Promise.all(['a', 'b', 'c', 'd'].map((cause) => carryOut(desk(), loanKind, command(cause, asked))));
      const commits = await store.loadCommits(ref);
      expect(commits.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
      expect(commits.map(({ cause }) => cause).sort()).toEqual(['a', 'b', 'c', 'd']);
    });

    it('gives up after five lost races, and has written nothing of its own', async () => {
      const ahead: MatterStore = {
        ...store,
        loadCommits: async (matter) => {
          const loaded = await store.loadCommits(matter);
          await store.addCommit(commit(loaded.length + 1, `other${loaded.length}`, { events: [asked] }));
          return loaded;
        },
      };
      await expect(carryOut({ ...desk(), store: ahead }, loanKind, command('mine', asked))).rejects.toThrow(
        ContentionError,
      );
      expect((await store.loadCommits(ref)).map(({ cause }) => cause)).not.toContain('mine');
    });
  });
});

describe('a busy table', () => {
  it('is a fault that says so, after which the same command is carried out once', async () => {
    const store = matterStore(served.client, 'matters');
    served.fail('PutItem', 'ProvisionedThroughputExceededException');
    await expect(store.addCommit(commit(1, 'late'))).rejects.toThrow(ThrottledError);
    expect(await store.loadCommits(ref)).toEqual([]);
    served.fail('Query', 'ThrottlingException');
    await expect(store.loadCommits(ref)).rejects.toThrow(ThrottledError);
    expect(await store.addCommit(commit(1, 'late'))).toBe('saved');
  });

  it('takes a put whose answer was lost as the race that it then is: its own cause is found', async () => {
    const store = matterStore(served.client, 'matters');
    await store.addCommit(commit(1, 'mine'));
    expect(await store.addCommit(commit(1, 'mine'))).toBe('lost');
    expect((await store.loadCommits(ref)).map(({ cause }) => cause)).toEqual(['mine']);
  });
});
