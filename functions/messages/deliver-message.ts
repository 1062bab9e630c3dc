// The messages queue (FIFO by matter): each request becomes one mail, one text message or one webhook, once (DESIGN §2).
// What was sent is on record beside the matter; the person's data is read only here.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { cityPack } from '#functions/case/city-policy.ts';
import { maskRequest } from '#functions/people/mask-request.ts';
import { type PeopleStore, peopleStore } from '#functions/people/people-store.ts';
import { keepLink, linkToken } from '#functions/task/link.ts';
import { wallClock } from '#kernel/clock.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { productKeys } from '#kernel/keyed-hash.ts';
import { faultFields, log } from '#kernel/log.ts';
import { currentSecret } from '#kernel/secrets.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { type DeliveryRequest, DeliveryRequestSchema, type Recipient } from '#schemas/matter.ts';
import { composeMail, composeSms, type Links } from './compose.ts';
import { deadlineCalendar } from './deadline-calendar.ts';
import type { Sent } from './mail.ts';
import { sendMail } from './mail-by-ses.ts';
import { type MessageRecord, messageRecord } from './message-record.ts';
import { sendSms } from './send.ts';
import { tellSource } from './tell-source.ts';

const environment = () =>
  readEnvironment([
    'MATTERS_TABLE',
    'PEOPLE_TABLE',
    'PUBLIC_BASE_URL',
    'KEYS_SECRET',
    'SMS_GATEWAY_URL',
    'SMS_GATEWAY_SECRET',
    'MAIL_FROM',
    'OUTBOUND_PRIVATE_HOSTS',
  ]);

type Post = { pack: CityPack; people: PeopleStore; record: MessageRecord; env: ReturnType<typeof environment> };

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const env = environment();
  const post: Post = {
    env,
    pack: cityPack(),
    people: peopleStore(dynamo(), env.PEOPLE_TABLE),
    record: messageRecord(dynamo(), env.MATTERS_TABLE),
  };
  const failed: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of event.Records) {
    // In a FIFO queue what comes after a failure must wait for it.
    if (failed.length > 0) {
      failed.push({ itemIdentifier: messageId });
      continue;
    }
    try {
      await deliver(post, DeliveryRequestSchema.parse(JSON.parse(body)));
    } catch (fault) {
      log.error('delivery failed', faultFields(fault));
      failed.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures: failed };
};

const deliver = async (post: Post, request: DeliveryRequest): Promise<void> => {
  const { to } = request.message;
  if (to.kind === 'source') return once(post, request, 'webhook', () => tellSource(post, request, to.source));
  if (to.kind === 'citizen') return once(post, request, 'sms', () => toCitizen(post, request));
  const { mailbox, phone } = await addressesOf(post, to);
  await once(post, request, 'mail', () => toMailbox(post, request, mailbox));
  if (request.message.urgent === true && phone !== undefined)
    await once(post, request, 'sms', () => toPhone(post, request, phone));
};

/** Sends unless the record says that it was sent: a repeat of the queue finds its own trace. */
const once = async (
  post: Post,
  request: DeliveryRequest,
  channel: string,
  send: () => Promise<Sent | undefined>,
): Promise<void> => {
  const key = `${request.key}.${channel}`;
  if (await post.record.isSent(request.matter, key)) return;
  const sent = await send();
  if (sent === undefined) return;
  const at = wallClock();
  await post.record.write(request.matter, key, { channel, template: request.message.template, at, ...sent });
  log.info('message delivered', {
    matter: request.matter.id,
    template: request.message.template,
    channel,
    outcome: sent.outcome,
  });
};

/** The contact record of the unit, else what the pack falls back to (DESIGN §5). */
const addressesOf = async (post: Post, to: Extract<Recipient, { kind: 'unit' | 'head' }>) => {
  const unit = post.pack.departments.units.find((one) => one.id === to.unit);
  const contact = await post.people.contact(to.unit);
  return to.kind === 'head'
    ? { mailbox: contact?.headMailbox ?? unit?.headMailbox, phone: contact?.headPhone }
    : { mailbox: contact?.mailbox ?? unit?.mailbox, phone: contact?.phone ?? unit?.dutyPhone };
};

const tagsOf = ({ matter, message, key }: DeliveryRequest, recipient: string) => ({
  caseId: matter.id,
  template: message.template,
  recipient: recipient.replaceAll(/[^a-zA-Z0-9_-]/g, '-'),
  key: key.replaceAll('.', '-'),
});

