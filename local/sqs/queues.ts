// All queues of the template: sending, receiving, deleting, hiding, dead letters. Memory answers, rows remember.
import { AwsError, type Service, type Storage } from '../contracts.ts';
import type { StackClock } from '../time/clock.ts';
import type { Ids } from '../time/ids.ts';
import { messageBytes } from './limits.ts';
import { openQueueRows } from './queue-rows.ts';
import { createQueueState, type Message, type QueueState } from './queue-state.ts';

export type QueuePlan = {
  name: string;
  arn: string;
  url: string;
  fifo: boolean;
  contentDeduplication: boolean;
  /** An id is told apart within its message group only, as in high-throughput queues. */
  deduplicationByGroup: boolean;
  delaySeconds: number;
  largestMessage: number;
  retentionSeconds: number;
  waitSeconds: number;
  visibilitySeconds: number;
  redrive: { arn: string; maxReceiveCount: number } | undefined;
};

export type NewMessage = {
  body: string;
  attributes?: Readonly<Record<string, unknown>>;
  group?: string;
  deduplicationId?: string;
  delaySeconds?: number;
};

export type Queue = { readonly plan: QueuePlan; readonly state: QueueState };
export type Received = { message: Message; receipt: string };

export type Queues = Service & {
  byUrl(url: string): Queue;
  byArn(arn: string): Queue | undefined;
  all(): readonly Queue[];
  /** Resolves when the message is on disk. */
  send(queue: Queue, message: NewMessage): Promise<{ id: string; sequence: number }>;
  /** Takes messages out at once; `stored` resolves when that is on disk. */
  receive(queue: Queue, count: number, visibilitySeconds?: number): { received: Received[]; stored: Promise<void> };
  remove(queue: Queue, receipts: readonly string[]): Promise<void>;
  hide(queue: Queue, receipt: string, seconds: number): Promise<void>;
  purge(queue: Queue): Promise<void>;
  /** Puts what lies in a dead-letter queue back where it came from, or into `to`, as if never received. */
  giveBack(from: Queue, to: Queue | undefined): Promise<number>;
  /** @returns a function that ends the listening. */
  onVisible(listener: (queue: Queue) => void): () => void;
};

const unreceived = { receiveCount: 0, firstReceivedAt: undefined, sourceArn: undefined };
const DEDUPLICATION_MS = 5 * 60_000;

