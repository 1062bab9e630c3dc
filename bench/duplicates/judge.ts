// How right is the machine about duplicates? Compares all messages of a file with one another and counts the pairs by
// similarity; with a file of pairs that a person has read (--read: id, id, same|other) it says how often each band is right.
//
//   node bench/duplicates/judge.ts --data messages.tsv --read bench/duplicates/read.tsv --out bench/results/duplicates.json
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { type DuplicateQuestion, judgeDuplicate } from '#functions/triage/fingerprint.ts';
import { HandlingSchema } from '#schemas/city/policy.ts';
import { alikePairs, type Pair, readMessages } from './material.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', multiple: true, default: [] },
    read: { type: 'string' },
    place: { type: 'string' },
    out: { type: 'string' },
    city: { type: 'string', default: 'cities/linjiang' },
  },
});

const policy = HandlingSchema.parse(parse(readFileSync(`${values.city}/handling.yaml`, 'utf8'))).duplicates;
const read = new Map(
  (values.read === undefined ? [] : readFileSync(values.read, 'utf8').split('\n'))
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .map(([one = '', other = '', verdict = '']) => [`${one} ${other}`, verdict]),
);
const verdictOf = ({ one, other }: Pair) => read.get(`${one.id} ${other.id}`) ?? read.get(`${other.id} ${one.id}`);

const count = (pairs: readonly Pair[]) => ({
  pairs: pairs.length,
  /** Met through a fingerprint, as in the product. */
  found: pairs.filter(({ found }) => found).length,
  read: pairs.filter((pair) => verdictOf(pair) !== undefined).length,
  same: pairs.filter((pair) => verdictOf(pair) === 'same').length,
});

// What the material calls a place; without --place none is known.
const places = ({ title, text }: Pair['one']): string[] =>
  values.place === undefined ? [] : [...new Set(`${title}\n${text}`.match(new RegExp(values.place, 'g')))].sort();

const questionOn = ({ one, other, similarity, days }: Pair, sameCaller: boolean): DuplicateQuestion => {
  const [first, second] = [places(one), places(other)];
  const known = first.length > 0 && second.length > 0;
  return {
    sameCaller,
    samePlace: known && first.some((place) => second.includes(place)),
    otherPlace: known && !first.some((place) => second.includes(place)),
    sameCategory: one.label === other.label,
    similarity,
    isRecent: days === undefined || days <= 14,
  };
};

const measured = values.data.map((path) => {
  const messages = readMessages(path);
  const pairs = alikePairs(messages, 0.5);
  const bands = [0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5].map((from, at, all) => {
    const below = at === 0 ? 1.01 : (all[at - 1] ?? 1);
    return { from, ...count(pairs.filter(({ similarity }) => similarity >= from && similarity < below)) };
  });
  const identical = count(pairs.filter(({ similarity }) => similarity === 1));
  // Callers are not in the material: once as if all were strangers, tied by place and category, once as if all were one.
  const judged = (verdict: string, sameCaller: boolean) =>
    count(pairs.filter((pair) => judgeDuplicate(questionOn(pair, sameCaller), policy) === verdict));
  const groups = new Map<string, number>();
  for (const { group } of messages) if (group !== undefined) groups.set(group, (groups.get(group) ?? 0) + 1);
  return {
    file: basename(path),
    messages: messages.length,
    labelledPairs: [...groups.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0),
    identical,
    bands,
    strangers: { merged: judged('merge', false), proposed: judged('propose', false) },
    oneCaller: { merged: judged('merge', true), proposed: judged('propose', true) },
  };
});

const result = {
  date: new Date().toISOString().slice(0, 10),
  versions: { node: process.versions.node },
  seed: 'none: every pair is compared',
  policy,
  measured,
};
const text = `${JSON.stringify(result, null, 2)}\n`;
if (values.out === undefined) process.stdout.write(text);
else writeFileSync(values.out, text);
