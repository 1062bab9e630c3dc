// A city without history: the catalogue's own words classify, and the leaf's label is what counts, since real requests
// carry first-level labels only. How well the leaf itself is chosen cannot be measured on them.
import { loadPack } from '#cities/load-pack.ts';
import { readMapping } from '#cli/rows/read-mapping.ts';
import type { Judged } from '#functions/classifier/measure.ts';
import { createLeafShares, type Told } from '#functions/triage/classify.ts';
import type { BenchRow } from './read-data.ts';

/** Shares of leaves that no label maps to are left out: none of the rows can be theirs. */
export const coldStart = (
  rows: readonly BenchRow[],
  labels: readonly string[],
  { city, map, saidOf }: { city: string; map: string; saidOf: (row: BenchRow) => Told },
): Judged[] => {
  const paths = readMapping(map, labels, city);
  const shareLeaves = createLeafShares(loadPack(`cities/${city}`).catalogue);
  const labelOf = (path: string): number =>
    labels.findIndex((label) => paths[label]?.some((top) => `${path}/`.startsWith(`${top}/`)));
  return rows.map((row) => {
    const shares = labels.map(() => 0);
    let all = 0;
    for (const { path, probability } of shareLeaves(saidOf(row))) {
      const label = labelOf(path);
      if (label < 0) continue;
      shares[label] = (shares[label] ?? 0) + probability;
      all += probability;
    }
    const guess = shares.indexOf(Math.max(...shares));
    return { truth: labels.indexOf(row.label), guess, probability: all > 0 ? (shares[guess] ?? 0) / all : 0 };
  });
};
