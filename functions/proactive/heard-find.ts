// Where requests of one day are found together: what is counted of each, filed under the day on which it was received.
// No index has cases by time, and reading every case's record for a count would cost more than one small item a case.
import type { CaseState } from '#functions/case/case.ts';
import type { CaseEvent } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Find } from '#schemas/matter.ts';
import { localDay } from './days.ts';

export const heardFacet = 'heard';

/** How long a day is asked for: the reference, the window, and two days for time zones and late ticks. */
export const heardDays = ({ windowDays, referenceWeeks }: CityPack['proactive']): number =>
  7 * referenceWeeks + windowDays + 2;

/**
 * Once it is known what a request is about, or whose matter it is. What was told in confidence is counted nowhere: a
 * place and a matter may be enough to know who spoke.
 */
export const heardFind = (event: CaseEvent, after: CaseState, { city, proactive }: CityPack): Find[] => {
  if ((event.type !== 'Classified' && event.type !== 'Merged') || after.intake.confidential) return [];
  const { number, finds, receivedAt } = after.intake;
  const caller = finds.find(({ facet }) => facet === 'phone')?.hash;
  const about: NonNullable<Find['note']> =
    event.type === 'Merged'
      ? { parent: event.parentId }
      : { category: event.category, ...(after.area === undefined ? {} : { area: after.area }) };
  return [
    {
      facet: heardFacet,
      hash: localDay(receivedAt, city.timeZone),
      days: heardDays(proactive),
      note: { number, ...about, ...(caller === undefined ? {} : { caller }) },
    },
  ];
};
