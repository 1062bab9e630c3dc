// The morning list: what a unit was to be told overnight, as one mail; the nearest deadline first, each an entry of one calendar.
import { wallClock } from '#kernel/clock.ts';
import { sha256 } from '#kernel/keyed-hash.ts';
import { log } from '#kernel/log.ts';
import type { DeliveryRequest, ListRequest } from '#schemas/matter.ts';
import { deadlineOf, domainOf, mailTo } from './by-mail.ts';
import { composeList, subjectOf } from './compose.ts';
import { deadlineCalendar } from './deadline-calendar.ts';
import type { Sent } from './mail.ts';
import { sendMail } from './mail-by-ses.ts';
import { linksOf, type Post } from './post.ts';
import { reachOf } from './reach.ts';
import { isOvertaken, noteOvertaken } from './wait-for-hour.ts';

/** Sends what is still of use. One message alone goes as itself. */
export const mailMorningList = async (post: Post, { unit, requests }: ListRequest['list']): Promise<void> => {
  const waiting: DeliveryRequest[] = [];
  for (const request of requests) {
    const kept = (await post.record.of(request.matter)).get(keyOf(request));
    if (kept !== undefined && kept.outcome !== 'held') continue;
    if (await isOvertaken(post, request)) await noteOvertaken(post, request, 'mail');
    else waiting.push(request);
  }
  const [only] = waiting;
  if (only === undefined) return;
  const sent = waiting.length === 1 ? await alone(post, only, unit) : await together(post, waiting, unit);
  const at = wallClock();
  for (const request of waiting) {
    const { template } = request.message;
    await post.record.write(request.matter, keyOf(request), { channel: 'mail', template, to: unit, at, ...sent });
  }
  log.info('list delivered', { unit, messages: waiting.length, outcome: sent.outcome });
};

const keyOf = ({ key }: DeliveryRequest): string => `${key}.mail`;

const alone = async (post: Post, request: DeliveryRequest, unit: string): Promise<Sent> => {
  const { mailbox } = await reachOf(post, { kind: 'unit', unit });
  return (await mailTo(post, request, mailbox)) ?? { outcome: 'refused', detail: 'the template is no mail' };
};

const together = async (post: Post, requests: readonly DeliveryRequest[], unit: string): Promise<Sent> => {
  const { mailbox } = await reachOf(post, { kind: 'unit', unit });
  if (mailbox.address === undefined) return { outcome: 'refused', detail: 'the unit has no mailbox' };
  const lines = await Promise.all(
    [...requests]
      .sort((a, b) => (dueOf(a) < dueOf(b) ? -1 : 1))
      .map(async (request) => ({
        request,
        message: request.message,
        links: await linksOf(post, request, 'mail'),
      })),
  );
  const domain = domainOf(post);
  const deadlines = lines.flatMap(({ request, message, links }) =>
    deadlineOf(request, subjectOf(message, links, post.pack, mailbox.locale), domain),
  );
  const key = sha256(requests.map(({ matter, key }) => `${matter.id}.${key}`).join(' ')).slice(0, 20);
  return sendMail({
    ...composeList(lines, post.pack, mailbox.locale),
    from: post.env.MAIL_FROM,
    to: mailbox.address,
    id: `list.${unit}.${key}@${domain}`,
    at: wallClock(),
    calendar: deadlineCalendar(deadlines),
    tags: { template: 'morning-list', recipient: unit, key },
  });
};

const dueOf = ({ message }: DeliveryRequest): string => String(message.values?.['dueAt'] ?? '9999');
