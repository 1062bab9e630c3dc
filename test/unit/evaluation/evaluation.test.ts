// Rates are counts over counts, by the city's own formula; what is counted again from the events is the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recounting } from '#functions/evaluation/from-events.ts';
import { readLine } from '#functions/evaluation/read-ledger.ts';
import { evaluate } from '#functions/evaluation/three-rates.ts';
import type { LedgerFacts } from '#schemas/ledger.ts';
import { aCase } from '#test/builders/case-runner.ts';
import { aCity } from '#test/builders/city.ts';
import { soundReply } from '#test/journeys/support/pack.ts';

const city = aCity();
const policy = city.evaluation;
const facts = (more: Partial<LedgerFacts> = {}): LedgerFacts => ({
  outcome: 'resolved',
  responded: true,
  asked: true,
  solved: true,
  satisfied: true,
  rounds: 1,
  hops: 1,
  extensions: 0,
  supervision: 0,
  late: false,
  ...more,
});
const anyFacts = fc
  .record({
    outcome: fc.constantFrom('resolved', 'excluded', 'final-reply', 'unverified' as const),
    responded: fc.boolean(),
    asked: fc.boolean(),
    solved: fc.boolean(),
    satisfied: fc.boolean(),
    rounds: fc.integer({ min: 1, max: 4 }),
    late: fc.boolean(),
  })
  .map((one) => facts(one));

describe('the three rates', () => {
  it('are divided by what they say: closed cases, and for two of them only those that the citizen judged', () => {
    const { response, resolution, satisfaction, closed } = evaluate(
      [facts(), facts({ solved: false, satisfied: false }), facts({ asked: false }), facts({ responded: false })],
      policy,
    );
    expect(closed).toBe(4);
    expect(response).toEqual({ count: 3, of: 4, rate: 0.75 });
    expect(resolution).toEqual({ count: 2, of: 3, rate: 2 / 3 });
    expect(satisfaction).toEqual({ count: 2, of: 3, rate: 2 / 3 });
  });

  it('leave out what a unit asked for and somebody granted, and nothing that was only asked for or refused', () => {
    const badly = { solved: false, satisfied: false };
    const lines = (['asked', 'granted', 'refused'] as const).map((exclusion) => facts({ ...badly, exclusion }));
    const one = evaluate([facts(), ...lines], policy);
    expect([one.closed, one.excluded, one.resolution.of, one.resolution.count]).toEqual([4, 1, 3, 1]);
    expect(one.exclusions).toEqual({ asked: 3, granted: 1, refused: 1 });
  });

  it('leave excluded cases out, and say how many', () => {
    const one = evaluate([facts(), facts({ outcome: 'excluded', solved: false, satisfied: false })], policy);
    expect([one.closed, one.excluded, one.resolution.of, one.resolution.rate]).toEqual([2, 1, 1, 1]);
  });

  it('are no rate at all without a case, and no tier', () => {
    expect(evaluate([], policy)).toMatchObject({ score: undefined, tier: undefined, response: { rate: undefined } });
    expect(evaluate([facts({ outcome: 'excluded' })], policy).score).toBeUndefined();
  });

  it('never depend on the order of the cases, and better cases never make a worse score', () => {
    fc.assert(
      fc.property(fc.array(anyFacts, { minLength: 1, maxLength: 30 }), (lines) => {
        const one = evaluate(lines, policy);
        expect(evaluate([...lines].reverse(), policy)).toEqual(one);
        for (const { count, of } of [one.response, one.resolution, one.satisfaction])
          expect(count).toBeLessThanOrEqual(of);
        const better = lines.map((line) => ({ ...line, responded: true, solved: true, satisfied: true }));
        expect(evaluate(better, policy).score ?? 0).toBeGreaterThanOrEqual(one.score ?? 0);
      }),
    );
  });

  it('put units in the tier that the score reaches', () => {
    expect(evaluate([facts()], policy).tier).toBe([...policy.tiers].sort((a, b) => b.from - a.from)[0]?.id);
    expect(evaluate([facts({ responded: false, solved: false, satisfied: false })], policy).tier).toBe(
      [...policy.tiers].sort((a, b) => a.from - b.from)[0]?.id,
    );
  });
});

describe('what is counted again from the events', () => {
  it('is the line that was written when the case closed', async () => {
    const ordinary = await aCase();
    await ordinary.respond('lead', { action: 'sign' });
    await ordinary.respond('lead', { action: 'contacted' });
    await ordinary.respond('lead', soundReply);
    // Some replies are looked at by a person first, by chance of the case's id.
    if (ordinary.tasks().some(({ kind }) => kind === 'review')) await ordinary.respond('review', { action: 'approve' });
    await ordinary.respond('citizen', { action: 'answer', solved: true, satisfied: true });
    const commits = ordinary.commits();
    const written = commits.flatMap(({ consequences }) =>
      consequences.flatMap((one) =>
        one.type === 'LedgerChanged' ? [{ unit: one.unit, week: one.week, facts: one.facts }] : [],
      ),
    );
    const counted = recounting(city)(commits).map(({ unit, week, facts }) => ({ unit, week, facts }));
    expect(counted).toEqual(written);
    expect(counted).toHaveLength(1);
    const line = readLine('', counted[0]?.facts).burden;
    expect(line).toMatchObject({ fields: 2 });
    expect(line?.tasks).toBeGreaterThan(0);
    expect(line?.messages).toBeGreaterThan(0);
  });
});
