// How the classifier keeps up with the city: by week and first level, how often it was unsure, and how often a person
// decided otherwise. Counted from events.
import type { CaseEvent } from '#schemas/case-events.ts';
import { weekOf } from './iso-week.ts';

export type Drift = {
  week: string;
  /** First level of the category in the end; `-` while there is none. */
  class: string;
  requests: number;
  unsure: number;
  corrected: number;
};

type Dated = { at: string; event: CaseEvent };

const firstLevel = (path: string): string => path.split('/')[0] ?? path;

/** Undefined for what the classifier was never asked: emergencies, repeats, what a trusted source said. */
const judge = (
  events: readonly Dated[],
): { at: string; class: string; unsure: boolean; corrected: boolean } | undefined => {
  const asked = events.find(
    ({ event }) =>
      (event.type === 'LeftUnsure' && event.why === 'low-confidence') ||
      (event.type === 'Classified' && (event.by === 'machine' || event.machineSaid !== undefined)),
  );
  if (asked === undefined) return undefined;
  const classified = events.flatMap(({ event }) => (event.type === 'Classified' ? [event] : []));
  const [first] = classified;
  const said = first?.by === 'machine' ? first.category : first?.machineSaid;
  const last = classified.at(-1)?.category;
  return {
    at: asked.at,
    class: last === undefined ? '-' : firstLevel(last),
    unsure: asked.event.type === 'LeftUnsure',
    corrected: said !== undefined && last !== undefined && said !== last,
  };
};

/** Lines in the order of week and class. */
export const driftOf = (cases: readonly (readonly Dated[])[]): Drift[] => {
  const lines = new Map<string, Drift>();
  for (const events of cases) {
    const judged = judge(events);
    if (judged === undefined) continue;
    const week = weekOf(judged.at);
    const key = `${week} ${judged.class}`;
    const line = lines.get(key) ?? { week, class: judged.class, requests: 0, unsure: 0, corrected: 0 };
    lines.set(key, line);
    line.requests += 1;
    if (judged.unsure) line.unsure += 1;
    if (judged.corrected) line.corrected += 1;
  }
  return [...lines].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, line]) => line);
};
