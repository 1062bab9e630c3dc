// A message as one text message, to a citizen or to an officer on duty.
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { barePhone } from '#functions/people/bare-phone.ts';
import { calling, dynamo } from '#kernel/dynamo.ts';
import { findItem } from '#kernel/find-store.ts';
import { findHasher, productKeys } from '#kernel/keyed-hash.ts';
import { currentSecret } from '#kernel/secrets.ts';
import { isTaskClosed } from '#kernel/task-state.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { DeliveryRequest } from '#schemas/matter.ts';
import { asksForCode, composeSms } from './compose.ts';
import type { Sent } from './mail.ts';
import { linksOf, type Post, tagsOf } from './post.ts';
import { codesAt, phoneFacet, placedTasks, placeFor, type Role } from './reply-codes.ts';
import { sendSms } from './send.ts';

type Telephone = { phone: string; locale: Locale };

/** Undefined for a template that is no text message. */
export const smsTo = async (
  post: Post,
  request: DeliveryRequest,
  { phone, locale }: Telephone,
): Promise<Sent | undefined> => {
  const links = await linksOf(post, request, 'sms');
  const code = await codeFor(post, request, { phone, locale });
  const revealCode = await revealCodeFor(post, request);
  const text = composeSms(request.message, { ...links, ...code?.words, revealCode }, post.pack, locale);
  if (text === undefined) return undefined;
  const gateway = { url: post.env.SMS_GATEWAY_URL, secret: await currentSecret(post.env.SMS_GATEWAY_SECRET) };
  const sent = await sendSms(gateway, {
    id: `${request.matter.id}-${request.key}`,
    to: phone,
    text,
    tags: tagsOf(request),
  });
  return code === undefined ? sent : { ...sent, taskId: code.taskId, place: code.place };
};

/** The code that somebody at the unit has asked for; no other words of people leave by text message. */
const revealCodeFor = async ({ people }: Post, { matter, message }: DeliveryRequest): Promise<string | undefined> => {
  const textId = message.values?.['reasonTextId'];
  if (message.template !== 'department-reveal-code' || typeof textId !== 'string') return undefined;
  return (await people.words(matter.id, textId))?.text;
};

export const smsToCitizen = async (post: Post, request: DeliveryRequest): Promise<Sent | undefined> => {
  const person = await post.people.request(request.matter.id);
  return person?.phone === undefined
    ? { outcome: 'refused', detail: 'no telephone number' }
    : smsTo(post, request, { phone: person.phone, locale: person.locale ?? post.pack.city.defaultLocale });
};

/** A task that can be answered by text message has a code that no other open task of this telephone has. */
const codeFor = async ({ pack, env }: Post, { matter, message, at }: DeliveryRequest, { phone, locale }: Telephone) => {
  const { taskId } = message;
  if (taskId === undefined || !asksForCode(message, pack, locale)) return undefined;
  const role: Role = message.to.kind === 'citizen' ? 'citizen' : 'unit';
  const hash = findHasher((await productKeys(env.KEYS_SECRET)).find)(phoneFacet[role], barePhone(phone));
  const open = [];
  for (const one of await placedTasks(dynamo(), env.MATTERS_TABLE, { role, hash }))
    if (!(await isTaskClosed(dynamo(), env.MATTERS_TABLE, one))) open.push(one);
  const place = placeFor({ ref: matter, taskId }, open);
  // A citizen's case is found by its telephone since it came in.
  if (role === 'unit') {
    const find = { facet: phoneFacet.unit, hash, days: pack.handling.linkValidDays };
    const Item = findItem(find, matter, at);
    await calling(dynamo().send(new PutItemCommand({ TableName: env.MATTERS_TABLE, Item })));
  }
  return { taskId, place, words: codesAt(role, place) };
};
