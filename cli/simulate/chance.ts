// Chance that repeats itself: the same for the same seed and the same name, whatever else was drawn in between.
import { createHash } from 'node:crypto';

export type Range = { from: number; to: number };

export type Chance = {
  /** Chance of its own for something named: draws there do not disturb draws here. */
  of(name: string): Chance;
  /** From 0 to just below 1. */
  fraction(): number;
  between(range: Range): number;
  isWithin(share: number): boolean;
  pick<One>(list: readonly One[]): One;
  /** A key, as often as its weight says. */
  weighted(weights: Readonly<Record<string, number>>): string;
};

export const chanceOf = (seed: string): Chance => {
  let drawn = 0;
  const fraction = (): number => {
    drawn += 1;
    return createHash('sha256').update(`${seed} ${drawn}`).digest().readUIntBE(0, 6) / 2 ** 48;
  };
  return {
    of: (name) => chanceOf(`${seed}/${name}`),
    fraction,
    between: ({ from, to }) => from + fraction() * (to - from),
    isWithin: (share) => fraction() < share,
    pick(list) {
      const picked = list[Math.floor(fraction() * list.length)];
      if (picked === undefined) throw new RangeError('there is nothing to pick from');
      return picked;
    },
    weighted(weights) {
      const entries = Object.entries(weights);
      let left = fraction() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      const found = entries.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      return (found ?? entries[0] ?? [''])[0];
    },
  };
};
