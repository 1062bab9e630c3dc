// `sms.received`: a citizen answers the satisfaction question by text message, 1, 2 or 3 (DESIGN §4). Answers exactly
// one open question or none: with several open, it is not guessed which was meant.

import type { CaseState } from '#functions/case/case.ts';
import { answerCallback } from '#functions/case/decide-callback.ts';
import { supplement } from '#functions/case/decide-intake.ts';
import { isOver } from '#functions/case/deciding.ts';
import { statusOf } from '#functions/case/status.ts';
import { textIdOf } from '#functions/people/text-id.ts';
import { screenEmergency } from '#functions/triage/screen-emergency.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { findMatters } from '#kernel/find-store.ts';
import type { CallbackAnswer } from '#schemas/case-events.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { SmsAccepted, WebhookOf } from '#schemas/webhooks.ts';
import { barePhone } from './accept-created.ts';
import { type Door, refused } from './door.ts';

/** 1 solved and satisfied, 2 solved but not satisfied, 3 not solved. */
const answers: Record<string, CallbackAnswer> = {
  '1': { solved: true, satisfied: true },
  '2': { solved: true, satisfied: false },
  '3': { solved: false, satisfied: false },
};
const mostCases = 20;

type Open = { caseId: string; state: CaseState };

export const acceptSms = async (door: Door, sms: WebhookOf<'sms.received'>['data']): Promise<SmsAccepted> => {
  const open = await openCasesOf(door, sms.from);
  const code = sms.text
    .normalize('NFKC')
    .trim()
    .replace(/[。.]$/, '');
  const answer = answers[code];
  if (answer !== undefined) {
    const asked = open.filter(({ state }) => state.stage.name === 'awaiting-citizen');
    const only = asked[0];
    if (only === undefined || asked.length > 1)
      return { outcome: asked.length > 1 ? 'not-understood' : 'no-open-question' };
    return carry(door, only, answerCallback(answer, 'sms', undefined), 'answered');
  }
  const only = open[0];
  if (only === undefined || open.length > 1)
    return { outcome: open.length > 1 ? 'not-understood' : 'no-open-question' };
  const textId = textIdOf(door.cause);
  await door.people.keepWords(
    only.caseId,
    textId,
    { text: sms.text, by: 'citizen', at: door.occurredAt },
    door.occurredAt,
  );
  const found = screenEmergency({ text: sms.text }, door.desk.policy.pack.triage.emergency);
  const emergency = found === undefined ? undefined : { line: found.line, unit: found.unit };
  const added = supplement({ textId, contentHash: door.desk.findHash('content', sms.text), emergency });
  return carry(door, only, added, 'supplemented');
};

const openCasesOf = async (door: Door, from: string): Promise<Open[]> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const hash = door.desk.findHash('phone', barePhone(from));
  const found = await findMatters(dynamo(), MATTERS_TABLE, { facet: 'phone', hash, since: '0', limit: mostCases });
  const loaded = await Promise.all(
    found.map(async ({ ref }) => ({ caseId: ref.id, state: (await door.desk.load(ref.id)).state })),
  );
  return loaded.flatMap(({ caseId, state }) => (state === undefined || isOver(state) ? [] : [{ caseId, state }]));
};

const carry = async (
  door: Door,
  { caseId }: Open,
  decide: Parameters<Door['desk']['carry']>[0]['decide'],
  outcome: 'answered' | 'supplemented',
): Promise<SmsAccepted> => {
  const carried = await door.desk.carry({
    caseId,
    cause: door.cause,
    actor: { role: 'citizen' },
    occurredAt: door.occurredAt,
    caller: 'outside',
    decide,
  });
  if (carried.outcome === 'rejected') throw refused(carried.rejection);
  const { state } = carried;
  return state === undefined
    ? { outcome, caseId }
    : { outcome, caseId, caseNumber: state.intake.number, status: statusOf(state) };
};
