// Queues between the functions. Each has a queue for what it gave up, and nothing in them is a person's data: they
// carry references (DESIGN §2).
import { Duration } from 'aws-cdk-lib';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';
import type { QueueName } from '../function-spec.ts';

export type QueuePair = {
  queue: Queue;
  /** What was tried too often. */
  dead: Queue;
  /** The oldest message is looked at when it is older than this. */
  patience: Duration;
};

const longestRetention = Duration.days(14);

export class Queues extends Construct {
  readonly pairs: Readonly<Record<QueueName, QueuePair>>;
  /** Batches of the stream that no repeat could save; references to shard and sequence. */
  readonly lostBatches: Queue;
  /** Events of rules whose function failed or could not be called. */
  readonly lostEvents: Queue;
  private readonly prefix: string;

  constructor(scope: Construct, id: string, props: { stage: string }) {
    super(scope, id);
    this.prefix = `jiesu-${props.stage}`;
    this.pairs = {
      // A reaction is tried every three minutes for a day, then lies for the rest of its fourteen days.
      reactions: this.pair('reactions', {
        visibilityTimeout: Duration.minutes(3),
        tries: 480,
        patience: Duration.minutes(15),
      }),
      messages: this.pair('messages', {
        visibilityTimeout: Duration.seconds(90),
        tries: 40,
        patience: Duration.minutes(10),
        fifo: {
          fifo: true,
          deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
          fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
        },
      }),
      followers: this.pair('followers', {
        visibilityTimeout: Duration.minutes(2),
        tries: 100,
        patience: Duration.minutes(15),
      }),
      uploads: this.pair('uploads', {
        visibilityTimeout: Duration.minutes(2),
        tries: 100,
        patience: Duration.minutes(15),
      }),
      undelivered: this.pair('undelivered', {
        visibilityTimeout: Duration.minutes(2),
        tries: 100,
        patience: Duration.minutes(15),
      }),
    };
    this.lostBatches = this.queue('lost-batches');
    this.lostEvents = this.queue('lost-events');
    for (const lost of [this.lostBatches, this.lostEvents]) {
      acknowledge(lost, {
        'AwsSolutions-SQS3': 'it is the end of its line: what a stream or a rule gave up, with an alarm on it',
      });
    }
  }

  private pair(
    name: QueueName,
    {
      visibilityTimeout,
      tries,
      patience,
      fifo,
    }: { visibilityTimeout: Duration; tries: number; patience: Duration; fifo?: QueueProps },
  ): QueuePair {
    const dead = this.queue(`${name}-dead`, fifo === undefined ? {} : { fifo: true });
    const queue = this.queue(name, {
      ...fifo,
      visibilityTimeout,
      deadLetterQueue: { queue: dead, maxReceiveCount: tries },
    });
    return { queue, dead, patience };
  }

  private queue(name: string, props: QueueProps = {}): Queue {
    const camelCase = name.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
    return new Queue(this, camelCase, {
      queueName: `${this.prefix}-${name}${props.fifo === true ? '.fifo' : ''}`,
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: longestRetention,
      ...props,
    });
  }
}
