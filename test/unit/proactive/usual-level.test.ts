// An alarm says that something is more than usual, not that somebody called: small counts and what is usual are silent.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOfAtLeast, judgeLevel } from '#functions/proactive/usual-level.ts';

const policy = { requests: 5, people: 3, timesUsual: 2, chance: 0.0001 };
const count = fc.integer({ min: 0, max: 500 });
const mean = fc.double({ min: 0.01, max: 300, noNaN: true });
const counted = fc.record({
  requests: count,
  people: count,
  days: fc.constantFrom(7, 14, 28),
  reference: fc.integer({ min: 0, max: 2000 }),
  referenceDays: fc.constantFrom(14, 28, 42, 84),
});
const holds = <T>(of: fc.Arbitrary<T>, rule: (value: T) => boolean): void =>
  fc.assert(
    fc.property(of, (value) => rule(value)),
    { numRuns: 1000 },
  );

// The definition itself, for counts at which it loses nothing.
const byDefinition = (k: number, lambda: number): number => {
  let below = 0;
  let term = Math.exp(-lambda);
  for (let i = 0; i < k; i += 1) {
    below += term;
    term *= lambda / (i + 1);
  }
  return 1 - below;
};

describe('the chance of so many', () => {
  it('is what the definition says', () => {
    holds(
      fc.tuple(fc.integer({ min: 0, max: 60 }), fc.double({ min: 0.01, max: 30, noNaN: true })),
      ([k, lambda]) => Math.abs(chanceOfAtLeast(k, lambda) - byDefinition(k, lambda)) < 1e-9,
    );
  });

  it('keeps its digits where it is small', () => {
    // P(X >= 20) at a mean of 1 is 1.59e-19, which 1 minus the rest cannot say.
    expect(chanceOfAtLeast(20, 1)).toBeGreaterThan(1.5e-19);
    expect(chanceOfAtLeast(20, 1)).toBeLessThan(1.7e-19);
  });

  it('is a chance, falls with the count and rises with the mean', () => {
    holds(fc.tuple(count, mean), ([k, lambda]) => {
      const chance = chanceOfAtLeast(k, lambda);
      return (
        chance >= 0 &&
        chance <= 1 &&
        chanceOfAtLeast(k + 1, lambda) <= chance + 1e-12 &&
        chanceOfAtLeast(k, lambda * 1.1) >= chance - 1e-12
      );
    });
  });
});

describe('a level is unusual', () => {
  it('never when fewer requests or people stand behind it than the city says', () => {
    holds(counted, (one) => {
      const few = one.requests < policy.requests || one.people < policy.people;
      return !few || !judgeLevel(one, policy).unusual;
    });
  });

  it('never before it is known what is usual', () => {
    holds(counted, (one) => {
      const judged = judgeLevel({ ...one, referenceDays: 0 }, policy);
      return !judged.unusual && judged.usual === undefined && judged.chance === undefined;
    });
  });

  it('never at the usual level, however many that is', () => {
    holds(
      counted,
      (one) =>
        !judgeLevel({ ...one, requests: Math.floor((one.reference / one.referenceDays) * one.days) }, policy).unusual,
    );
  });

  it('still, when there is one request more', () => {
    holds(
      counted,
      (one) => !judgeLevel(one, policy).unusual || judgeLevel({ ...one, requests: one.requests + 1 }, policy).unusual,
    );
  });

  it('by accident seldom, though what is usual is itself only counted; and threefold it is seen', () => {
    // The sample city's window and reference, added up exactly over every count that both may have.
    const term = (k: number, lambda: number): number => chanceOfAtLeast(k, lambda) - chanceOfAtLeast(k + 1, lambda);
    for (const perDay of [0.02, 0.05, 0.3, 1, 4]) {
      const [window, before] = [perDay * 14, perDay * 42];
      let alarms = 0;
      let seen = 0;
      for (let reference = 0; reference < before + 12 * Math.sqrt(before) + 20; reference += 1) {
        let requests = 0;
        while (!judgeLevel({ requests, people: requests, days: 14, reference, referenceDays: 42 }, policy).unusual)
          requests += 1;
        alarms += term(reference, before) * chanceOfAtLeast(requests, window);
        seen += term(reference, before) * chanceOfAtLeast(requests, 3 * window);
      }
      expect(alarms, `${perDay} a day`).toBeLessThan(6 * policy.chance);
      if (perDay >= 1) expect(seen, `${perDay} a day`).toBeGreaterThan(0.9);
    }
  });
});
