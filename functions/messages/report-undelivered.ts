// A message that a unit cannot have had is not left at that: it goes to the queue of what could not be delivered.
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { readEnvironment } from '#schemas/environment.ts';
import type { DeliveryRequest, UndeliveredRequest } from '#schemas/matter.ts';

let client: SQSClient | undefined;

export const reportUndelivered = async ({ matter, message, key }: DeliveryRequest): Promise<void> => {
  if (message.to.kind !== 'unit') return;
  const { UNDELIVERED_QUEUE_URL } = readEnvironment(['UNDELIVERED_QUEUE_URL']);
  client ??= new SQSClient({ maxAttempts: 3 });
  const { template, to } = message;
  const body: UndeliveredRequest = { matter, key: key.replaceAll('.', '-'), unit: to.unit, template, why: 'refused' };
  await client.send(new SendMessageCommand({ QueueUrl: UNDELIVERED_QUEUE_URL, MessageBody: JSON.stringify(body) }));
};
