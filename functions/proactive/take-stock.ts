// What the desk is shown: topics with the places and cases they are made of, counts with what is usual. Pure.
import type { CityPack } from '#schemas/city/pack.ts';
import type { Topic, Topics } from '#schemas/topics.ts';
import { coarsened, countByDay, type Span } from './count-by-day.ts';
import type { HotTopic } from './hot-topics.ts';
import type { Filed } from './read-heard.ts';
import type { FoundTopics } from './topics-of.ts';

/** Of one item, which holds 400 KB: some 200 bytes a row, and up to 800 a topic. */
const mostRows = 600;
const mostTopics = 100;
const mostCases = 12;

export const takeStock = (
  { at, span, filed, found }: { at: string; span: Span; filed: readonly Filed[]; found: FoundTopics },
  { proactive, departments }: CityPack,
): Topics => {
  const count = countByDay(proactive, departments.areas, span);
  for (const one of filed) count.hear(one);
  const { counts, referenceDays, window, reference } = count.ranked();
  const byId = new Map(filed.map((one) => [one.id, one]));
  const districtOf = (one: Filed): string | undefined => coarsened(one, proactive, departments.areas).area;
  return {
    version: 1,
    at,
    today: span.today,
    windowDays: proactive.windowDays,
    referenceDays,
    requests: { window, reference },
    read: { texts: found.texts, of: filed.length },
    topics: found.topics.slice(0, mostTopics).flatMap((topic) => shown(topic, byId, districtOf)),
    counts: counts.slice(0, mostRows),
    leftOut: Math.max(0, counts.length - mostRows),
  };
};

const shown = (
  { name, alsoCalled, category = '', people, usual, ids }: HotTopic,
  byId: ReadonlyMap<string, Filed>,
  areaOf: (one: Filed) => string | undefined,
): Topic[] => {
  const cases = ids.flatMap((id) => byId.get(id) ?? []);
  const days = cases.map(({ day }) => day).sort();
  const [first, last] = [days[0], days.at(-1)];
  const area = mostOften(cases.map(areaOf));
  if (first === undefined || last === undefined) return [];
  return [
    {
      place: name,
      alsoCalled: alsoCalled.slice(0, 5),
      category,
      ...(area === undefined ? {} : { area }),
      people,
      usual,
      first,
      last,
      requests: cases.length,
      cases: cases
        .slice(-mostCases)
        .reverse()
        .map(({ id, number }) => ({ id, number })),
    },
  ];
};

const mostOften = (values: readonly (string | undefined)[]): string | undefined => {
  const known = values.filter((value) => value !== undefined);
  const counts = Map.groupBy(known, (value) => value);
  return [...counts].sort(([, one], [, other]) => other.length - one.length)[0]?.[0];
};
