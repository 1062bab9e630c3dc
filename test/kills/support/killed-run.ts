// Plays the script while processes are killed as planned, and says what came of it.
import { setTimeout as pause } from 'node:timers/promises';
import { type FinalState, finalStateOf } from './final-state.ts';
import type { End, KillPlan } from './kill-plan.ts';
import { bringUp, type MortalStack } from './mortal-stack.ts';
import { type Acknowledged, play } from './play.ts';

export type Played = {
  state: FinalState;
  acknowledged: Acknowledged[];
  /** Where each process ended that was killed. */
  kills: readonly string[];
  complaints: readonly string[];
};

type Place = { cdkOut: string; data: string; seed: string; concurrency: number; cache: string };

/** Plays the script undisturbed. */
export const playThrough = async (place: Place): Promise<Played> => {
  const stack = await bringUp(place);
  const acknowledged = await play(stack, (_, scene) => scene());
  const state = await finalStateOf(stack);
  await stack.stop();
  return { state, acknowledged, kills: stack.kills, complaints: stack.complaints };
};

/** Plays the script with the kills of the plan; the last comes when everything rests, and what is read comes from disk. */
export const playWithKills = async (place: Place, plan: KillPlan): Promise<Played> => {
  const stack = await bringUp({ ...place, failpoints: plan.firstStart });
  const due = [...plan.ends];
  let awaited: number | undefined;
  const acknowledged = await play(stack, async (index, scene) => {
    // A place that was not passed yet is waited for; the next end waits for its turn.
    if (awaited !== undefined && stack.kills.length < awaited) return scene();
    awaited = undefined;
    const next = due[0];
    if (next === undefined || next.scene > index) return scene();
    due.shift();
    awaited = stack.kills.length + (next.end.at === 'start' ? 2 : 1);
    await withEnd(stack, next.end, scene);
  });
  await stack.local('failpoints', undefined, 'DELETE');
  // The last end comes when everything rests, and so do those that found no place.
  do await killAtRest(stack);
  while (stack.kills.length < plan.kills);
  const state = await finalStateOf(stack);
  await stack.stop();
  return { state, acknowledged, kills: stack.kills, complaints: stack.complaints };
};

/** Longer than most scenes take: some ends come between two of them. */
const sceneMs = 500;

const withEnd = async (stack: MortalStack, end: End, scene: () => Promise<void>): Promise<void> => {
  if (end.at === 'place') {
    await stack.local('failpoints', { place: end.place, nth: end.nth });
    return scene();
  }
  if (end.at === 'start') stack.failNextStarts([end.place]);
  await Promise.all([scene(), pause(end.share * sceneMs).then(stack.kill)]);
};

const killAtRest = async (stack: MortalStack): Promise<void> => {
  await stack.local('idle');
  stack.kill();
  await stack.local('idle');
};
