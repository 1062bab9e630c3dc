// POST /v1/sms/receipts, signed by the SMS gateway as we sign what goes to it: that a text message did not arrive. It is noted
// by whoever notes what did not arrive; that one did is what the record says already, and costs nothing.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { defineRoute, json, type RouteRequest, readJson } from '#kernel/define-route.ts';
import { ProblemError, problem, zodProblems } from '#kernel/problems.ts';
import { currentSecret } from '#kernel/secrets.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { SmsReceiptRequest } from '#schemas/matter.ts';
import { SmsReceiptSchema } from '#schemas/sms-receipt.ts';

let sqs: SQSClient | undefined;

export const handler = defineRoute('sms receipt', ['POST'], async (request) => {
  const { SMS_GATEWAY_SECRET, UNDELIVERED_QUEUE_URL } = readEnvironment([
    'SMS_GATEWAY_SECRET',
    'UNDELIVERED_QUEUE_URL',
  ]);
  if (!isSigned(request, await currentSecret(SMS_GATEWAY_SECRET)))
    throw new ProblemError(
      problem('invalid-signature', 'send x-jiesu-signature: sha256=<hex HMAC-SHA256 of the body by the gateway key>'),
    );
  const parsed = SmsReceiptSchema.safeParse(readJson(request));
  if (!parsed.success)
    throw new ProblemError(
      problem('invalid-fields', 'some fields are missing or wrong', { errors: zodProblems(parsed.error) }),
    );
  const { id, status } = parsed.data;
  if (status === 'delivered') return json(200, { outcome: 'known' });
  const dash = id.indexOf('-');
  const body: SmsReceiptRequest = { receipt: { caseId: id.slice(0, dash), key: id.slice(dash + 1) } };
  sqs ??= new SQSClient({ maxAttempts: 3 });
  await sqs.send(new SendMessageCommand({ QueueUrl: UNDELIVERED_QUEUE_URL, MessageBody: JSON.stringify(body) }));
  return json(202, { outcome: 'noted' });
});

const isSigned = ({ headers, rawBody }: RouteRequest, secret: string): boolean => {
  const given = Buffer.from(headers['x-jiesu-signature'] ?? '');
  const due = Buffer.from(`sha256=${createHmac('sha256', secret).update(rawBody).digest('hex')}`);
  return given.length === due.length && timingSafeEqual(given, due);
};
