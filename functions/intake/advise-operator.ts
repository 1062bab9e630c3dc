// Advice at once (DESIGN §4): what the operator who is still on the call should know. Advice decides nothing; triage
// looks again with everything it has.

import { caseNumberOf } from '#functions/case/case-id.ts';
import { findServiceAnswer } from '#functions/triage/answer-from-service-list.ts';
import { checkScope } from '#functions/triage/check-scope.ts';
import { screenEmergency } from '#functions/triage/screen-emergency.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { findMatters } from '#kernel/find-store.ts';
import type { CaseEventOf } from '#schemas/case-events.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { PersonalRequest } from '#schemas/people.ts';
import type { Advice } from '#schemas/webhooks.ts';
import type { Door } from './door.ts';

export const adviseOperator = async (
  door: Door,
  caseId: string,
  request: PersonalRequest,
  facts: Pick<CaseEventOf<'Received'>, 'finds' | 'handledAt'>,
): Promise<Advice> => {
  const { pack } = door.desk.policy;
  const locale = pack.city.defaultLocale;
  if (facts.handledAt !== undefined && door.source.trusted) return { kind: 'none' };
  const emergency = screenEmergency(request, pack.triage.emergency);
  if (emergency !== undefined) return { kind: 'emergency-line', line: emergency.line };
  const scope = checkScope(`${request.title ?? ''}\n${request.text}`, pack.triage.outOfScope);
  const rule = pack.triage.outOfScope.find((one) => one.id === scope?.ruleId);
  if (rule !== undefined) return { kind: 'out-of-scope', channel: rule.channel, text: rule.advice[locale] };
  const answer = findServiceAnswer(request, pack.serviceList.items, pack.triage.thresholds.directAnswer);
  const item = pack.serviceList.items.find((one) => one.id === answer?.itemId);
  if (item !== undefined) return { kind: 'answer', itemId: item.id, text: item.answer[locale] };
  return sameTextOf(door, caseId, facts.finds);
};

/** The same text was sent before, within the window in which duplicates are merged: two bands of its fingerprint meet. */
const sameTextOf = async (door: Door, caseId: string, finds: CaseEventOf<'Received'>['finds']): Promise<Advice> => {
  const bands = finds.filter((find) => find.facet.startsWith('near')).slice(0, 2);
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const found = await Promise.all(
    bands.map(async (band) => {
      const since = new Date(Date.parse(door.occurredAt) - band.days * 86_400_000).toISOString();
      const matters = await findMatters(dynamo(), MATTERS_TABLE, { ...band, since, limit: 5 });
      return matters.map(({ ref }) => ref.id);
    }),
  );
  const [first = [], second = []] = found;
  const other = first.find((id) => id !== caseId && second.includes(id));
  if (other === undefined) return { kind: 'none' };
  return { kind: 'likely-duplicate', of: caseNumberOf(door.desk.policy.pack.city.caseNumberPrefix, other) };
};
