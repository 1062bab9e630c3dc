// 274 questions to the service list of the sample city, written before its rules and threshold were read; half have no
// answer. The odd rows were looked at while the rules were mended and the threshold chosen, the even rows only counted.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { findServiceAnswer } from '#functions/triage/answer-from-service-list.ts';

const { serviceList, triage } = loadPack('cities/linjiang');
const rows = readFileSync(new URL('./questions.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'))
  .map(([text = '', item = '']) => ({
    text,
    item,
    given: findServiceAnswer({ text }, serviceList.items, triage.thresholds.directAnswer)?.itemId,
  }));

it.each([
  ['that were looked at', 1, 0.54],
  ['that were not', 0, 0.49],
] as const)('questions %s are answered rightly, or not at all', (_, half, coverage) => {
  const some = rows.filter((_, at) => at % 2 === half);
  const answered = some.filter(({ given }) => given !== undefined);
  const right = answered.filter(({ item, given }) => item === given);
  const wrong = answered.filter(({ item, given }) => item !== given).map(({ text, given }) => `${text} → ${given}`);
  expect(right.length / answered.length, wrong.join('\n')).toBeGreaterThanOrEqual(0.98);
  expect(right.length / some.filter(({ item }) => item !== '-').length).toBeGreaterThanOrEqual(coverage);
});
