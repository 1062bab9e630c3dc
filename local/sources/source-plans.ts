// The event source mappings of the template: which queue or stream feeds which function, and how.
import { patternProblems } from '../events/pattern.ts';
import type { Access } from '../iam/access.ts';
import { isObject, type JsonObject, parseJson } from '../json.ts';
import type { FunctionPlan } from '../lambda/function-plan.ts';
import { RefusedError } from '../refusal.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import type { Read } from '../template/resource-type.ts';
import { type MappingProperties, mappingType } from '../template/types/lambda.ts';
import type { QueueSourcePlan } from './queue-source.ts';
import type { StreamSourcePlan } from './stream-source.ts';

export type SourcePlans = { streams: StreamSourcePlan[]; queues: QueueSourcePlan[] };

/** What Lambda asks of a function's role, on the stream or queue, when a mapping is made. */
const STREAM_ACTIONS = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (name) => `dynamodb:${name}`,
);
const QUEUE_ACTIONS = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((name) => `sqs:${name}`);

export function sourcePlans(
  stacks: LoadedStacks,
  functions: readonly FunctionPlan[],
  access: Access,
  concurrency: number,
): SourcePlans {
  const plans: SourcePlans = { streams: [], queues: [] };
  for (const mapping of stacks.read(mappingType)) {
    const place = `${mapping.stackName}/${mapping.logicalId}`;
    const { FunctionName, EventSourceArn } = mapping.properties;
    const plan = functions.find((one) => one.arn === FunctionName || one.name === FunctionName);
    if (plan === undefined) throw new RefusedError([`${place}: function ${FunctionName} is not in the template`]);
    const service = EventSourceArn.split(':')[2];
    const actions = service === 'dynamodb' ? STREAM_ACTIONS : QUEUE_ACTIONS;
    const caller = access.enrol(plan.roleArn, plan.name, plan.name).caller;
    const missing = actions.filter((action) => !access.allows(caller, { action, resource: EventSourceArn }));
    if (missing.length > 0) {
      // On AWS the mapping cannot even be made without them.
      throw new RefusedError([`${place}: role ${plan.roleArn} may not ${missing.join(', ')} on ${EventSourceArn}`]);
    }
    if (service === 'dynamodb') plans.streams.push(streamPlan(mapping, plan, place));
    else if (service === 'sqs') plans.queues.push(queuePlan(mapping, plan, place, concurrency));
    else
      throw new RefusedError([`${place}: event source ${EventSourceArn} is not supported here: table stream or queue`]);
  }
  return plans;
}

function streamPlan(
  { identity, properties }: Read<MappingProperties>,
  target: FunctionPlan,
  place: string,
): StreamSourcePlan {
  return {
    id: identity.ref,
    functionArn: target.arn,
    streamArn: properties.EventSourceArn,
    enabled: properties.Enabled,
    fromEnd: properties.StartingPosition === 'LATEST',
    lanes: properties.ParallelizationFactor,
    policy: {
      batchSize: properties.BatchSize ?? 100,
      windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
      bisect: properties.BisectBatchOnFunctionError,
      maximumRetries: properties.MaximumRetryAttempts,
      maximumAgeMs: properties.MaximumRecordAgeInSeconds < 0 ? -1 : properties.MaximumRecordAgeInSeconds * 1000,
    },
    filters: filtersOf(properties, place),
    partialFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    onFailureArn: properties.DestinationConfig?.OnFailure?.Destination,
  };
}

function queuePlan(
  { identity, properties }: Read<MappingProperties>,
  target: FunctionPlan,
  place: string,
  concurrency: number,
): QueueSourcePlan {
  return {
    id: identity.ref,
    functionArn: target.arn,
    queueArn: properties.EventSourceArn,
    enabled: properties.Enabled,
    batchSize: properties.BatchSize ?? 10,
    windowMs: properties.MaximumBatchingWindowInSeconds * 1000,
    concurrency: Math.min(properties.ScalingConfig?.MaximumConcurrency ?? concurrency, concurrency),
    filters: filtersOf(properties, place),
    partialFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
  };
}

function filtersOf(properties: MappingProperties, place: string): JsonObject[] {
  return (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) => {
    const pattern = parseJson(Pattern);
    const problems = patternProblems(pattern);
    if (!isObject(pattern) || problems.length > 0) throw new RefusedError([`${place}: ${problems.join('; ')}`]);
    return pattern;
  });
}
