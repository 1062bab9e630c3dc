// What the checks between the parts of a pack answer: pure findings; the loader adds file and line.

/** `part` is a file of the pack without its ending, `path` leads to the value that is wrong. */
export type Finding = { part: string; path: readonly (string | number)[]; sentence: string };

/** Entries whose `key` an earlier one has already. */
export function findRepeats<T>(
  entries: readonly T[],
  key: (entry: T) => string | number,
  at: (index: number) => Pick<Finding, 'part' | 'path'>,
): Finding[] {
  const seen = new Set<string | number>();
  return entries.flatMap((entry, index) => {
    const id = key(entry);
    if (!seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [{ ...at(index), sentence: `${id} stands here a second time` }];
  });
}

/** The first entries of each circle of `parentOf` links: a, then b, then a again. */
export function findCircles(ids: readonly string[], parentOf: (id: string) => string | undefined): string[][] {
  const inCircle = new Set<string>();
  return ids.flatMap((start) => {
    const walked = [start];
    for (let id = parentOf(start); id !== undefined && !inCircle.has(id); id = parentOf(id)) {
      if (id === start) {
        for (const member of walked) inCircle.add(member);
        return [walked];
      }
      if (walked.includes(id)) return [];
      walked.push(id);
    }
    return [];
  });
}
