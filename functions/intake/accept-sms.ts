// `sms.received`: a citizen answers the satisfaction question, an officer signs for a task, by the code that the message
// asked for (DESIGN §4). A code means exactly one open task or none: an unknown one gets the list of those that are open.

import { sign } from '#functions/case/decide-assignment.ts';
import { answerCallback } from '#functions/case/decide-callback.ts';
import { acknowledgeEmergency, supplement } from '#functions/case/decide-intake.ts';
import type { Decide } from '#functions/case/deciding.ts';
import { statusOf } from '#functions/case/status.ts';
import { codesAt, meaningOf } from '#functions/messages/reply-codes.ts';
import { textIdOf } from '#functions/people/text-id.ts';
import { screenEmergency } from '#functions/triage/screen-emergency.ts';
import type { CallbackAnswer } from '#schemas/case-events.ts';
import type { Actor } from '#schemas/matter.ts';
import type { SmsAccepted, WebhookOf } from '#schemas/webhooks.ts';
import { type Door, refused } from './door.ts';
import { type Answerable, type OpenCase, openCasesOf, openCodes } from './open-codes.ts';

type Sms = WebhookOf<'sms.received'>['data'];

/** Solved and satisfied, solved but not satisfied, not solved. */
const answers: Record<1 | 2 | 3, CallbackAnswer> = {
  1: { solved: true, satisfied: true },
  2: { solved: true, satisfied: false },
  3: { solved: false, satisfied: false },
};

export const acceptSms = async (door: Door, sms: Sms): Promise<SmsAccepted> => {
  const said = sms.text
    .normalize('NFKC')
    .trim()
    .replace(/[。.]$/, '');
  return /^\d{1,3}$/.test(said) ? acceptCode(door, sms.from, Number(said)) : acceptWords(door, sms);
};

const acceptCode = async (door: Door, from: string, code: number): Promise<SmsAccepted> => {
  const open = await openCodes(door, from);
  const meaning = meaningOf(code);
  const meant = open.filter(({ role, place }) => role === meaning?.role && place === meaning.place);
  const [only] = meant;
  if (only === undefined || meaning === undefined || meant.length > 1) return listed(door, open);
  if (only.role === 'citizen')
    return carry(door, only, answerCallback(answers[meaning.choice], 'sms', undefined), {
      outcome: 'answered',
      actor: { role: 'citizen' },
    });
  const { kind, owner, role } = only.task;
  const decide = kind === 'emergency' ? acknowledgeEmergency(owner) : sign(owner);
  return carry(door, only, decide, { outcome: 'signed', actor: { role, id: owner } });
};

/** The platform sends the list back: what is open, and the code for each. */
const listed = ({ desk: { policy } }: Door, open: readonly Answerable[]): SmsAccepted => {
  if (open.length === 0) return { outcome: 'no-open-question' };
  const { pack } = policy;
  const { codeList, actions } = pack.messages[pack.city.defaultLocale];
  const lines = open.map(({ role, place, task, state }) => {
    const label = task.kind === 'emergency' ? actions.acknowledge : actions.sign;
    const values: Record<string, string> = { ...codesAt(role, place), number: state.intake.number, action: label };
    return (role === 'citizen' ? codeList.question : codeList.task).replaceAll(
      /\{([a-z]+)\}/g,
      (whole, name: string) => values[name] ?? whole,
    );
  });
  return { outcome: 'not-understood', reply: `【${pack.city.smsSignature}】${[codeList.intro, ...lines].join('\n')}` };
};

/** What is no code adds to the only case that is open. */
const acceptWords = async (door: Door, sms: Sms): Promise<SmsAccepted> => {
  const open = await openCasesOf(door, sms.from);
  const [only] = open;
  if (only === undefined || open.length > 1)
    return open.length > 1 ? listed(door, await openCodes(door, sms.from)) : { outcome: 'no-open-question' };
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
  return carry(door, only, added, { outcome: 'supplemented', actor: { role: 'citizen' } });
};

const carry = async (
  door: Door,
  { caseId }: OpenCase,
  decide: Decide,
  { outcome, actor }: { outcome: 'answered' | 'signed' | 'supplemented'; actor: Actor },
): Promise<SmsAccepted> => {
  const carried = await door.desk.carry({
    caseId,
    cause: door.cause,
    actor,
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
