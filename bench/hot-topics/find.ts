// Which hot topics would have been seen, day by day, in a file of messages (id, time, title, text)? Prints every topic
// once, at its height. The material is the reader's own and nothing of it is written down but counts (--out).
//
//   node bench/hot-topics/find.ts --data messages.tsv --people 5 --days 14 --out bench/results/hot-topics.json
import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { loadPack } from '#cities/load-pack.ts';
import { type HotTopic, hotTopics } from '#functions/proactive/hot-topics.ts';
import { namesInText } from '#functions/proactive/names-in-text.ts';
import { createClassifier } from '#functions/triage/classify.ts';
import { fingerprintsOf } from '#functions/triage/fingerprint.ts';
import { readMessages } from '../duplicates/material.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '' },
    people: { type: 'string', default: '5' },
    days: { type: 'string', default: '14' },
    times: { type: 'string', default: '3' },
    names: { type: 'string', default: '200000' },
    city: { type: 'string', default: 'cities/linjiang' },
    show: { type: 'string', default: '0' },
    out: { type: 'string' },
  },
});

const policy = {
  windowDays: Number(values.days),
  people: Number(values.people),
  timesUsual: Number(values.times),
  mostNames: Number(values.names),
};
const iso = (time: string): string => `${time.slice(0, 10)}T${time.slice(11)}+08:00`;
const messages = readMessages(values.data)
  .filter(({ time }) => time !== undefined)
  .sort((one, other) => ((one.time ?? '') < (other.time ?? '') ? -1 : 1));
const topics = hotTopics(policy);
const found: HotTopic[] = [];
let mostNames = 0;
const startedAt = performance.now();

const look = (at: string): void => {
  for (const topic of topics.ranked(at)) {
    const known = found.findIndex((one) => overlap(one, topic));
    const before = found[known];
    if (before === undefined) found.push(topic);
    else if (before.people < topic.people) found[known] = topic;
  }
  mostNames = Math.max(mostNames, topics.size());
};

const overlap = (one: HotTopic, other: HotTopic): boolean => {
  const names = new Set([one.name, ...one.alsoCalled]);
  return one.category === other.category && [other.name, ...other.alsoCalled].some((name) => names.has(name));
};

// The branch of the sample city's catalogue, by its starter words: noisy, but what a city without training has.
const classify = createClassifier(loadPack(values.city).catalogue);

let day = '';
for (const { id, time = '', title, text } of messages) {
  const at = iso(time);
  if (time.slice(0, 10) !== day) {
    if (day !== '') look(at);
    day = time.slice(0, 10);
  }
  // Nobody's number is in the material; a letter that was sent twice counts as one person.
  const caller = fingerprintsOf({ text })[1] ?? id;
  const category = classify({ title, text }).candidates[0]?.path.split('/')[0];
  topics.hear({ id, at, caller, names: namesInText(`${title}\n${text}`), category });
}
found.sort((one, other) => other.score - one.score || other.name.length - one.name.length);

const titles = new Map(messages.map(({ id, title }) => [id, title]));
for (const [at, { name, category, people, usual, score, since, ids }] of found
  .slice(0, Number(values.show))
  .entries()) {
  console.log(
    `${at + 1}. ${name} (${category}): ${people} people (usual ${usual}), score ${score}, since ${since.slice(0, 10)}`,
  );
  for (const id of ids.slice(0, 12)) console.log(`     ${titles.get(id)}`);
}

const result = {
  date: new Date().toISOString().slice(0, 10),
  versions: { node: process.versions.node },
  seed: 'none: the stream is taken as it is',
  policy,
  data: basename(values.data),
  messages: messages.length,
  topics: found.length,
  inTopics: new Set(found.flatMap(({ ids }) => ids)).size,
  mostNamesRemembered: mostNames,
  seconds: Math.round((performance.now() - startedAt) / 100) / 10,
};
console.log(JSON.stringify(result, null, 2));
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
