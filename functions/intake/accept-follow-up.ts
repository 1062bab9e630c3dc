// What comes after a request: supplement, withdrawal, recorded callback, emergency sent back. Words go to `people`
// first, under an id made from the cause, so that a repeat finds its own (DESIGN §2).

import { caseIdOf } from '#functions/case/case-id.ts';
import { answerCallback } from '#functions/case/decide-callback.ts';
import { returnEmergency, supplement, withdraw } from '#functions/case/decide-intake.ts';
import type { Decide } from '#functions/case/deciding.ts';
import { textIdOf } from '#functions/people/text-id.ts';
import { screenEmergency } from '#functions/triage/screen-emergency.ts';
import type { Accepted, Webhook } from '#schemas/webhooks.ts';
import { acceptedAs, type Door, refused } from './door.ts';

type FollowUp = Exclude<Webhook, { type: 'request.created' | 'sms.received' }>;

export const acceptFollowUp = async (door: Door, webhook: FollowUp): Promise<Accepted> => {
  const caseId = caseIdOf(door.source.id, webhook.data.externalId);
  const text = wordsOf(webhook);
  const textId = text === undefined ? undefined : textIdOf(door.cause);
  if (text !== undefined && textId !== undefined) {
    await door.people.keepWords(caseId, textId, { text, by: door.source.id, at: door.occurredAt }, door.occurredAt);
  }
  const carried = await door.desk.carry({
    caseId,
    cause: door.cause,
    actor: { role: 'source', id: door.source.id },
    occurredAt: actedAt(webhook, door.occurredAt),
    caller: 'outside',
    decide: decideOn(door, webhook, textId),
  });
  if (carried.outcome === 'rejected') throw refused(carried.rejection);
  if (carried.state === undefined) throw new TypeError('a carried command leaves a state');
  return acceptedAs(door, caseId, carried.state, { kind: 'none' }, carried.outcome !== 'saved');
};

const wordsOf = (webhook: FollowUp): string | undefined => {
  switch (webhook.type) {
    case 'request.supplemented':
      return webhook.data.text;
    case 'request.withdrawn':
    case 'emergency.returned':
      return webhook.data.reason;
    case 'callback.recorded':
      return webhook.data.comment;
    default:
      return webhook satisfies never;
  }
};

/** A callback was answered when the citizen spoke, not when the platform got round to telling; never in the future. */
const actedAt = (webhook: FollowUp, arrivedAt: string): string => {
  const at = webhook.type === 'callback.recorded' ? webhook.data.at : undefined;
  return at !== undefined && at < arrivedAt ? at : arrivedAt;
};

const decideOn = (door: Door, webhook: FollowUp, textId: string | undefined): Decide => {
  switch (webhook.type) {
    case 'request.supplemented': {
      const found = screenEmergency({ text: webhook.data.text }, door.desk.policy.pack.triage.emergency);
      const emergency = found === undefined ? undefined : { line: found.line, unit: found.unit };
      return supplement({
        textId: textId ?? '',
        contentHash: door.desk.findHash('content', webhook.data.text),
        emergency,
      });
    }
    case 'request.withdrawn':
      return withdraw(textId);
    case 'callback.recorded': {
      const { contacted, solved, satisfied } = webhook.data;
      return answerCallback({ contacted, solved, satisfied }, 'hotline', textId);
    }
    case 'emergency.returned':
      return returnEmergency(textId ?? '');
    default:
      return webhook satisfies never;
  }
};
