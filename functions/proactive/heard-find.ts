// Where requests of one day are found together: what is counted of each, filed under the day on which it was received.
// No index has cases by time, and reading every case's record for a count would cost more than one small item a case.
import type { CaseState } from '#functions/case/case-state.ts';
import type { CasePolicy } from '#functions/case/clocks.ts';
import type { CaseEvent } from '#schemas/case-events.ts';
import type { Find } from '#schemas/matter.ts';
import { localDay } from './days.ts';

/**
 * Once it is known what a request is about, or whose matter it is; kept for the reference, the window and two days for
 * what is late. What was told in confidence is counted nowhere: a place and a matter may be enough to know who spoke.
 */
export const heardFind = (event: CaseEvent, { intake, area }: CaseState, { pack, calendar }: CasePolicy): Find[] => {
  if (intake.confidential) return [];
  const about: false | Record<string, string> =
    event.type === 'Merged'
      ? { parent: event.parentId }
      : event.type === 'Classified' && { category: event.category, ...(area && { area }) };
  if (!about) return [];
  const caller = intake.finds.find(({ facet }) => facet === 'phone')?.hash;
  const { windowDays, referenceWeeks } = pack.proactive;
  return [
    {
      facet: 'heard',
      hash: localDay(intake.receivedAt, calendar),
      days: 7 * referenceWeeks + windowDays + 2,
      note: { number: intake.number, ...about, ...(caller && { caller }) },
    },
  ];
};
