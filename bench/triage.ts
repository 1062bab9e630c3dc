// Counts what triage does on phrasings of the sample city: places and direct answers on the project's own test sets, and
// with --data how many messages of a file it calls out of scope. Tests hold the floors; here stand the numbers.
//
//   node bench/triage.ts --data messages.tsv --out bench/results/triage.json
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { loadPack } from '#cities/load-pack.ts';
import { findServiceAnswer } from '#functions/triage/answer-from-service-list.ts';
import { checkScope } from '#functions/triage/check-scope.ts';
import { locate } from '#functions/triage/locate.ts';
import { readMessages } from './duplicates/material.ts';

const { values } = parseArgs({
  options: { data: { type: 'string', multiple: true, default: [] }, out: { type: 'string' } },
});
const pack = loadPack('cities/linjiang');

type Judged = { wanted: string; given: string };
const rowsOf = (path: string): string[][] =>
  readFileSync(new URL(path, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'));

const count = (judged: readonly Judged[]) => {
  const given = judged.filter((one) => one.given !== '-');
  const right = given.filter((one) => one.given === one.wanted).length;
  const able = judged.filter((one) => one.wanted !== '-').length;
  const share = (of: number) => Math.round((1000 * right) / of) / 1000;
  return { rows: judged.length, able, given: given.length, right, precision: share(given.length), recall: share(able) };
};
const halves = (judged: readonly Judged[], lookedAt: 0 | 1) => ({
  lookedAt: count(judged.filter((_, at) => at % 2 === lookedAt)),
  notLookedAt: count(judged.filter((_, at) => at % 2 !== lookedAt)),
});

const places = rowsOf('../test/place/addresses.tsv').map(([text = '', wanted = '']) => ({
  wanted,
  given: locate({ text }, pack.departments.areas).area ?? '-',
}));
const { directAnswer } = pack.triage.thresholds;
const questions = rowsOf('../test/direct-answers/questions.tsv');
const answersAt = (threshold: number): Judged[] =>
  questions.map(([text = '', wanted = '']) => ({
    wanted,
    given: findServiceAnswer({ text }, pack.serviceList.items, threshold)?.itemId ?? '-',
  }));

const result = {
  date: new Date().toISOString().slice(0, 10),
  versions: { node: process.versions.node, pack: 'cities/linjiang' },
  seed: 'none: nothing is drawn',
  places: halves(places, 0),
  directAnswers: {
    threshold: directAnswer,
    ...halves(answersAt(directAnswer), 1),
    byThreshold: [0.5, 0.55, 0.6, 0.65, 0.7, 0.75].map((at) => ({ at, ...halves(answersAt(at), 1) })),
  },
  outOfScope: values.data.map((path) => {
    const messages = readMessages(path);
    const out = messages.filter(({ title, text }) => checkScope(`${title}\n${text}`, pack.triage.outOfScope));
    return { data: basename(path), messages: messages.length, out: out.length };
  }),
};
const text = `${JSON.stringify(result, null, 2)}\n`;
if (values.out === undefined) process.stdout.write(text);
else writeFileSync(values.out, text);