const toMailbox = async (
  post: Post,
  request: DeliveryRequest,
  mailbox: string | undefined,
): Promise<Sent | undefined> => {
  if (mailbox === undefined) return { outcome: 'refused', detail: 'the unit has no mailbox' };
  const links = await linksOf(post, request, 'mail');
  const reasonTextId = request.message.values?.['reasonTextId'];
  const note = typeof reasonTextId === 'string' ? await maskedWords(post, request.matter.id, reasonTextId) : undefined;
  const mail = composeMail(request.message, links, post.pack, post.pack.city.defaultLocale, note);
  const from = post.env.MAIL_FROM;
  const domain = from.slice(from.indexOf('@') + 1);
  return mail === undefined
    ? undefined
    : sendMail({
        ...mail,
        from,
        to: mailbox,
        id: `${request.matter.id}.${request.key}@${domain}`,
        at: request.at,
        calendar: calendarOf(request, mail.subject, domain),
        tags: tagsOf(request, recipientOf(request.message.to)),
      });
};

/** The deadline of the task that a message is about; the number of the commit rises with every later one. */
const calendarOf = ({ matter, seq, at, message }: DeliveryRequest, summary: string, domain: string) => {
  const dueAt = message.values?.['dueAt'];
  return message.taskId === undefined || typeof dueAt !== 'string' || Number.isNaN(Date.parse(dueAt))
    ? undefined
    : deadlineCalendar({ uid: `${matter.id}.${message.taskId}@${domain}`, sequence: seq, at, dueAt, summary });
};

/** What an officer wrote may quote the citizen: a mailbox is read by many. */
const maskedWords = async ({ people }: Post, caseId: string, textId: string): Promise<string | undefined> => {
  const [words, person] = await Promise.all([people.words(caseId, textId), people.request(caseId)]);
  return words === undefined ? undefined : maskRequest(person ?? {})(words.text);
};

const toPhone = async (post: Post, request: DeliveryRequest, to: string): Promise<Sent | undefined> => {
  const links = await linksOf(post, request, 'sms');
  const text = composeSms(request.message, links, post.pack, post.pack.city.defaultLocale);
  if (text === undefined) return undefined;
  const gateway = { url: post.env.SMS_GATEWAY_URL, secret: await currentSecret(post.env.SMS_GATEWAY_SECRET) };
  return sendSms(gateway, {
    id: `${request.matter.id}-${request.key}`,
    to,
    text,
    tags: tagsOf(request, recipientOf(request.message.to)),
  });
};

const toCitizen = async (post: Post, request: DeliveryRequest): Promise<Sent | undefined> => {
  const person = await post.people.request(request.matter.id);
  return person?.phone === undefined
    ? { outcome: 'refused', detail: 'no telephone number' }
    : toPhone(post, request, person.phone);
};

const recipientOf = (to: Recipient): string => {
  switch (to.kind) {
    case 'unit':
      return to.unit;
    case 'head':
      return `head-${to.unit}`;
    case 'citizen':
      return 'citizen';
    case 'source':
      return to.source;
    default:
      return to satisfies never;
  }
};

/** The same link at every sending; only its expiry is renewed (DESIGN §4). */
const linksOf = async (post: Post, request: DeliveryRequest, channel: 'mail' | 'sms'): Promise<Links> => {
  const { PUBLIC_BASE_URL, KEYS_SECRET, MATTERS_TABLE } = post.env;
  const { matter, message } = request;
  const tracking = `${PUBLIC_BASE_URL}/c/${message.values?.['number'] ?? ''}`;
  if (message.taskId === undefined) return { tracking };
  const recipient = recipientOf(message.to);
  const generation = message.linkGeneration ?? 1;
  const keys = await productKeys(KEYS_SECRET);
  const token = linkToken(keys.link, { matter, taskId: message.taskId, recipient, channel, generation });
  const dueAt = message.values?.['dueAt'];
  const from = typeof dueAt === 'string' && dueAt > request.at ? dueAt : request.at;
  const expiresAt = new Date(Date.parse(from) + post.pack.handling.linkValidDays * 86_400_000).toISOString();
  await keepLink(dynamo(), MATTERS_TABLE, token, { matter, taskId: message.taskId, recipient, expiresAt, generation });
  return { tracking, link: `${PUBLIC_BASE_URL}/t/${token}` };
};
