// Feeds a queue to a function: batches, partial failures, FIFO groups in order. What fails comes back when its
// visibility ends, and goes to the dead-letter queue when it has come back too often.
import type { InvocationResult, Service } from '../contracts.ts';
import { matchesPattern } from '../events/pattern.ts';
import { failpoint } from '../failpoints.ts';
import { arrayOf, type JsonObject, objectOf, parseJson, textOf } from '../json.ts';
import { digest, systemAttributes } from '../sqs/api.ts';
import type { Queue, Queues, Received } from '../sqs/queues.ts';
import type { StackClock } from '../time/clock.ts';

export type QueueSourcePlan = {
  id: string;
  functionArn: string;
  queueArn: string;
  enabled: boolean;
  batchSize: number;
  windowMs: number;
  concurrency: number;
  filters: readonly JsonObject[];
  partialFailures: boolean;
};

export type QueueSourceOptions = {
  plan: QueueSourcePlan;
  queues: Queues;
  queue: Queue;
  clock: StackClock;
  region: string;
  roleId: string;
  run(functionArn: string, payload: string): Promise<InvocationResult>;
  wake(): void;
  onFault(error: unknown): void;
};

export function createQueueSource(options: QueueSourceOptions): Service {
  const { plan, queues, queue, clock } = options;
  let running = 0;
  let stopped = false;
  let windowEndsAt: number | undefined;

  function pump(): void {
    while (!stopped && plan.enabled && running < plan.concurrency && queue.state.hasVisible()) {
      if (waitsForMore()) return;
      windowEndsAt = undefined;
      const { received, stored } = queues.receive(queue, plan.batchSize);
      stored.catch(options.onFault);
      if (received.length === 0) continue;
      running += 1;
      work(received)
        .catch(options.onFault)
        .finally(() => {
          running -= 1;
          pump();
          options.wake();
        });
    }
  }

  function waitsForMore(): boolean {
    if (plan.windowMs === 0 || queue.state.visibleCount() >= plan.batchSize) return false;
    windowEndsAt ??= clock.now() + plan.windowMs;
    if (windowEndsAt <= clock.now()) return false;
    options.wake();
    return true;
  }

  async function work(received: readonly Received[]): Promise<void> {
    const wanted = received.filter(passes);
    const ignored = received.filter((one) => !wanted.includes(one));
    if (ignored.length > 0)
      await queues.remove(
        queue,
        ignored.map((one) => one.receipt),
      );
    if (wanted.length === 0) return;
    failpoint('queue-received');
    const result = await options.run(plan.functionArn, JSON.stringify({ Records: wanted.map(eventRecord) }));
    failpoint('queue-batch-done');
    const failed = failedIds(wanted, result);
    await queues.remove(
      queue,
      wanted.filter((one) => !failed.has(one.message.id)).map((one) => one.receipt),
    );
  }

  function passes({ message }: Received): boolean {
    if (plan.filters.length === 0) return true;
    const value = { body: parseJson(message.body) ?? message.body };
    return plan.filters.some((filter) => matchesPattern(filter, value));
  }

  function eventRecord(one: Received): object {
    const { message } = one;
    return {
      messageId: message.id,
      receiptHandle: one.receipt,
      body: message.body,
      attributes: systemAttributes(one, options.roleId),
      messageAttributes: Object.fromEntries(
        Object.entries(message.attributes).map(([name, value]) => [name, eventAttribute(value)]),
      ),
      md5OfBody: digest(message.body),
      eventSource: 'aws:sqs',
      eventSourceARN: plan.queueArn,
      awsRegion: options.region,
    };
  }

  function failedIds(wanted: readonly Received[], result: InvocationResult): Set<string> {
    const all = new Set(wanted.map((one) => one.message.id));
    if (result.functionError !== undefined) return all;
    if (!plan.partialFailures) return new Set();
    const failures = arrayOf(objectOf(parseJson(result.payload)).batchItemFailures);
    const ids = failures.map((failure) => textOf(objectOf(failure).itemIdentifier) ?? '');
    // A failure that names no message of the batch fails the whole batch.
    return ids.every((id) => all.has(id)) ? new Set(ids) : all;
  }

  queues.onVisible((visible) => {
    if (visible === queue) pump();
  });

  return {
    name: `queue ${plan.id}`,
    nextDueAt: () =>
      running < plan.concurrency && queue.state.hasVisible() && plan.enabled
        ? (windowEndsAt ?? clock.now())
        : undefined,
    runDue: pump,
    inFlight: () => running,
    async close() {
      stopped = true;
    },
  };
}

function eventAttribute(value: unknown): object {
  const { DataType, StringValue, BinaryValue } = objectOf(value);
  return {
    dataType: DataType,
    ...(StringValue === undefined ? {} : { stringValue: StringValue }),
    ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
  };
}
