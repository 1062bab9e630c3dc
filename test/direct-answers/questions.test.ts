// Questions to the service list of the sample city, half of them without an answer in it. A wrong answer is worse than none.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { findServiceAnswer } from '#functions/triage/answer-from-service-list.ts';

const { serviceList, triage } = loadPack('cities/linjiang');
const rowsOf = (file: string) =>
  readFileSync(new URL(file, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([text = '', item = '']) => ({
      text,
      item,
      given: findServiceAnswer({ text }, serviceList.items, triage.thresholds.directAnswer)?.itemId,
    }));

// 274 written before rules and threshold were read. The odd rows were looked at while the rules were mended and the threshold
// chosen, the even rows only counted.
const own = rowsOf('./questions.tsv');
// 80 by another author, only counted.
const blind = rowsOf('./blind-questions.tsv');

it.each([
  ['that were looked at', own.filter((_, at) => at % 2 === 1), 0.54],
  ['that were not', own.filter((_, at) => at % 2 === 0), 0.49],
  ['of somebody else, most of which get silence', blind, 0.05],
])('questions %s are answered rightly, or not at all', (_, some, coverage) => {
  const answered = some.filter(({ given }) => given !== undefined);
  const right = answered.filter(({ item, given }) => item === given);
  const wrong = answered.filter(({ item, given }) => item !== given).map(({ text, given }) => `${text} → ${given}`);
  expect(right.length / answered.length, wrong.join('\n')).toBeGreaterThanOrEqual(0.98);
  expect(right.length / some.filter(({ item }) => item !== '-').length).toBeGreaterThanOrEqual(coverage);
});
