// The messages queue (FIFO by matter): each request becomes one mail, one text message or one webhook, once, when its
// hour has come (DESIGN §2). What was sent is on record beside the matter; the person's data is read only here.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
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
import { waitsForItsHour } from './wait-for-hour.ts';

const QueuedSchema = z.union([DeliveryRequestSchema, ListRequestSchema]);

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
      const queued = QueuedSchema.parse(JSON.parse(body));
      await ('list' in queued ? mailMorningList(post, queued.list) : deliver(post, queued));
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
  if (to.kind === 'source') return once('webhook', () => tellSource(post, request, to.source));
  const channel = to.kind === 'citizen' ? 'sms' : 'mail';
  if (await waitsForItsHour(post, request, kept, channel)) return;
  if (to.kind === 'citizen') return once('sms', () => smsToCitizen(post, request));
  const { mailbox, phone } = await reachOf(post, to);
  await once('mail', () => mailTo(post, request, mailbox));
  if (request.message.urgent === true && phone !== undefined)
    await once('sms', () => smsTo(post, request, { phone, locale: mailbox.locale }));
};

/** Sends unless the record says that it was sent: a repeat of the queue finds its own trace. */
const sender =
  (post: Post, request: DeliveryRequest, kept: ReadonlyMap<string, Kept>) =>
  async (channel: string, send: () => Promise<Sent | undefined>): Promise<void> => {
    const key = `${request.key}.${channel}`;
    const before = kept.get(key);
    if (before !== undefined && before.outcome !== 'held') return;
    const sent = await send();
    if (sent === undefined) return;
    const { template, to } = request.message;
    await post.record.write(request.matter, key, { channel, template, to: recipientOf(to), at: wallClock(), ...sent });
    log.info('message delivered', { matter: request.matter.id, template, channel, outcome: sent.outcome });
  };
