// Alarms on every asynchronous edge, to one topic (DESIGN §8). An alarm's description says what it means and what to do.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { QueuePair } from './queues.ts';

const period = Duration.minutes(5);

type AlarmProps = { metric: IMetric; atLeast: number; means: string; periods?: number };

export class Watch extends Construct {
  readonly topic: Topic;
  readonly alarms: Alarm[] = [];
  private readonly stage: string;

  constructor(scope: Construct, id: string, props: { stage: string }) {
    super(scope, id);
    this.stage = props.stage;
    const key = new Key(this, 'Key', {
      description: 'Alarms of the hotline on their way to people',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      }),
    );
    this.topic = new Topic(this, 'Topic', {
      topicName: `jiesu-${props.stage}-alarms`,
      displayName: 'Jiesu alarms',
      masterKey: key,
      enforceSSL: true,
    });
  }

  private alarm(id: string, { metric, atLeast, means, periods = 1 }: AlarmProps): void {
    const alarm = new Alarm(this, id, {
      alarmName: `jiesu-${this.stage}-${id}`,
      alarmDescription: means,
      metric,
      threshold: atLeast,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: periods,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.alarms.push(alarm);
  }

  pair(name: string, { queue, dead, patience }: QueuePair): void {
    this.deadLetters(
      `${name}-given-up`,
      dead,
      `The queue ${name} gave a message up: read it, cure the cause, redrive it.`,
    );
    this.alarm(`${name}-old`, {
      metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'max' }),
      atLeast: patience.toSeconds(),
      means: `The queue ${name} is behind: its function fails or is throttled.`,
    });
  }

  deadLetters(id: string, queue: Queue, means: string): void {
    this.alarm(id, {
      metric: queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'max' }),
      atLeast: 1,
      means,
    });
  }

  /** One failure is repeated by whoever called; several are a cause. */
  lambda(name: string, lambda: LambdaFunction): void {
    this.alarm(`${name}-errors`, {
      metric: lambda.metricErrors({ period }),
      atLeast: 3,
      means: `${name} fails: its log says why, without naming anybody.`,
    });
    this.alarm(`${name}-throttled`, {
      metric: lambda.metricThrottles({ period }),
      atLeast: 1,
      periods: 2,
      means: `${name} is throttled: the account's concurrency is used up.`,
    });
  }

  stream(lambda: LambdaFunction): void {
    this.alarm('stream-behind', {
      metric: lambda.metric('IteratorAge', { period, statistic: 'max' }),
      atLeast: Duration.minutes(5).toMilliseconds(),
      means: 'Commits wait for their reactions: messages and timers are late.',
    });
  }

  machine(machine: StateMachine): void {
    const means = (how: string) => `An execution ${how} outside its own Catch. The next one is started; look why.`;
    this.alarm('executions-failed', { metric: machine.metricFailed({ period }), atLeast: 1, means: means('failed') });
    this.alarm('executions-timed-out', {
      metric: machine.metricTimedOut({ period }),
      atLeast: 1,
      means: means('timed out'),
    });
    this.alarm('executions-aborted', {
      metric: machine.metricAborted({ period }),
      atLeast: 1,
      means: means('was aborted'),
    });
    this.alarm('executions-throttled', {
      metric: machine.metricThrottled({ period }),
      atLeast: 1,
      periods: 3,
      means: 'The machine is throttled: ask for a higher quota of state transitions.',
    });
  }

  api(metric: IMetric): void {
    this.alarm('api-faults', { metric, atLeast: 5, means: 'The API answers with 5xx: the functions behind it fail.' });
  }

  /** Figures that the functions write into their logs; each should be 0. */
  product(): void {
    const means = {
      SweepMoved: 'The sweep had to wake cases whose own timers did not: a clock was silent.',
      ProvisionalDeadlines: 'Deadlines reach a year without a calendar: add calendar/<year>.json and deploy.',
      OutboundGone:
        'A source answers its webhooks with 410: nothing more is sent until the pack gives it a new address.',
      MailUndelivered: 'Mails come back or are complained of: look at the mailboxes of the units that the log names.',
      DutyOfficerEntries: 'A case was handed to the duty officer: no repeat could cure a step.',
    };
    for (const [metricName, words] of Object.entries(means)) {
      this.alarm(metricName.replace(/(?<=[a-z])[A-Z]/g, (letter) => `-${letter}`).toLowerCase(), {
        metric: this.productMetric(metricName),
        atLeast: 1,
        means: words,
      });
    }
  }

  productMetric(metricName: string): Metric {
    return new Metric({
      namespace: 'Jiesu',
      metricName,
      dimensionsMap: { Stage: this.stage },
      statistic: 'sum',
      period,
    });
  }
}
