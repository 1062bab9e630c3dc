// A message as one text message, to a citizen or to an officer on duty.
import { currentSecret } from '#kernel/secrets.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { DeliveryRequest } from '#schemas/matter.ts';
import { composeSms } from './compose.ts';
import type { Sent } from './mail.ts';
import { linksOf, type Post, tagsOf } from './post.ts';
import { sendSms } from './send.ts';

/** Undefined for a template that is no text message. */
export const smsTo = async (
  post: Post,
  request: DeliveryRequest,
  { phone, locale }: { phone: string; locale: Locale },
): Promise<Sent | undefined> => {
  const links = await linksOf(post, request, 'sms');
  const text = composeSms(request.message, links, post.pack, locale);
  if (text === undefined) return undefined;
  const gateway = { url: post.env.SMS_GATEWAY_URL, secret: await currentSecret(post.env.SMS_GATEWAY_SECRET) };
  return sendSms(gateway, { id: `${request.matter.id}-${request.key}`, to: phone, text, tags: tagsOf(request) });
};

export const smsToCitizen = async (post: Post, request: DeliveryRequest): Promise<Sent | undefined> => {
  const person = await post.people.request(request.matter.id);
  return person?.phone === undefined
    ? { outcome: 'refused', detail: 'no telephone number' }
    : smsTo(post, request, { phone: person.phone, locale: person.locale ?? post.pack.city.defaultLocale });
};
