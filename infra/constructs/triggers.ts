// What brings events to functions that nobody calls: the stream, the queues, the rules. Every edge has a place for what
// it could not deliver (DESIGN §8).
import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as FunctionTarget } from 'aws-cdk-lib/aws-events-targets';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

const exists = { S: [{ exists: true }] };

/**
 * The stream of `matters`: new commits, and waits whose token came after their settlement (when the settlement comes
 * last, whoever writes it signals). Links, tasks, finds and all other writes wake nobody.
 */
export const feedByStream = (lambda: LambdaFunction, streamArn: string, lostBatches: IQueue): void => {
  new EventSourceMapping(lambda, 'Stream', {
    target: lambda,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: 10,
    // Order is kept within a matter, whatever the number of lanes.
    parallelizationFactor: 4,
    bisectBatchOnError: true,
    retryAttempts: 8,
    reportBatchItemFailures: true,
    onFailure: new SqsDlq(lostBatches),
    filters: [
      FilterCriteria.filter({
        eventName: FilterRule.isEqual('INSERT'),
        dynamodb: { Keys: { sk: { S: [{ prefix: 'EVT#' }] } } },
      }),
      FilterCriteria.filter({
        eventName: FilterRule.isEqual('MODIFY'),
        dynamodb: {
          Keys: { sk: { S: [{ prefix: 'WAIT#' }] } },
          NewImage: { token: exists, settledAs: exists, lastWrite: { S: ['token'] } },
        },
      }),
    ],
  });
};

export const feedByQueue = (lambda: LambdaFunction, queue: IQueue, batchSize: number): void => {
  new EventSourceMapping(lambda, 'Queue', {
    target: lambda,
    eventSourceArn: queue.queueArn,
    batchSize,
    reportBatchItemFailures: true,
  });
};

/** A tick that fails is not repeated: the next one comes soon and sees the same. */
export const runEvery = (
  scope: Construct,
  lambda: LambdaFunction,
  { minutes, why, name }: { minutes: number; why: string; name: string },
  lostEvents: IQueue,
): void => {
  const patience = Duration.minutes(minutes);
  lambda.configureAsyncInvoke({ retryAttempts: 0, maxEventAge: patience, onFailure: new SqsDestination(lostEvents) });
  new Rule(scope, `${name}-tick`, {
    description: why,
    schedule: Schedule.rate(patience),
    targets: [new FunctionTarget(lambda, { deadLetterQueue: lostEvents, retryAttempts: 2, maxEventAge: patience })],
  });
};

/** `States.ALL` in the workflow's last Catch misses runtime faults, and nobody catches an abort (DESIGN §3). */
export const runOnLostExecution = (
  scope: Construct,
  lambda: LambdaFunction,
  stateMachineArn: string,
  lostEvents: IQueue,
): void => {
  lambda.configureAsyncInvoke({
    retryAttempts: 2,
    maxEventAge: Duration.hours(6),
    onFailure: new SqsDestination(lostEvents),
  });
  new Rule(scope, 'LostExecution', {
    description: 'An execution ended outside its own Catch: the next one is started',
    eventPattern: {
      source: ['aws.states'],
      detailType: ['Step Functions Execution Status Change'],
      detail: { stateMachineArn: [stateMachineArn], status: ['FAILED', 'TIMED_OUT', 'ABORTED'] },
    },
    targets: [
      new FunctionTarget(lambda, { deadLetterQueue: lostEvents, retryAttempts: 20, maxEventAge: Duration.hours(6) }),
    ],
  });
};
