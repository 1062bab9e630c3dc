// Every hour, and acts when the city wants it: counts what was asked lately by category, area and day, finds the places
// of which many people spoke, and keeps one item that the desk's page shows (未诉先办). The words are read for names of
// places, and nothing else of them is kept.
import { cityPack } from '#functions/case/city-policy.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { log } from '#kernel/log.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { spanOf } from './count-by-day.ts';
import { localDay } from './days.ts';
import { readHeard } from './read-heard.ts';
import { takeStock } from './take-stock.ts';
import { topicsOf } from './topics-of.ts';
import { keepTopics, readTopics } from './topics-store.ts';
import { isDue } from './when-counted.ts';

type Tick = { time: string };

export const handler = async (event: Tick): Promise<{ counted: number }> => {
  const { MATTERS_TABLE, PEOPLE_TABLE } = readEnvironment(['MATTERS_TABLE', 'PEOPLE_TABLE']);
  const pack = cityPack();
  const { proactive, city } = pack;
  const at = new Date(event.time).toISOString();
  const last = await readTopics(dynamo(), MATTERS_TABLE);
  if (!isDue(last?.at, at, proactive.countedAt, city.timeZone)) return { counted: 0 };
  const span = spanOf(localDay(at, city.timeZone), proactive);
  const filed = await readHeard(dynamo(), MATTERS_TABLE, { from: span.referenceFrom, to: span.today });
  const found = await topicsOf(filed, peopleStore(dynamo(), PEOPLE_TABLE).request, proactive, at);
  const topics = takeStock({ at, span, filed, found }, pack);
  await keepTopics(dynamo(), MATTERS_TABLE, topics);
  const unusual = topics.counts.filter((one) => one.unusual).length;
  log.info('topics counted', { requests: filed.length, topics: topics.topics.length, unusual });
  return { counted: filed.length };
};
