// Messages that did not arrive: refused at once, brought back by the mail service later, or told of by the SMS gateway. Each is on the record of its
// case, and somebody is phoned where nobody would have known. Fed by the undelivered queue.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { type CaseDesk, caseDesk } from '#functions/case/case-desk.ts';
import { noteUndelivered, type Undelivered } from '#functions/case/decide-undelivered.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { countMetric, faultFields, log } from '#kernel/log.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { type SmsReceiptRequest, SmsReceiptRequestSchema, UndeliveredRequestSchema } from '#schemas/matter.ts';
import { type Kept, messageRecord } from './message-record.ts';

const whyOf = {
  'Email Bounced': 'bounced',
  'Email Rejected': 'bounced',
  'Email Complaint Received': 'complained',
} as const;

/** What SES tells of a mail; the tags are those it was sent with. */
const MailEventSchema = z.object({
  'detail-type': z.enum(['Email Bounced', 'Email Rejected', 'Email Complaint Received']),
  detail: z.object({ mail: z.object({ tags: z.record(z.string(), z.array(z.string())) }) }),
});

type Failed = Undelivered & { caseId: string; key: string };

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const desk = await caseDesk();
  const failed: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    try {
      const body: unknown = JSON.parse(record.body);
      const text = SmsReceiptRequestSchema.safeParse(body);
      const one = text.success ? await lostText(desk, text.data.receipt) : failureIn(body);
      if (one !== undefined) await note(desk, one, record);
    } catch (fault) {
      log.error('an undelivered message was not noted', faultFields(fault));
      failed.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures: failed };
};

/** Undefined when it was to nobody of a unit: then it stands on the record of the message alone. */
const lostText = async (
  { policy }: CaseDesk,
  { caseId, key: message }: SmsReceiptRequest['receipt'],
): Promise<Failed | undefined> => {
  const lost = { caseId, key: `${message.replaceAll('.', '-')}-sms`, why: 'undelivered' } as const;
  const sent = await sentOf(lost);
  if (sent === undefined) log.warn('a receipt of a message that was not sent', { matter: caseId });
  if (sent === undefined || policy.pack.departments.units.every(({ id }) => id !== sent.to)) {
    await markRecord(lost);
    return undefined;
  }
  return { ...lost, unit: sent.to, template: sent.template };
};

/** Undefined for a mail that is about no single case: a morning list, whose cases have clocks of their own. */
const failureIn = (body: unknown): Failed | undefined => {
  const own = UndeliveredRequestSchema.safeParse(body);
  if (own.success) return { ...own.data, caseId: own.data.matter.id };
  const { 'detail-type': kind, detail } = MailEventSchema.parse(body);
  const [caseId, unit, template, key] = ['caseId', 'recipient', 'template', 'key'].map(
    (name) => detail.mail.tags[name]?.[0],
  );
  const why = whyOf[kind];
  countMetric('MailUndelivered');
  if (unit === undefined || template === undefined || key === undefined) return undefined;
  if (caseId === undefined) {
    log.warn('a list was not delivered', { unit, why });
    return undefined;
  }
  return { caseId, unit, template, key: `${key}-mail`, why };
};

const note = async (desk: CaseDesk, one: Failed, { messageId, attributes }: SQSRecord): Promise<void> => {
  const { caseId, key, ...undelivered } = one;
  const carried = await desk.carry({
    caseId,
    cause: `undelivered/${key}/${undelivered.why}`,
    actor: { role: 'workflow', id: 'hear-undelivered' },
    occurredAt: new Date(Number(attributes.SentTimestamp)).toISOString(),
    caller: 'outside',
    decide: noteUndelivered(undelivered),
  });
  await markRecord(one);
  log.info('message undelivered', { matter: caseId, why: undelivered.why, outcome: carried.outcome, messageId });
};

type Lost = Pick<Failed, 'caseId' | 'key' | 'why'>;

/** The record said that it was sent. */
const markRecord = async (lost: Lost): Promise<void> => {
  const sent = await sentOf(lost);
  if (sent === undefined) return;
  await recordHere().write(caseOf(lost), sent.key, { ...sent, outcome: lost.why });
};

const sentOf = async ({ caseId, key }: Omit<Lost, 'why'>): Promise<Kept | undefined> => {
  const all = await recordHere().of(caseOf({ caseId }));
  return [...all.values()].find((entry) => entry.key.replaceAll('.', '-') === key && entry.outcome === 'sent');
};

const caseOf = ({ caseId }: Pick<Lost, 'caseId'>) => ({ kind: 'case', id: caseId });

const recordHere = () => messageRecord(dynamo(), readEnvironment(['MATTERS_TABLE']).MATTERS_TABLE);
