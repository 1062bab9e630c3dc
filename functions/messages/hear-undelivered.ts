// Messages that did not arrive: refused at once, or brought back by the mail service later. Each is on the record of its
// case, and somebody is phoned where nobody would have known. Fed by the undelivered queue.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { type CaseDesk, caseDesk } from '#functions/case/case-desk.ts';
import { noteUndelivered, type Undelivered } from '#functions/case/decide-undelivered.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { countMetric, faultFields, log } from '#kernel/log.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { UndeliveredRequestSchema } from '#schemas/matter.ts';
import { messageRecord } from './message-record.ts';

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
      const one = failureIn(JSON.parse(record.body));
      if (one !== undefined) await note(desk, one, record);
    } catch (fault) {
      log.error('an undelivered message was not noted', faultFields(fault));
      failed.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures: failed };
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

/** The record said that it was sent. */
const markRecord = async ({ caseId, key, why }: Failed): Promise<void> => {
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const record = messageRecord(dynamo(), MATTERS_TABLE);
  const ref = { kind: 'case', id: caseId };
  const sent = [...(await record.of(ref)).values()].find((entry) => entry.key.replaceAll('.', '-') === key);
  if (sent === undefined || sent.outcome !== 'sent') return;
  await record.write(ref, sent.key, { ...sent, outcome: why });
};
