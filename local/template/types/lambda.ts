// AWS::Lambda::*: functions, who may invoke them, what feeds them.
import * as z from 'zod';
import { flag, text, whole } from '../fields.ts';
import type { ResourceType } from '../resource-type.ts';

const FunctionProperties = z.strictObject({
  FunctionName: text.optional(),
  Runtime: z.string().regex(/^nodejs/, 'only Node.js functions are run here'),
  Handler: z.string().regex(/^[^.]+\.[^.]+$/, 'must be file.export'),
  Code: z.union([z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }), z.strictObject({ ZipFile: z.string() })]),
  Role: text,
  Environment: z.strictObject({ Variables: z.record(z.string(), text).default({}) }).optional(),
  Timeout: whole.default(3),
  MemorySize: whole.default(128),
  ReservedConcurrentExecutions: whole.optional(),
  DeadLetterConfig: z.strictObject({ TargetArn: text }).optional(),
  LoggingConfig: z
    .strictObject({
      LogFormat: z.enum(['Text', 'JSON']).default('Text'),
      ApplicationLogLevel: z.string().optional(),
      SystemLogLevel: z.string().optional(),
      LogGroup: text.optional(),
    })
    .optional(),
});
export type FunctionProperties = z.infer<typeof FunctionProperties>;

export const functionType: ResourceType<FunctionProperties> = {
  type: 'AWS::Lambda::Function',
  properties: FunctionProperties,
  inert: {
    Architectures: 'bundles are plain JavaScript: they run on any processor',
    Description: 'words for people',
    EphemeralStorage: 'the size of /tmp is not limited',
    KmsKeyArn: 'the environment is not encrypted at rest on this machine',
    RuntimeManagementConfig: 'the runtime is the Node.js that runs the stack',
    Tags: 'labels only',
    TracingConfig: 'traces are not recorded',
  },
  identify: (naming) => {
    const name = naming.name('FunctionName', 64);
    const { partition, region, accountId } = naming;
    return { ref: name, attributes: { Arn: () => `arn:${partition}:lambda:${region}:${accountId}:function:${name}` } };
  },
};

const PermissionProperties = z.strictObject({
  Action: text,
  FunctionName: text,
  Principal: text,
  SourceArn: text.optional(),
  SourceAccount: text.optional(),
});
export type PermissionProperties = z.infer<typeof PermissionProperties>;

export const permissionType: ResourceType<PermissionProperties> = {
  type: 'AWS::Lambda::Permission',
  properties: PermissionProperties,
  inert: {},
  identify: (naming) => ({ ref: `${naming.stackName}-${naming.logicalId}`, attributes: {} }),
};

const FilterCriteria = z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })).default([]) });
const OnFailure = z.strictObject({ OnFailure: z.strictObject({ Destination: text }).optional() });

const MappingProperties = z.strictObject({
  FunctionName: text,
  EventSourceArn: text,
  Enabled: flag.default(true),
  BatchSize: whole.optional(),
  MaximumBatchingWindowInSeconds: whole.default(0),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  BisectBatchOnFunctionError: flag.default(false),
  MaximumRetryAttempts: whole.default(-1),
  MaximumRecordAgeInSeconds: whole.default(-1),
  ParallelizationFactor: whole.min(1).max(10).default(1),
  FunctionResponseTypes: z.array(z.enum(['ReportBatchItemFailures'])).default([]),
  FilterCriteria: FilterCriteria.optional(),
  DestinationConfig: OnFailure.optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: whole.optional() }).optional(),
});
export type MappingProperties = z.infer<typeof MappingProperties>;

export const mappingType: ResourceType<MappingProperties> = {
  type: 'AWS::Lambda::EventSourceMapping',
  properties: MappingProperties,
  inert: { KmsKeyArn: 'filters are not encrypted at rest', MetricsConfig: 'metrics are not kept', Tags: 'labels only' },
  identify: (naming) => {
    const id = `${naming.stackName}-${naming.logicalId}`;
    return { ref: id, attributes: { Id: () => id } };
  },
};

const InvokeConfigProperties = z.strictObject({
  FunctionName: text,
  Qualifier: z.literal('$LATEST'),
  MaximumEventAgeInSeconds: whole.default(21_600),
  MaximumRetryAttempts: whole.min(0).max(2).default(2),
  DestinationConfig: z
    .strictObject({
      OnFailure: z.strictObject({ Destination: text }).optional(),
      OnSuccess: z.strictObject({ Destination: text }).optional(),
    })
    .optional(),
});
export type InvokeConfigProperties = z.infer<typeof InvokeConfigProperties>;

export const invokeConfigType: ResourceType<InvokeConfigProperties> = {
  type: 'AWS::Lambda::EventInvokeConfig',
  properties: InvokeConfigProperties,
  inert: {},
  identify: (naming) => ({ ref: `${naming.stackName}-${naming.logicalId}`, attributes: {} }),
};
