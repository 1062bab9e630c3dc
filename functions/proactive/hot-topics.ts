// Hot topics: N people in two weeks about the same building, so that somebody goes and looks before the hundredth call.
// A stream goes in, a ranked list comes out; what is kept is bounded by the window and by `mostNames`. Pure: no clock,
// no store. A caller is an opaque key; the texts themselves are not kept.
import type { Proactive } from '#schemas/city/proactive.ts';

const dayMs = 86_400_000;

export type HotTopicPolicy = {
  windowDays: number;
  /** So many different callers make a topic. */
  people: number;
  /** ... if they are so many times what is usual for the name: a ring road is spoken of every week. */
  timesUsual: number;
  /** Names that are remembered at most. */
  mostNames: number;
};

/** Names remembered at most: a large city's year. */
export const mostNames = 200_000;

/** What the city says of topics. */
export const hotTopicPolicy = ({ windowDays, topics }: Proactive): HotTopicPolicy => ({
  windowDays,
  ...topics,
  mostNames,
});

/** One message; `names` are its place key, or what its text may name (names-in-text.ts). */
export type Told = { id: string; at: string; caller: string; names: readonly string[]; category?: string | undefined };

export type HotTopic = {
  name: string;
  /** Other names under which the same people spoke. */
  alsoCalled: string[];
  category?: string | undefined;
  people: number;
  /** Callers expected in as long a time, by what was said of the name before. */
  usual: number;
  score: number;
  since: string;
  ids: string[];
};

type Entry = { at: number; caller: string; id: string };
type Known = { name: string; category: string | undefined; recent: Entry[]; older: number; decayedAt: number };

export type HotTopics = {
  /** Messages come in order of time; an earlier one than the last is taken as if it came with it. */
  hear(told: Told): void;
  /** What is hot at `at`, the hottest first. */
  ranked(at: string): HotTopic[];
  /** Names remembered: never more than the policy's. */
  size(): number;
};

// What was said five weeks ago counts half for what is usual.
const halfLifeDays = 35;

export function hotTopics(policy: HotTopicPolicy): HotTopics {
  const known = new Map<string, Known>();
  const windowMs = policy.windowDays * dayMs;
  let latest = 0;
  let heardSince = Number.POSITIVE_INFINITY;

  const age = (one: Known, now: number): void => {
    one.older *= 0.5 ** ((now - one.decayedAt) / dayMs / halfLifeDays);
    one.decayedAt = now;
    const kept = one.recent.findIndex(({ at }) => at > now - windowMs);
    one.older += (kept === -1 ? one.recent.splice(0) : one.recent.splice(0, kept)).length;
  };

  return {
    hear({ id, at, caller, names, category }) {
      latest = Math.max(latest, Date.parse(at));
      heardSince = Math.min(heardSince, latest);
      for (const name of names) {
        const key = `${name} ${category ?? ''}`;
        const one = known.get(key) ?? { name, category, recent: [], older: 0, decayedAt: latest };
        age(one, latest);
        one.recent.push({ at: latest, caller, id });
        // The name last spoken of stands last: the first ones are forgotten when there are too many.
        known.delete(key);
        known.set(key, one);
      }
      for (const key of known.keys()) {
        if (known.size <= policy.mostNames) break;
        known.delete(key);
      }
    },
    ranked(at) {
      const now = Math.max(latest, Date.parse(at));
      const hot: HotTopic[] = [];
      // Nothing is unusual before it is known what is usual: of the first two windows the second is judged by the first.
      const isKnown = now - heardSince >= 2 * windowMs;
      for (const [key, one] of known) {
        age(one, now);
        if (one.recent.length === 0 && one.older < 0.1) known.delete(key);
        else if (isKnown) hot.push(...hotOf(one, policy));
      }
      return joined(hot.sort(byScore));
    },
    size: () => known.size,
  };
}

function hotOf({ name, category, recent, older }: Known, policy: HotTopicPolicy): HotTopic[] {
  const people = new Set(recent.map(({ caller }) => caller)).size;
  // A steady rate of one a day decays to halfLife / ln 2 in all.
  const usual = (older * Math.LN2 * policy.windowDays) / halfLifeDays;
  const [first] = recent;
  if (first === undefined || people < policy.people || people < usual * policy.timesUsual) return [];
  const score = Math.round((100 * (people - usual)) / Math.sqrt(usual + 1)) / 100;
  const since = new Date(first.at).toISOString();
  const ids = recent.map(({ id }) => id);
  return [{ name, alsoCalled: [], category, people, usual: Math.round(usual * 10) / 10, score, since, ids }];
}

const byScore = (one: HotTopic, other: HotTopic): number =>
  other.score - one.score || other.name.length - one.name.length || (one.name < other.name ? -1 : 1);

// Names of which mostly the same messages speak are one topic: 山苑 and 观山苑.
function joined(hot: readonly HotTopic[]): HotTopic[] {
  const topics: (HotTopic & { spoken: Set<string> })[] = [];
  for (const one of hot) {
    const same = topics.find((topic) => one.ids.filter((id) => topic.spoken.has(id)).length * 2 > one.ids.length);
    if (same === undefined) {
      topics.push({ ...one, spoken: new Set(one.ids) });
      continue;
    }
    // The longest name that nearly all of them use says most.
    const saysMore = one.people >= 0.8 * same.people && one.name.length > same.name.length;
    same.alsoCalled.push(saysMore ? same.name : one.name);
    if (saysMore) same.name = one.name;
  }
  return topics.map(({ spoken, ...topic }) => topic);
}
