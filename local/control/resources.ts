// GET /_local/resources: everything the templates came to, for tools that need names, addresses and ARNs.
import type { FunctionPlan } from '../lambda/function-plan.ts';
import type { MachinePlan } from '../machines.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Queues } from '../sqs/queues.ts';
import type { Tables } from '../tables.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import type { TemplatePlace } from '../template/place.ts';
import { bucketType } from '../template/types/storage.ts';

export type Resources = {
  url: string;
  aws: {
    endpointUrl: string;
    region: string;
    partition: string;
    accountId: string;
    accessKeyId: string;
    secretAccessKey: string;
  };
  functions: { name: string; arn: string; logicalId: string }[];
  tables: { name: string; arn: string; streamArn?: string; logicalId: string }[];
  queues: { name: string; arn: string; url: string }[];
  stateMachines: { name: string; arn: string; logicalId: string }[];
  secrets: { name: string; arn: string; logicalId: string }[];
  buckets: { name: string; logicalId: string }[];
  outputs: Record<string, Record<string, string>>;
};

export function resourcesOf(options: {
  stacks: LoadedStacks;
  place: TemplatePlace;
  origin: string;
  plans: readonly FunctionPlan[];
  machines: readonly MachinePlan[];
  queues: Queues;
  secrets: Secrets;
  tables: Tables;
}): Resources {
  const { stacks, place, origin } = options;
  return {
    url: origin,
    aws: {
      endpointUrl: origin,
      region: place.region,
      partition: place.partition,
      accountId: place.accountId,
      accessKeyId: 'local',
      secretAccessKey: 'local',
    },
    functions: options.plans.map(({ name, arn, logicalId }) => ({ name, arn, logicalId })),
    tables: options.tables.plans.map(({ logicalId, identity, properties }) => {
      const { Arn, StreamArn } = identity.attributes;
      const stream = properties.StreamSpecification === undefined ? {} : { streamArn: StreamArn?.() ?? '' };
      return { name: identity.ref, arn: Arn?.() ?? '', logicalId, ...stream };
    }),
    queues: options.queues.all().map(({ plan }) => ({ name: plan.name, arn: plan.arn, url: plan.url })),
    stateMachines: options.machines.map(({ name, arn, logicalId }) => ({ name, arn, logicalId })),
    secrets: options.secrets.plans.map(({ name, arn, logicalId }) => ({ name, arn, logicalId })),
    buckets: stacks.read(bucketType).map(({ logicalId, identity }) => ({ name: identity.ref, logicalId })),
    outputs: stacks.outputs(),
  };
}
