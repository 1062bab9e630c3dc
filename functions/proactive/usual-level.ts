// Is this more than usual? A count of some days against the mean of the days before them. Pure.
import type { Proactive } from '#schemas/city/proactive.ts';

export type Counted = {
  requests: number;
  people: number;
  days: number;
  /** Requests of the days before, and how many days those are; 0 when nothing is known of them. */
  reference: number;
  referenceDays: number;
};
export type Judged = { usual: number | undefined; chance: number | undefined; unusual: boolean };

/**
 * Chance of `count` or more where `mean` are expected, by Poisson: as if calls came independently of each other. They
 * do not quite, which is why policy asks for a small chance and for more than the chance.
 */
export const chanceOfAtLeast = (count: number, mean: number): number => {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  // The smaller side is added up: near 1, the difference from 1 would lose its digits.
  if (count <= mean) return Math.max(0, 1 - sumFrom(count - 1, mean, -1));
  return Math.min(1, sumFrom(count, mean, 1));
};

/** Terms from `start` on, upwards or downwards; each is the one before it times a ratio that falls. */
const sumFrom = (start: number, mean: number, step: 1 | -1): number => {
  let term = Math.exp(start * Math.log(mean) - mean - logFactorial(start));
  let sum = 0;
  for (let k = start; k >= 0 && (term > sum * 1e-16 || sum === 0); k += step) {
    sum += term;
    if (term === 0) break;
    term *= step === 1 ? mean / (k + 1) : k / mean;
  }
  return sum;
};

const logFactorial = (n: number): number => {
  let sum = 0;
  for (let k = 2; k <= n; k += 1) sum += Math.log(k);
  return sum;
};

/**
 * The usual level of as many days, and whether this is unusual by policy. One request more than was counted is taken as
 * usual, so that the first of its kind is no alarm.
 */
export const judgeLevel = (
  { requests, people, days, reference, referenceDays }: Counted,
  unusual: Proactive['unusual'],
): Judged => {
  if (referenceDays <= 0) return { usual: undefined, chance: undefined, unusual: false };
  const usual = (reference / referenceDays) * days;
  const chance = chanceOfAtLeast(requests, ((reference + 1) / referenceDays) * days);
  return {
    usual,
    chance,
    unusual:
      requests >= unusual.requests &&
      people >= unusual.people &&
      requests >= usual * unusual.timesUsual &&
      chance <= unusual.chance,
  };
};
