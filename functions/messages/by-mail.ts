// A message as one mail to a unit or its head.
import { maskRequest } from '#functions/people/mask-request.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { DeliveryRequest } from '#schemas/matter.ts';
import { composeMail } from './compose.ts';
import { type DeadlineEntry, deadlineCalendar } from './deadline-calendar.ts';
import type { Sent } from './mail.ts';
import { sendMail } from './mail-by-ses.ts';
import { linksOf, type Post, tagsOf } from './post.ts';

export type Mailbox = { address: string | undefined; locale: Locale };

/** Undefined for a template that is no mail. */
export const mailTo = async (
  post: Post,
  request: DeliveryRequest,
  { address, locale }: Mailbox,
): Promise<Sent | undefined> => {
  if (address === undefined) return { outcome: 'refused', detail: 'the unit has no mailbox' };
  const links = await linksOf(post, request, 'mail');
  const reasonTextId = request.message.values?.['reasonTextId'];
  const note = typeof reasonTextId === 'string' ? await maskedWords(post, request.matter.id, reasonTextId) : undefined;
  const mail = composeMail(request.message, links, post.pack, locale, note);
  const domain = domainOf(post);
  return mail === undefined
    ? undefined
    : sendMail({
        ...mail,
        from: post.env.MAIL_FROM,
        to: address,
        id: `${request.matter.id}.${request.key}@${domain}`,
        at: request.at,
        calendar: deadlineCalendar(deadlineOf(request, mail.subject, domain)),
        tags: tagsOf(request),
      });
};

export const domainOf = ({ env: { MAIL_FROM } }: Post): string => MAIL_FROM.slice(MAIL_FROM.indexOf('@') + 1);

/** The deadline of the task that a message is about, if it sets one; the number of the commit rises with every later one. */
export const deadlineOf = (
  { matter, seq, at, message }: DeliveryRequest,
  summary: string,
  domain: string,
): DeadlineEntry[] => {
  const { dueAt, endedTask } = message.values ?? {};
  const taskId = message.taskId ?? endedTask;
  const isDate = typeof dueAt === 'string' && !Number.isNaN(Date.parse(dueAt));
  if (taskId === undefined || !isDate || (endedTask === undefined && dueAt <= at)) return [];
  const withdrawn = endedTask !== undefined;
  return [{ uid: `${matter.id}.${taskId}@${domain}`, sequence: seq, at, dueAt, summary, withdrawn }];
};

/** What an officer wrote may quote the citizen: a mailbox is read by many. */
const maskedWords = async ({ people }: Post, caseId: string, textId: string): Promise<string | undefined> => {
  const [words, person] = await Promise.all([people.words(caseId, textId), people.request(caseId)]);
  return words === undefined ? undefined : maskRequest(person ?? {})(words.text);
};
