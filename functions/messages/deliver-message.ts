// The messages queue (FIFO by matter): each request becomes one mail, one text message or one webhook, once, when its
// hour has come (DESIGN §2). What was sent is on record beside the matter; the person's data is read only here.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { wallClock } from '#kernel/clock.ts';
import { faultFields, log } from '#kernel/log.ts';
import { type DeliveryRequest, DeliveryRequestSchema, ListRequestSchema } from '#schemas/matter.ts';
import { mailTo } from './by-mail.ts';
import { smsTo, smsToCitizen } from './by-sms.ts';
import type { Sent } from './mail.ts';
import type { Kept } from './message-record.ts';
import { mailMorningList } from './morning-list.ts';
import { openPost, type Post, recipientOf } from './post.ts';
import { reachOf } from './reach.ts';
import { tellSource } from './tell-source.ts';
import { reportUndelivered, waitsForItsHour } from './wait-for-hour.ts';

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const post = openPost();
  const failed: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of event.Records) {
    // In a FIFO queue what comes after a failure must wait for it.
    if (failed.length > 0) {
      failed.push({ itemIdentifier: messageId });
      continue;
    }
    try {
      const queued: object = JSON.parse(body);
      await ('list' in queued
        ? mailMorningList(post, ListRequestSchema.parse(queued).list)
        : deliver(post, DeliveryRequestSchema.parse(queued)));
    } catch (fault) {
      log.error('delivery failed', faultFields(fault));
      failed.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures: failed };
};

const deliver = async (post: Post, request: DeliveryRequest): Promise<void> => {
  const { to } = request.message;
  const kept = await post.record.of(request.matter);
  const once = sender(post, request, kept);
  if (to.kind === 'source') {
    await once('webhook', () => tellSource(post, request, to.source));
    return;
  }
  const channel = to.kind === 'citizen' ? 'sms' : 'mail';
  if (await waitsForItsHour(post, request, kept, channel)) return;
  if (to.kind === 'citizen') {
    await once('sms', () => smsToCitizen(post, request));
    return;
  }
  const { mailbox, phone } = await reachOf(post, to);
  const mailed = await once('mail', () => mailTo(post, request, mailbox));
  const bySms = request.message.urgent === true || mailed === 'refused';
  const texted =
    bySms && phone !== undefined
      ? await once('sms', () => smsTo(post, request, { phone, locale: mailbox.locale }))
      : undefined;
  if (mailed === 'refused' && texted !== 'sent') await reportUndelivered(post, request);
};

/** Sends unless the record says that it was sent, and answers how that ended: a repeat of the queue finds its own trace. */
const sender =
  (post: Post, request: DeliveryRequest, kept: ReadonlyMap<string, Kept>) =>
  async (channel: string, send: () => Promise<Sent | undefined>): Promise<string | undefined> => {
    const key = `${request.key}.${channel}`;
    const before = kept.get(key);
    if (before !== undefined && before.outcome !== 'held') return before.outcome;
    const sent = await send();
    if (sent === undefined) return undefined;
    const { template, to } = request.message;
    await post.record.write(request.matter, key, { channel, template, to: recipientOf(to), at: wallClock(), ...sent });
    log.info('message delivered', { matter: request.matter.id, template, channel, outcome: sent.outcome });
    return sent.outcome;
  };
