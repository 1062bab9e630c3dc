// What every delivery needs: the pack, the people's data, the record of what was sent; and who a message is for.
import { cityPolicy } from '#functions/case/city-policy.ts';
import type { WorkingCalendar } from '#functions/case/working-time.ts';
import { type PeopleStore, peopleStore } from '#functions/people/people-store.ts';
import { keepLink, linkToken } from '#functions/task/link.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { productKeys } from '#kernel/keyed-hash.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { DeliveryRequest, Recipient } from '#schemas/matter.ts';
import type { Links } from './compose.ts';
import { type MessageRecord, messageRecord } from './message-record.ts';

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

export type Post = {
  pack: CityPack;
  calendar: WorkingCalendar;
  people: PeopleStore;
  record: MessageRecord;
  env: ReturnType<typeof environment>;
};

export const openPost = (): Post => {
  const env = environment();
  return {
    ...cityPolicy(),
    env,
    people: peopleStore(dynamo(), env.PEOPLE_TABLE),
    record: messageRecord(dynamo(), env.MATTERS_TABLE),
  };
};

/** One word for a recipient: in records, tags and links. */
export const recipientOf = (to: Recipient): string => {
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

/** For the statistics of a carrier; ids only, in the alphabet that all of them take. */
export const tagsOf = ({ matter, message, key }: DeliveryRequest) => ({
  caseId: matter.id,
  template: message.template,
  recipient: recipientOf(message.to).replaceAll(/[^a-zA-Z0-9_-]/g, '-'),
  key: key.replaceAll('.', '-'),
});

/** The same link at every sending; only its expiry is renewed (DESIGN §4). */
export const linksOf = async (post: Post, request: DeliveryRequest, channel: 'mail' | 'sms'): Promise<Links> => {
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
