// `jiesu topics`: so many people in so many days about the same place, hottest first, so that somebody goes and looks.
import { parseArgs } from 'node:util';
import { loadPack } from '#cities/load-pack.ts';
import { type HotTopic, hotTopicPolicy, hotTopics } from '#functions/proactive/hot-topics.ts';
import { cityFolder } from '../city-folder.ts';
import { endpointOptions } from '../endpoints.ts';
import { readMatters, readPeople } from '../read-tables.ts';
import { type Heard, heardRequests } from '../rows/heard-requests.ts';
import { print, printJson, say, UsageError } from '../terminal.ts';

const usage = `usage: jiesu topics [options]
  --city NAME       the city pack whose proactive.yaml says what the next three are (linjiang)
  --people N        so many different callers make a topic
  --days N          within so many days
  --times N         and so many times what is usual for the place
  --at ISO          looking back from this moment (the last request)
  --json            the topics as JSON
  --data DIR | --endpoints FILE    where Jiesu runs (.jiesu)
  --table NAME --people-table NAME    instead: the tables of a deployment, with the credentials of your environment

What is usual is known after twice as many days. Reads what citizens said, as long as it is kept; prints names of places and case numbers only.`;

const dayMs = 86_400_000;

const run = async (words: string[]): Promise<number> => {
  const { values } = parseArgs({
    args: words,
    options: {
      ...endpointOptions,
      city: { type: 'string', default: 'linjiang' },
      people: { type: 'string' },
      days: { type: 'string' },
      times: { type: 'string' },
      at: { type: 'string' },
      json: { type: 'boolean', default: false },
      table: { type: 'string' },
      'people-table': { type: 'string' },
    },
  });
  const policy = hotTopicPolicy(loadPack(cityFolder(values.city)).proactive);
  const people = Number(values.people ?? policy.people);
  const windowDays = Number(values.days ?? policy.windowDays);
  const timesUsual = Number(values.times ?? policy.timesUsual);
  if (!isCount(people) || !isCount(windowDays) || !isCount(timesUsual))
    throw new UsageError('--people, --days and --times are numbers from 1.');
  if (values.at !== undefined && Number.isNaN(Date.parse(values.at))) throw new UsageError('--at is an ISO instant.');
  if ((values.table === undefined) !== (values['people-table'] === undefined))
    throw new UsageError('--table and --people-table go together.');
  const heard = heardRequests(
    await readMatters(values),
    await readPeople({ ...values, table: values['people-table'] }),
  );
  const topics = hotTopics({ ...policy, people, windowDays, timesUsual });
  for (const one of heard) topics.hear(one);
  const [first, last] = [heard[0]?.at, values.at ?? heard.at(-1)?.at];
  const ranked = last === undefined ? [] : topics.ranked(last);
  if (first !== undefined && last !== undefined && Date.parse(last) - Date.parse(first) < 2 * windowDays * dayMs)
    say(`What is usual is not known yet: the record has to reach back ${2 * windowDays} days.`);
  if (values.json) printJson(ranked);
  else show(ranked, heard);
  return 0;
};

const isCount = (value: number): boolean => value >= 1;

const show = (ranked: readonly HotTopic[], heard: readonly Heard[]): void => {
  if (ranked.length === 0) say('Nothing is hot.');
  const numbers = new Map(heard.map(({ id, number }) => [id, number]));
  for (const { name, category, people, usual, since, ids } of ranked)
    print(
      `${name} (${category ?? 'not classified'}): ${people} people since ${since.slice(0, 10)}, usual ${usual}; ${ids.map((id) => numbers.get(id) ?? id).join(', ')}`,
    );
};

export const topics = { run, usage };
