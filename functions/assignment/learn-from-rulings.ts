// What returns and rulings teach: a matter that keeps going to the wrong unit first is wrong in the catalogue. Pure; the
// answer is a proposal for people, never a change (DOMAIN §3: an assignment catalogue, kept current).
import type { CaseEvent } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { guardGrassroots } from './grassroots-guard.ts';

/** One case in which somebody other than the two units decided that it was the second one's. */
export type Lesson = { caseId: string; category: string; from: string; to: string; by: 'return' | 'ruling' };

export type Proposal = {
  category: string;
  from: string;
  to: string;
  /** Cases that went this way, and all cases that `from` was given first under this category. */
  cases: readonly string[];
  of: number;
  /** Why it cannot be a change of one line; undefined when it can. */
  obstacle?: 'by-area' | 'not-the-catalogue' | 'guard' | 'unknown-category';
};

type History = { caseId: string; events: readonly CaseEvent[] };

/** The first lead of a case under its category, and where it was sent from there if somebody decided so. */
const firstMove = ({ caseId, events }: History): { category: string; from: string; lesson?: Lesson } | undefined => {
  let category: string | undefined;
  let first: { category: string; from: string } | undefined;
  let by: Lesson['by'] | undefined;
  for (const event of events) {
    // A case that was classified anew went elsewhere for that reason: the catalogue learns nothing from it.
    if (event.type === 'Classified') {
      if (first !== undefined && event.category !== category) return first;
      category = event.category;
    }
    if (event.type === 'ReturnGranted') by = 'return';
    if (event.type === 'Ruled' && event.ruling.decision === 'assign') by = 'ruling';
    if (event.type !== 'DepartmentsAssigned' || category === undefined) continue;
    if (first === undefined) first = { category, from: event.lead };
    else if (by === undefined || event.lead === first.from) return first;
    else return { ...first, lesson: { caseId, ...first, to: event.lead, by } };
  }
  return first;
};

/**
 * Changes of the catalogue that at least `atLeast` cases speak for, and at least the share `agreeing` of all cases that the
 * unit was given first. A unit that the duty lists do not let lead is never proposed.
 */
export const learnFromRulings = (
  cases: readonly History[],
  pack: CityPack,
  { atLeast, agreeing }: { atLeast: number; agreeing: number },
): Proposal[] => {
  const moves = cases.flatMap((one) => firstMove(one) ?? []);
  const given = Map.groupBy(moves, ({ category, from }) => `${category} ${from}`);
  return [...given.values()]
    .flatMap((all): Proposal[] =>
      [...Map.groupBy(all, ({ lesson }) => lesson?.to)].flatMap(([to, moved]) => {
        const [first] = moved;
        if (to === undefined || first === undefined) return [];
        if (moved.length < atLeast || moved.length / all.length < agreeing) return [];
        const proposal = {
          category: first.category,
          from: first.from,
          to,
          cases: moved.flatMap(({ lesson }) => lesson?.caseId ?? []),
          of: all.length,
        };
        const obstacle = obstacleTo(proposal, pack);
        return [obstacle === undefined ? proposal : { ...proposal, obstacle }];
      }),
    )
    .sort((one, other) => other.cases.length - one.cases.length || (one.category < other.category ? -1 : 1));
};

const obstacleTo = (
  { category, from, to }: Pick<Proposal, 'category' | 'from' | 'to'>,
  pack: CityPack,
): Proposal['obstacle'] => {
  const leaf = pack.catalogue.leaves.find(({ path }) => path === category);
  if (leaf === undefined) return 'unknown-category';
  if (leaf.lead.by === 'area') return 'by-area';
  if (leaf.lead.unit !== from) return 'not-the-catalogue';
  return guardGrassroots({ unit: to, categoryPath: category }, pack).allowed ? undefined : 'guard';
};
