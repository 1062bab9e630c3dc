// AWS::SQS::*, AWS::SNS::*, AWS::Events::Rule, AWS::Scheduler::*.
import * as z from 'zod';
import { flag, PolicyDocument, text, texts, whole } from '../fields.ts';
import type { ResourceType } from '../resource-type.ts';

const RedrivePolicy = z.strictObject({ deadLetterTargetArn: text, maxReceiveCount: whole.min(1) });

const QueueProperties = z.strictObject({
  QueueName: text.optional(),
  FifoQueue: flag.default(false),
  ContentBasedDeduplication: flag.default(false),
  DeduplicationScope: z.enum(['queue', 'messageGroup']).optional(),
  DelaySeconds: whole.default(0),
  MaximumMessageSize: whole.default(262_144),
  MessageRetentionPeriod: whole.default(345_600),
  ReceiveMessageWaitTimeSeconds: whole.default(0),
  VisibilityTimeout: whole.default(30),
  RedrivePolicy: RedrivePolicy.optional(),
  KmsMasterKeyId: text.optional(),
});
export type QueueProperties = z.infer<typeof QueueProperties>;

export const queueType: ResourceType<QueueProperties> = {
  type: 'AWS::SQS::Queue',
  properties: QueueProperties,
  inert: {
    FifoThroughputLimit: 'the throughput of a queue is not limited here',
    KmsDataKeyReusePeriodSeconds: 'messages are not encrypted at rest on this machine',
    RedriveAllowPolicy: 'every queue of the template may use every other as its dead-letter queue',
    SqsManagedSseEnabled: 'messages are not encrypted at rest on this machine',
    Tags: 'labels only',
  },
  identify: (naming) => {
    const fifo = String(naming.property('FifoQueue')) === 'true' && naming.property('QueueName') === undefined;
    const name = fifo ? `${naming.name('QueueName', 75)}.fifo` : naming.name('QueueName', 80);
    const { partition, region, accountId } = naming;
    return {
      ref: `${naming.origin}/${accountId}/${name}`,
      attributes: {
        Arn: () => `arn:${partition}:sqs:${region}:${accountId}:${name}`,
        QueueName: () => name,
        QueueUrl: () => `${naming.origin}/${accountId}/${name}`,
      },
    };
  },
};

const QueuePolicyProperties = z.strictObject({ Queues: z.array(text), PolicyDocument });
export type QueuePolicyProperties = z.infer<typeof QueuePolicyProperties>;

export const queuePolicyType: ResourceType<QueuePolicyProperties> = {
  type: 'AWS::SQS::QueuePolicy',
  properties: QueuePolicyProperties,
  inert: {},
  identify: (naming) => ({ ref: `${naming.stackName}-${naming.logicalId}`, attributes: {} }),
};

const RetryPolicy = z.strictObject({
  MaximumEventAgeInSeconds: whole.default(86_400),
  MaximumRetryAttempts: whole.default(185),
});

const Target = z.strictObject({
  Id: text,
  Arn: text,
  RoleArn: text.optional(),
  Input: text.optional(),
  InputPath: text.optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  SqsParameters: z.strictObject({ MessageGroupId: text }).optional(),
  DeadLetterConfig: z.strictObject({ Arn: text }).optional(),
  RetryPolicy: RetryPolicy.optional(),
});
export type RuleTarget = z.infer<typeof Target>;

const RuleProperties = z.strictObject({
  Name: text.optional(),
  EventBusName: z.literal('default').optional(),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Targets: z.array(Target).default([]),
});
export type RuleProperties = z.infer<typeof RuleProperties>;

export const ruleType: ResourceType<RuleProperties> = {
  type: 'AWS::Events::Rule',
  properties: RuleProperties,
  inert: { Description: 'words for people', Tags: 'labels only' },
  identify: (naming) => {
    const name = naming.name('Name', 64);
    const { partition, region, accountId } = naming;
    return { ref: name, attributes: { Arn: () => `arn:${partition}:events:${region}:${accountId}:rule/${name}` } };
  },
};

const ScheduleProperties = z.strictObject({
  Name: text.optional(),
  GroupName: z.literal('default').optional(),
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  Target: z.strictObject({
    Arn: text,
    RoleArn: text,
    Input: text.optional(),
    DeadLetterConfig: z.strictObject({ Arn: text }).optional(),
    RetryPolicy: RetryPolicy.optional(),
    SqsParameters: z.strictObject({ MessageGroupId: text }).optional(),
  }),
});
export type ScheduleProperties = z.infer<typeof ScheduleProperties>;

export const scheduleType: ResourceType<ScheduleProperties> = {
  type: 'AWS::Scheduler::Schedule',
  properties: ScheduleProperties,
  inert: { Description: 'words for people' },
  identify: (naming) => {
    const name = naming.name('Name', 64);
    const { partition, region, accountId } = naming;
    return {
      ref: name,
      attributes: { Arn: () => `arn:${partition}:scheduler:${region}:${accountId}:schedule/default/${name}` },
    };
  },
};

const TopicProperties = z.strictObject({
  TopicName: text.optional(),
  FifoTopic: z.literal(false).optional(),
  Subscription: z.array(z.strictObject({ Endpoint: text, Protocol: z.literal('email') })).optional(),
});

export const topicType: ResourceType<z.infer<typeof TopicProperties>> = {
  type: 'AWS::SNS::Topic',
  properties: TopicProperties,
  inert: {
    DisplayName: 'words for people',
    KmsMasterKeyId: 'nothing is stored',
    Tags: 'labels only',
    TracingConfig: 'traces are not recorded',
  },
  identify: (naming) => {
    const name = naming.name('TopicName', 256);
    const arn = `arn:${naming.partition}:sns:${naming.region}:${naming.accountId}:${name}`;
    return { ref: arn, attributes: { TopicArn: () => arn, TopicName: () => name } };
  },
};

const SubscriptionProperties = z.strictObject({
  TopicArn: text,
  Protocol: z.enum(['email', 'email-json'], 'only alarm topics with mail subscribers are accepted here'),
  Endpoint: text,
});

export const subscriptionType: ResourceType<z.infer<typeof SubscriptionProperties>> = {
  type: 'AWS::SNS::Subscription',
  properties: SubscriptionProperties,
  inert: {},
  identify: (naming) => ({ ref: `${naming.stackName}-${naming.logicalId}`, attributes: {} }),
};

const TopicPolicyProperties = z.strictObject({ Topics: texts, PolicyDocument });

export const topicPolicyType: ResourceType<z.infer<typeof TopicPolicyProperties>> = {
  type: 'AWS::SNS::TopicPolicy',
  properties: TopicPolicyProperties,
  inert: {},
  identify: (naming) => ({ ref: `${naming.stackName}-${naming.logicalId}`, attributes: {} }),
};
