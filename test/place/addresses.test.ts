// Places in people's own words on the sample city's pack: what is resolved is right, and what names nothing stays open.
// Rules may be mended by looking at the odd rows; the even rows are only counted.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { locate } from '#functions/triage/locate.ts';

const areas = loadPack('cities/linjiang').departments.areas;
const rows = readFileSync(new URL('./addresses.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'))
  .map(([said = '', area = '']) => ({ said, area, found: locate({ text: said }, areas).area ?? '-' }));

const measure = (some: typeof rows) => {
  const resolved = some.filter(({ found }) => found !== '-');
  const nameable = some.filter(({ area }) => area !== '-');
  return {
    rows: some.length,
    precision: resolved.filter(({ area, found }) => area === found).length / resolved.length,
    recall: nameable.filter(({ area, found }) => area === found).length / nameable.length,
    wrong: resolved.filter(({ area, found }) => area !== found).map(({ said, found }) => `${said} → ${found}`),
    missed: nameable.filter(({ found }) => found === '-').map(({ said }) => said),
  };
};

describe('places in free text', () => {
  it.each([
    ['that were looked at', 1],
    ['that were not', 0],
  ])('%s are resolved rightly, or not at all', (_, half) => {
    const measured = measure(rows.filter((_, at) => (at + 1) % 2 === half));
    expect(measured.rows).toBeGreaterThanOrEqual(78);
    // One error among the 47 of a half is 0.979.
    expect(measured.precision, measured.wrong.join('\n')).toBeGreaterThanOrEqual(0.97);
    expect(measured.recall, measured.missed.join('\n')).toBeGreaterThanOrEqual(0.95);
  });

  it('are right in 98 of 100 that are resolved', () => {
    expect(measure(rows).precision).toBeGreaterThanOrEqual(0.98);
  });
});
