// Closed cases as training rows: what the citizen said, and what it turned out to be about. Corrections by the duty desk,
// granted returns and rulings are in it by themselves: the last category on record is the one that people let stand.
import type { LabelledRow } from '#functions/classifier/training/train-model.ts';
import { CaseEventSchema } from '#schemas/case-events.ts';
import { CommitSchema } from '#schemas/matter.ts';
import { type Item, isCommit, itemsByCase, storedCommit } from '../read-tables.ts';
import { toldByCase } from './told-by-case.ts';

/** Outcomes after which nobody knows what the request was about. */
const untold = new Set(['withdrawn', 'out-of-scope', 'handed-over', 'excluded']);

/**
 * @param depth levels of the category that make the label
 * @returns one row a closed case whose words are still kept; repeats of one matter share a group
 */
export const rowsOfClosedCases = (matters: readonly Item[], people: readonly Item[], depth: number): LabelledRow[] => {
  const requests = toldByCase(people);
  return [...itemsByCase(matters)].flatMap(([caseId, own]): LabelledRow[] => {
    const told = requests.get(caseId);
    const learned = learnedFrom(own);
    if (told === undefined || learned === undefined) return [];
    const label = learned.category.split('/').slice(0, depth).join('/');
    return [{ title: told.title ?? '', text: told.text, label, group: learned.parent ?? caseId }];
  });
};

const learnedFrom = (own: readonly Item[]): { category: string; parent: string | undefined } | undefined => {
  let category: string | undefined;
  let parent: string | undefined;
  let isClosed = false;
  for (const item of own.filter(isCommit)) {
    for (const event of CommitSchema.parse(storedCommit(item)).events.map((one) => CaseEventSchema.parse(one))) {
      if (event.type === 'Classified') category = event.category;
      if (event.type === 'Merged') parent = event.parentId;
      if (event.type === 'Closed') isClosed = !untold.has(event.outcome);
      if (event.type === 'Reopened') isClosed = false;
    }
  }
  return isClosed && category !== undefined ? { category, parent } : undefined;
};
