// Work that belongs to a department must not be pushed down to the grassroots (国办函〔2025〕66号): a township leads only
// what stands on its own duty list. The guard speaks before every assignment, and its reason goes into the record.
import type { CityPack } from '#schemas/city/pack.ts';

export type GuardReason = 'not-on-a-duty-list' | 'taken-back' | 'assisting-only';

/** `line`: the duty line that speaks. `ownerInstead`: the unit that this line says leads. */
export type GuardAnswer =
  | { allowed: true; line?: string }
  | { allowed: false; reason: GuardReason; line?: string; ownerInstead?: string };

type GuardedPack = Pick<CityPack, 'departments' | 'catalogue' | 'dutyLists'>;

/**
 * Whether a unit may lead a matter. Only townships and streets are guarded: `basic` allows, `assisting` lets them help
 * only, `taken-back` and a matter on no list are not theirs at all. A unit that the pack does not know leads nothing.
 */
export function guardGrassroots(
  { unit, categoryPath }: { unit: string; categoryPath: string },
  pack: GuardedPack,
): GuardAnswer {
  const kind = pack.departments.units.find((known) => known.id === unit)?.kind;
  if (kind !== undefined && kind !== 'township') return { allowed: true };
  const dutyLine = pack.catalogue.leaves.find((leaf) => leaf.path === categoryPath)?.dutyLine;
  const line = pack.dutyLists.lines.find((known) => known.id === dutyLine);
  if (kind === undefined || line === undefined) return { allowed: false, reason: 'not-on-a-duty-list' };
  switch (line.list) {
    case 'basic':
      return { allowed: true, line: line.id };
    case 'assisting':
      return refuse('assisting-only', line);
    case 'taken-back':
      return refuse('taken-back', line);
    default:
      return line.list satisfies never;
  }
}

/** Whether a unit may be asked to assist: a township only on lines of its `basic` and `assisting` lists. */
export function mayAssist(question: { unit: string; categoryPath: string }, pack: GuardedPack): boolean {
  const answer = guardGrassroots(question, pack);
  return answer.allowed || answer.reason === 'assisting-only';
}

const refuse = (reason: GuardReason, { id, leads }: { id: string; leads?: string | undefined }): GuardAnswer => ({
  allowed: false,
  reason,
  line: id,
  ...(leads === undefined ? {} : { ownerInstead: leads }),
});
