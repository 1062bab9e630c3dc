// The SQS API, as its JSON protocol speaks it.
import { createHash } from 'node:crypto';
import { AwsError } from '../contracts.ts';
import type { ServiceApi } from '../gateway/aws-calls.ts';
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from '../json.ts';
import type { StackClock } from '../time/clock.ts';
import { attributesDigest } from './attributes-digest.ts';
import { numberOf, receiptOf, refuseLongBatch } from './limits.ts';
import { createMoveTasks } from './move-tasks.ts';
import type { NewMessage, Queue, Queues, Received } from './queues.ts';

export type QueueApi = ServiceApi;

const LARGEST_BATCH = 10;

export function digest(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

export function createQueueApi(queues: Queues, clock: StackClock, roleId: string): QueueApi {
  const moves = createMoveTasks(queues, clock);
  return async (action, input) => {
    const fields = objectOf(input);
    const queue = (): Queue => queues.byUrl(required(fields, 'QueueUrl'));
    switch (action) {
      case 'SendMessage':
        return send(queues, queue(), fields);
      case 'SendMessageBatch':
        refuseLongBatch(fields);
        return batch(fields, (entry) => send(queues, queue(), entry));
      case 'ReceiveMessage':
        return receive(queues, queue(), fields, roleId);
      case 'DeleteMessage':
        await queues.remove(queue(), [receiptOf(fields)]);
        return {};
      case 'DeleteMessageBatch':
        return batch(fields, async (entry) => {
          await queues.remove(queue(), [receiptOf(entry)]);
          return {};
        });
      case 'ChangeMessageVisibility':
        await queues.hide(queue(), receiptOf(fields), hiddenSeconds(fields));
        return {};
      case 'ChangeMessageVisibilityBatch':
        return batch(fields, async (entry) => {
          await queues.hide(queue(), receiptOf(entry), hiddenSeconds(entry));
          return {};
        });
      case 'PurgeQueue':
        await queues.purge(queue());
        return {};
      case 'GetQueueUrl':
        return { QueueUrl: queues.byUrl(required(fields, 'QueueName')).plan.url };
      case 'ListQueues': {
        const prefix = textOf(fields.QueueNamePrefix) ?? '';
        return { QueueUrls: queues.all().flatMap(({ plan }) => (plan.name.startsWith(prefix) ? [plan.url] : [])) };
      }
      case 'ListDeadLetterSourceQueues': {
        const { arn } = queue().plan;
        const sources = queues.all().filter(({ plan }) => plan.redrive?.arn === arn);
        return { queueUrls: sources.map(({ plan }) => plan.url) };
      }
      case 'StartMessageMoveTask':
        return moves.start(fields);
      case 'ListMessageMoveTasks':
        return moves.list(fields);
      case 'GetQueueAttributes':
        return { Attributes: chosen(attributes(queue(), clock), arrayOf(fields.AttributeNames)) };
      default:
        throw new AwsError('UnsupportedOperation', `${action} is not supported here: queues come from the template`);
    }
  };
}

const visibility = { least: 0, most: 43_200 };

function hiddenSeconds(fields: JsonObject): number {
  const seconds = numberOf(fields, 'VisibilityTimeout', visibility);
  if (seconds === undefined)
    throw new AwsError('MissingParameter', 'The request must contain the parameter VisibilityTimeout.');
  return seconds;
}

async function send(queues: Queues, queue: Queue, fields: JsonObject): Promise<JsonObject> {
  const body = required(fields, 'MessageBody');
  const attributeValues = objectOf(fields.MessageAttributes);
  const message: NewMessage = {
    body,
    attributes: attributeValues,
    ...optional('group', textOf(fields.MessageGroupId)),
    ...optional('deduplicationId', textOf(fields.MessageDeduplicationId)),
    ...optional('delaySeconds', numberOf(fields, 'DelaySeconds', { least: 0, most: 900 })),
  };
  const { id, sequence } = await queues.send(queue, message);
  return {
    MessageId: id,
    MD5OfMessageBody: digest(body),
    ...(Object.keys(attributeValues).length > 0 ? { MD5OfMessageAttributes: attributesDigest(attributeValues) } : {}),
    ...(queue.plan.fifo ? { SequenceNumber: sequenceText(sequence) } : {}),
  };
}

function optional<K extends string, V>(name: K, value: V | undefined): { [key in K]?: V } {
  const result: { [key in K]?: V } = {};
  if (value !== undefined) result[name] = value;
  return result;
}

async function receive(queues: Queues, queue: Queue, fields: JsonObject, roleId: string): Promise<JsonObject> {
  const count = numberOf(fields, 'MaxNumberOfMessages', { least: 1, most: LARGEST_BATCH }) ?? 1;
  const hidden = numberOf(fields, 'VisibilityTimeout', visibility);
  const waitSeconds = numberOf(fields, 'WaitTimeSeconds', { least: 0, most: 20 }) ?? queue.plan.waitSeconds;
  let { received, stored } = queues.receive(queue, count, hidden);
  if (received.length === 0 && waitSeconds > 0) {
    await arrival(queues, queue, waitSeconds);
    ({ received, stored } = queues.receive(queue, count, hidden));
  }
  await stored;
  if (received.length === 0) return {};
  const systemNames = [...arrayOf(fields.MessageSystemAttributeNames), ...arrayOf(fields.AttributeNames)];
  const names = arrayOf(fields.MessageAttributeNames).map(String);
  return { Messages: received.map((one) => wireMessage(one, systemNames, names, roleId)) };
}

/** Waits, in real time, until something may be received. */
function arrival(queues: Queues, queue: Queue, seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, seconds * 1000);
    const stop = queues.onVisible((visible) => {
      if (visible === queue) done();
    });
  });
}

