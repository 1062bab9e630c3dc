// Nearly five hundred phrasings, written before the rules were read; both halves have since taught the danger score: how many emergencies the screen of the sample city
// finds, and how many hard negatives it takes for one. The floors are what was measured; they may only rise.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { screenEmergency } from '#functions/triage/screen-emergency.ts';

const rules = loadPack('cities/linjiang').triage.emergency;
const phrasings = readFileSync(join(import.meta.dirname, 'emergencies.tsv'), 'utf8')
  .trim()
  .split('\n')
  .slice(1)
  .map((columns, row) => {
    const [, line = '', text = ''] = columns.split('\t');
    return { row, line, found: screenEmergency({ text }, rules)?.line };
  });
const emergencies = phrasings.filter(({ line }) => line !== 'none');
const harmless = phrasings.filter(({ line }) => line === 'none');

/** Half of the phrasings were read while the words of the pack were chosen; the other half says how well they carry over. */
const half = (rows: typeof phrasings, at: 0 | 1) => rows.filter(({ row }) => row % 2 === at);
const share = (rows: typeof phrasings): number => rows.filter(({ found }) => found !== undefined).length / rows.length;

it.each([
  ['phrasings that were read', 1, 0.9, 0.12],
  ['phrasings that nobody looked at', 0, 0.3, 0.09],
] as const)('finds emergencies among %s, and raises few hard negatives', (_which, at, floor, ceiling) => {
  const found = share(half(emergencies, at));
  const raised = share(half(harmless, at));
  console.log(
    `${(found * 100).toFixed(1)} % of the emergencies found, ${(raised * 100).toFixed(1)} % of the negatives raised`,
  );
  expect(found).toBeGreaterThanOrEqual(floor);
  expect(raised).toBeLessThanOrEqual(ceiling);
});
