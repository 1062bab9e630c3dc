// The sample city as journeys need it: categories and units by what they are, not by name, so that the pack can change.
import { join } from 'node:path';
import { caseIdOf, caseNumberOf } from '#functions/case/case-id.ts';
import { reviewReply } from '#functions/task/review-reply.ts';
import type { LeafCategory } from '#schemas/city/pack.ts';
import { loadPack } from '../../../cities/load-pack.ts';

const cityName = process.env['JOURNEY_CITY'] ?? 'linjiang';
export const pack = loadPack(join(import.meta.dirname, '../../../cities', cityName));

const leaf = (what: string, wanted: (one: LeafCategory) => boolean): LeafCategory => {
  const found = pack.catalogue.leaves.find(wanted);
  if (found === undefined) throw new Error(`the sample city has no category ${what}`);
  return found;
};

const isTownship = (id: string): boolean =>
  pack.departments.units.some((unit) => unit.id === id && unit.kind === 'township');

/** One department leads, nobody assists, five working days. */
export const plain = leaf(
  'that one agency leads alone',
  (one) =>
    one.lead.by === 'unit' && one.assisting.length === 0 && one.urgency === 'ordinary' && one.dutyLine === undefined,
);
export const plainLead = plain.lead.by === 'unit' ? plain.lead.unit : '';

/** At least two departments assist. */
export const assisted = leaf(
  'with two assisting departments',
  (one) => one.lead.by === 'unit' && one.assisting.length >= 2,
);

/** Agencies that are not `plainLead`, to be proposed. */
export const otherAgencies = pack.departments.units
  .filter((unit) => unit.kind === 'agency' && unit.id !== plainLead)
  .map((unit) => unit.id);

export const townships = pack.departments.units.filter((unit) => unit.kind === 'township');

/** A matter that no township may lead. */
export const notForTownships = leaf('that is on no basic list of a township', (one) => {
  const line = pack.dutyLists.lines.find(({ id }) => id === one.dutyLine);
  return one.lead.by === 'unit' && !isTownship(one.lead.unit) && one.assisting.length === 0 && line?.list !== 'basic';
});

export const ground = pack.handling.returns.grounds[0]?.id ?? '';

/** A reply that the automatic check lets pass. */
export const soundReply = {
  action: 'reply',
  text: '接到诉求后已派工作人员到现场核实，当日完成处置，经复查问题已解决，并已电话向市民说明处理结果，后续将加强日常巡查，防止问题反复。',
  legalBasis: '《信访工作条例》第三条',
} as const;

/** An external id whose reply is not drawn for review by sampling: a case that wants a review asks for one. */
export const unsampledId = (prefix: string, next: () => number): string => {
  for (;;) {
    const id = `${prefix}-${next()}`;
    const number = caseNumberOf(pack.city.caseNumberPrefix, caseIdOf('hotline', id));
    if (reviewReply(soundReply, number, pack.handling.replyReview).length === 0) return id;
  }
};