function wireMessage(
  { message, receipt }: Received,
  systemNames: unknown[],
  names: string[],
  roleId: string,
): JsonObject {
  const wanted = Object.fromEntries(
    Object.entries(message.attributes).filter(([name]) =>
      names.some(
        (one) =>
          one === 'All' || one === '.*' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))),
      ),
    ),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: receipt,
    MD5OfBody: digest(message.body),
    Body: message.body,
    ...(systemNames.length > 0
      ? { Attributes: chosen(systemAttributes({ message, receipt }, roleId), systemNames) }
      : {}),
    ...(Object.keys(wanted).length > 0
      ? { MessageAttributes: wanted, MD5OfMessageAttributes: attributesDigest(wanted) }
      : {}),
  };
}

export function systemAttributes({ message }: Received, roleId: string): Record<string, string> {
  return {
    ApproximateReceiveCount: String(message.receiveCount),
    SentTimestamp: String(message.sentAt),
    SenderId: roleId,
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedAt ?? message.sentAt),
    ...(message.group === undefined
      ? {}
      : { MessageGroupId: message.group, SequenceNumber: sequenceText(message.sequence) }),
    ...(message.deduplicationId === undefined ? {} : { MessageDeduplicationId: message.deduplicationId }),
    ...(message.sourceArn === undefined ? {} : { DeadLetterQueueSourceArn: message.sourceArn }),
  };
}

function sequenceText(sequence: number): string {
  return String(sequence).padStart(20, '0');
}

function attributes({ plan, state }: Queue, clock: StackClock): Record<string, string> {
  const counts = state.counts();
  return {
    QueueArn: plan.arn,
    ApproximateNumberOfMessages: String(counts.visible),
    ApproximateNumberOfMessagesNotVisible: String(counts.out),
    ApproximateNumberOfMessagesDelayed: String(counts.delayed),
    LastModifiedTimestamp: String(Math.floor(clock.now() / 1000)),
    VisibilityTimeout: String(plan.visibilitySeconds),
    MaximumMessageSize: String(plan.largestMessage),
    MessageRetentionPeriod: String(plan.retentionSeconds),
    DelaySeconds: String(plan.delaySeconds),
    ReceiveMessageWaitTimeSeconds: String(plan.waitSeconds),
    ...(plan.fifo ? { FifoQueue: 'true', ContentBasedDeduplication: String(plan.contentDeduplication) } : {}),
    ...(plan.redrive === undefined
      ? {}
      : {
          RedrivePolicy: JSON.stringify({
            deadLetterTargetArn: plan.redrive.arn,
            maxReceiveCount: plan.redrive.maxReceiveCount,
          }),
        }),
  };
}

function chosen(all: Record<string, string>, names: readonly unknown[]): Record<string, string> {
  if (names.includes('All')) return all;
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

async function batch(fields: JsonObject, one: (entry: JsonObject) => Promise<JsonObject>): Promise<JsonObject> {
  const entries = arrayOf(fields.Entries).filter(isObject);
  if (entries.length === 0)
    throw new AwsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > LARGEST_BATCH) {
    throw new AwsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  }
  const ids = entries.map((entry) => textOf(entry.Id));
  if (new Set(ids).size < ids.length)
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id in the request.');
  const results = await Promise.all(
    entries.map((entry) =>
      one(entry).then(
        (result): { ok: boolean; entry: JsonObject } => ({ ok: true, entry: { Id: entry.Id, ...result } }),
        (error: unknown) => {
          if (!(error instanceof AwsError)) throw error;
          const failure = {
            Id: entry.Id,
            SenderFault: error.statusCode < 500,
            Code: error.name,
            Message: error.message,
          };
          return { ok: false, entry: failure };
        },
      ),
    ),
  );
  return {
    Successful: results.filter((result) => result.ok).map((result) => result.entry),
    Failed: results.filter((result) => !result.ok).map((result) => result.entry),
  };
}

function required(fields: JsonObject, name: string): string {
  const value = textOf(fields[name]);
  if (value === undefined) throw new AwsError('MissingParameter', `The request must contain the parameter ${name}.`);
  return value;
}
