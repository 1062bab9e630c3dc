import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addressOf,
  type Filters,
  inMemory,
  ownersOf,
  parseFilters,
  type ReadInbox,
  readBoard,
} from '#functions/desk/board.ts';
import type { InboxEntry } from '#kernel/inbox.ts';
import type { Person } from '#schemas/session.ts';
import { aCity } from '#test/builders/city.ts';

const pack = aCity();
const now = '2026-03-02T01:00:00.000Z';
const person = (roles: Person['roles'], units: string[] = []): Person => ({ sub: 'a', name: 'a', roles, units });

const index = ({ ref }: InboxEntry): number => 1000 - Number(ref.id.slice(1));

const inboxOf =
  (entries: readonly (InboxEntry & { owner: string })[]): ReadInbox =>
  async ({ owner, until, limit, since = '' }) =>
    entries
      .filter((one) => one.owner === owner && one.dueAt < until && one.dueAt >= since)
      // An index says nothing of the order of those that are due at one instant.
      .sort((one, other) => (`${one.dueAt}${index(one)}` < `${other.dueAt}${index(other)}` ? -1 : 1))
      .slice(0, limit);

// Few instants, so that many tasks are due at the very same one, as at the end of a working day.
const entry = fc.record({
  owner: fc.constantFrom('housing', 'transport', 'labour'),
  hour: fc.constantFrom(-3, -1, 0, 2, 20, 40),
  kind: fc.constantFrom('lead', 'assist'),
});
const many = fc.array(entry, { maxLength: 120 }).map((all) =>
  all.map(({ owner, hour, kind }, index) => ({
    owner,
    kind,
    ref: { kind: 'case', id: `c${String(index).padStart(25, '0')}` },
    taskId: `${kind}-1`,
    dueAt: new Date(Date.parse(now) + hour * 3_600_000).toISOString(),
    provisional: false,
    shown: { number: `QH-${index}` },
  })),
);

const readAll = async (read: ReadInbox, filters: Filters, size: number): Promise<string[]> => {
  const found: string[] = [];
  let from: string | undefined;
  for (let pages = 0; pages < 300; pages += 1) {
    const asked = { ...filters, ...(from === undefined ? {} : { from }) };
    const page = await readBoard(read, ['housing', 'transport', 'labour'], asked, {
      now,
      timeZone: 'Asia/Shanghai',
      size,
    });
    found.push(...page.rows.map((row) => `${row.dueAt}~${row.ref.id}`));
    if (page.next === undefined) return found;
    from = page.next;
  }
  throw new Error('the pages do not end');
};

describe('the board', () => {
  it('is the same whether owners are asked one by one or all at once', async () => {
    await fc.assert(
      fc.asyncProperty(many, fc.integer({ min: 1, max: 20 }), async (tasks, size) => {
        expect(await readAll(inMemory(tasks), {}, size)).toEqual(await readAll(inboxOf(tasks), {}, size));
      }),
    );
  });

  it('shows every open task once, over all pages, least time left first', async () => {
    await fc.assert(
      fc.asyncProperty(many, fc.integer({ min: 1, max: 9 }), async (entries, size) => {
        const found = await readAll(inboxOf(entries), {}, size);
        expect(found).toEqual(entries.map((one) => `${one.dueAt}~${one.ref.id}`).sort());
      }),
      { numRuns: 60 },
    );
  });

  it('loses nothing when it is narrowed', async () => {
    await fc.assert(
      fc.asyncProperty(many, fc.constantFrom('late', 'today', 'later', undefined), async (entries, when) => {
        const found = await readAll(inboxOf(entries), { task: 'assist', when }, 3);
        const midnight = '2026-03-02T16:00:00.000Z';
        const fits = ({ kind, dueAt }: InboxEntry) =>
          kind === 'assist' &&
          (when === undefined || when === (dueAt < now ? 'late' : dueAt < midnight ? 'today' : 'later'));
        expect(found).toEqual(
          entries
            .filter(fits)
            .map((one) => `${one.dueAt}~${one.ref.id}`)
            .sort(),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('asks only for the units in the reader’s scope, whatever the address says', () => {
    const officer = person(['unit-officer'], ['housing']);
    expect(ownersOf(officer, {}, pack)).toEqual(['housing']);
    expect(ownersOf(officer, { view: 'everyone' }, pack)).toEqual(['housing']);
    expect(ownersOf(officer, { unit: 'transport' }, pack)).toEqual([]);
    expect(ownersOf(person(['duty-desk']), {}, pack)).toEqual(['hotline-centre']);
    expect(ownersOf(person(['auditor']), {}, pack)).toContain('transport');
    expect(ownersOf(person(['auditor']), { unit: 'CITIZEN' }, pack)).toEqual(['CITIZEN']);
  });

  it('has an address that gives the same filters to whoever opens it', () => {
    const filters: Filters = {
      view: 'everyone',
      when: 'late',
      unit: 'housing',
      task: 'lead',
      urgency: 'urgent',
      q: 'LJ-7F&3=',
    };
    const query = Object.fromEntries(new URL(addressOf(filters), 'http://x').searchParams);
    expect(parseFilters(query)).toEqual(filters);
  });

  it('passes over what an address cannot mean', () => {
    expect(
      parseFilters({ when: 'never', task: '<script>', from: "' OR 1=1", unit: 'x'.repeat(99), lang: 'en' }),
    ).toEqual({});
  });
});
