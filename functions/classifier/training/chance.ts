// Repeatable chance: the same seed gives the same order on every machine.

/** Numbers from 0 to below 1 (mulberry32). */
const chanceFrom = (seed: number): (() => number) => {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** The numbers from 0 to below `count` in an order of chance. */
export const shuffled = (count: number, seed: number): Int32Array => {
  const chance = chanceFrom(seed);
  const order = Int32Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last -= 1) {
    const other = Math.floor(chance() * (last + 1));
    const held = order[last] ?? 0;
    order[last] = order[other] ?? 0;
    order[other] = held;
  }
  return order;
};

/** The fold of each row, from 0 to below `folds`. Rows of one group share a fold. */
export const foldsOf = (groups: readonly string[], folds: number, seed: number): Uint8Array => {
  const names = [...new Set(groups)];
  const fold = new Map<string, number>();
  shuffled(names.length, seed).forEach((name, at) => {
    fold.set(names[name] ?? '', at % folds);
  });
  return Uint8Array.from(groups, (group) => fold.get(group) ?? 0);
};
