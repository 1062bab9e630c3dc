// Which process ends where: the same seed gives the same plan. Two in three ends are at named places, one at any moment.
import { createHash } from 'node:crypto';
import { FailpointPlace } from '#local/failpoints.ts';
import { sceneCount } from './play.ts';

export type End =
  | { at: 'place'; place: FailpointPlace; nth: number }
  /** Killed after this share of a scene. */
  | { at: 'moment'; share: number }
  /** Killed at a moment, and the next process again while it starts. */
  | { at: 'start'; place: FailpointPlace; share: number };
export type KillPlan = { kills: number; firstStart: FailpointPlace[]; ends: { scene: number; end: End }[] };

const atStart: readonly FailpointPlace[] = ['storage-opened', 'tables-prepared', 'sources-started', 'recovery-begun'];
/** Only a folder that is new has one. */
const atFirstStart: FailpointPlace = 'data-file-being-made';

/** How often a place is passed in one scene at most, roughly; other places are passed once or twice. */
const passes: Partial<Record<FailpointPlace, number>> = {
  'before-commit': 60,
  'after-commit': 60,
  'during-checkpoint': 40,
  'call-taken-effect': 80,
  'before-answer': 4,
  'turn-stored': 15,
  'task-answered': 6,
  'token-stored': 4,
  'token-settled': 3,
  'timers-firing': 3,
  'before-announcement-struck-out': 3,
  'stream-read': 10,
  'stream-batch-done': 10,
  'queue-received': 8,
  'queue-batch-done': 8,
  'clock-moved': 3,
};

/** Numbers from 0 up to 1, the same for the same seed. */
const numbersOf = (seed: string): (() => number) => {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`${seed}:${count}`).digest().readUInt32BE(0) / 2 ** 32;
  };
};

const shuffled = <Item>(items: readonly Item[], next: () => number): Item[] =>
  items
    .map((item) => ({ item, at: next() }))
    .sort((one, other) => one.at - other.at)
    .map(({ item }) => item);

/**
 * Plans for runs of `each` kills. Over all runs every place has its turn as often as any other.
 * @param seed rotates with what is tested: the hash of its commit
 */
export const killPlans = (seed: string, runs: number, each: number): KillPlan[] => {
  const next = numbersOf(seed);
  const turns = (function* () {
    for (;;) yield* shuffled(FailpointPlace.options, next);
  })();
  return Array.from({ length: runs }, () => {
    const plan: KillPlan = { kills: each, firstStart: [], ends: [] };
    const ends: End[] = [];
    // The last kill of a run comes at its end, when everything rests.
    for (let kills = 1; kills < each; ) {
      if (kills % 3 === 0) {
        ends.push({ at: 'moment', share: next() });
        kills += 1;
        continue;
      }
      const place: FailpointPlace = turns.next().value ?? atFirstStart;
      if (place === atFirstStart) plan.firstStart = [place];
      else if (atStart.includes(place)) ends.push({ at: 'start', place, share: next() });
      else ends.push({ at: 'place', place, nth: 1 + Math.floor(next() * (passes[place] ?? 1)) });
      kills += atStart.includes(place) ? 2 : 1;
    }
    const scenes = shuffled([...Array(sceneCount).keys()], next).slice(0, ends.length);
    scenes.sort((one, other) => one - other);
    plan.ends = ends.flatMap((end, index) => ({ scene: scenes[index] ?? sceneCount - 1, end }));
    return plan;
  });
};