export function createQueues(options: {
  plans: readonly QueuePlan[];
  storage: Storage;
  clock: StackClock;
  ids: Ids;
  wake(): void;
  hash(body: string): string;
}): Queues {
  const { clock, ids } = options;
  const rows = openQueueRows(options.storage);
  const queues = new Map(
    options.plans.map((plan): [string, Queue] => [plan.name, { plan, state: createQueueState() }]),
  );
  const deduplications = new Map<
    string,
    { messageId: string; sequence: number; expiresAt: number; stored: Promise<void> }
  >();
  const listeners = new Set<(queue: Queue) => void>();
  let lastSequence = 0;
  for (const { queue, message } of rows.load()) {
    lastSequence = Math.max(lastSequence, message.sequence);
    queues.get(queue)?.state.add(message);
  }
  for (const { queue, id, ...rest } of rows.loadDeduplications()) {
    lastSequence = Math.max(lastSequence, rest.sequence);
    deduplications.set(`${queue} ${id}`, { ...rest, stored: Promise.resolve() });
  }

  function notify(queue: Queue): void {
    if (!queue.state.hasVisible()) return;
    for (const listener of [...listeners]) listener(queue);
  }

  async function send(queue: Queue, message: NewMessage): Promise<{ id: string; sequence: number }> {
    const { plan } = queue;
    const now = clock.now();
    const deduplicationId = plan.fifo
      ? (message.deduplicationId ?? (plan.contentDeduplication ? options.hash(message.body) : undefined))
      : undefined;
    refuseWrongSend(plan, message, deduplicationId);
    const deduplication = plan.deduplicationByGroup ? `${message.group} ${deduplicationId}` : deduplicationId;
    const key = `${plan.name} ${deduplication}`;
    const earlier = deduplicationId === undefined ? undefined : deduplications.get(key);
    if (earlier !== undefined && earlier.expiresAt > now) {
      await earlier.stored;
      return { id: earlier.messageId, sequence: earlier.sequence };
    }
    lastSequence += 1;
    const sequence = lastSequence;
    const stored: Message = {
      sequence,
      id: ids.uuid(),
      body: message.body,
      attributes: message.attributes ?? {},
      group: plan.fifo ? message.group : undefined,
      deduplicationId,
      sentAt: now,
      sourceArn: undefined,
      visibleAt: now + (message.delaySeconds ?? plan.delaySeconds) * 1000,
      receiveCount: 0,
      firstReceivedAt: undefined,
    };
    const expiresAt = now + DEDUPLICATION_MS;
    const writing = rows.insert(
      plan.name,
      stored,
      deduplicationId === undefined || deduplication === undefined
        ? undefined
        : { queue: plan.name, id: deduplication, messageId: stored.id, sequence, expiresAt },
    );
    if (deduplicationId !== undefined) {
      deduplications.set(key, { messageId: stored.id, sequence, expiresAt, stored: writing });
      writing.catch(() => deduplications.delete(key));
    }
    await writing;
    queue.state.add(stored);
    options.wake();
    notify(queue);
    return { id: stored.id, sequence };
  }

  function receive(queue: Queue, count: number, visibilitySeconds = queue.plan.visibilitySeconds) {
    const now = clock.now();
    const taken = queue.state.take(now, count, now + visibilitySeconds * 1000);
    const writes: Promise<void>[] = [];
    const alive = taken.filter((message) => {
      if (message.sentAt + queue.plan.retentionSeconds * 1000 <= now) {
        queue.state.remove(message.sequence);
        writes.push(rows.remove([message.sequence]));
        return false;
      }
      if (queue.plan.redrive !== undefined && message.receiveCount >= queue.plan.redrive.maxReceiveCount) {
        writes.push(bury(queue, message, queue.plan.redrive.arn));
        return false;
      }
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      return true;
    });
    if (alive.length > 0) writes.push(rows.touch(alive));
    options.wake();
    return {
      received: alive.map((message) => ({
        message,
        receipt: `${message.sequence}.${message.receiveCount}.${message.id}`,
      })),
      stored: Promise.all(writes).then(() => undefined),
    };
  }

  async function bury(queue: Queue, message: Message, deadLetterArn: string): Promise<void> {
    const grave = byArn(deadLetterArn);
    queue.state.remove(message.sequence);
    if (grave === undefined) return;
    const buried: Message = { ...message, visibleAt: message.sentAt, sourceArn: queue.plan.arn };
    await rows.move(buried, grave.plan.name);
    grave.state.add(buried);
    notify(grave);
  }

  async function giveBack(from: Queue, to: Queue | undefined): Promise<number> {
    const now = clock.now();
    const moves = [...from.state.messages()].flatMap((message) => {
      const target = to ?? (message.sourceArn === undefined ? undefined : byArn(message.sourceArn));
      if (target === undefined || message.visibleAt > now) return [];
      return { target, message: { ...message, ...unreceived, visibleAt: now } };
    });
    await Promise.all(moves.map(({ target, message }) => rows.move(message, target.plan.name)));
    for (const { target, message } of moves) {
      from.state.remove(message.sequence);
      target.state.add(message);
      notify(target);
    }
    options.wake();
    return moves.length;
  }

  function byArn(arn: string): Queue | undefined {
    return [...queues.values()].find((queue) => queue.plan.arn === arn);
  }

  /** A receipt stays good until the message is received again. */
  function held(queue: Queue, receipt: string): Message | undefined {
    const [sequence = '', count = '', id] = receipt.split('.');
    const message = queue.state.find(Number(sequence));
    return message?.id === id && message?.receiveCount === Number(count) ? message : undefined;
  }

  return {
    name: 'sqs',
    byArn,
    send,
    receive,
    giveBack,
    all: () => [...queues.values()],
    byUrl(url) {
      const queue = queues.get(url.split('/').at(-1) ?? '');
      if (queue === undefined) throw new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
      return queue;
    },
    async remove(queue, receipts) {
      const messages = receipts.flatMap((receipt) => held(queue, receipt) ?? []);
      for (const message of messages) queue.state.remove(message.sequence);
      notify(queue);
      if (messages.length > 0) await rows.remove(messages.map((message) => message.sequence));
      options.wake();
    },
    async hide(queue, receipt, seconds) {
      const message = held(queue, receipt);
      if (message === undefined) return;
      const now = clock.now();
      queue.state.hideUntil(message, now + seconds * 1000, now);
      await rows.touch([message]);
      options.wake();
      notify(queue);
    },
    async purge(queue) {
      const sequences = [...queue.state.messages()].map((message) => message.sequence);
      for (const sequence of sequences) queue.state.remove(sequence);
      await rows.remove(sequences);
    },
    onVisible(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    nextDueAt() {
      let first: number | undefined;
      for (const { state } of queues.values()) {
        const at = state.nextVisibleAt();
        if (at !== undefined && (first === undefined || at < first)) first = at;
      }
      return first;
    },
    runDue() {
      for (const queue of queues.values()) {
        queue.state.release(clock.now());
        notify(queue);
      }
    },
    inFlight: () => 0,
    close: async () => undefined,
  };
}

function refuseWrongSend(plan: QueuePlan, message: NewMessage, deduplicationId: string | undefined): void {
  if (message.body.length === 0)
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  if (messageBytes(message.body, message.attributes ?? {}) > plan.largestMessage) {
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${plan.largestMessage} bytes.`,
    );
  }
  if (!plan.fifo) return;
  if (message.group === undefined)
    throw new AwsError('MissingParameter', 'The request must contain the parameter MessageGroupId.');
  if (deduplicationId === undefined) {
    throw new AwsError(
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
}
