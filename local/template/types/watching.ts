// Resources that watch and log. They change nothing here, so every property of theirs is inert: the stack keeps logs
// in files and shows its state on its own page.
import * as z from 'zod';
import type { Naming, ResourceType } from '../resource-type.ts';

const Anything = z.looseObject({});
type Anything = z.infer<typeof Anything>;

function watching(type: string, identify: ResourceType['identify']): ResourceType<Anything> {
  return { type, properties: Anything, inert: {}, identify };
}

const arn = (naming: Naming, service: string, resource: string): string =>
  `arn:${naming.partition}:${service}:${naming.region}:${naming.accountId}:${resource}`;

export const watchingTypes: readonly ResourceType<Anything>[] = [
  watching('AWS::Logs::LogGroup', (naming) => {
    const name = naming.name('LogGroupName', 512);
    return { ref: name, attributes: { Arn: () => arn(naming, 'logs', `log-group:${name}:*`) } };
  }),
  watching('AWS::Logs::MetricFilter', (naming) => ({ ref: naming.name('FilterName'), attributes: {} })),
  watching('AWS::Logs::ResourcePolicy', (naming) => ({ ref: naming.name('PolicyName'), attributes: {} })),
  watching('AWS::CloudWatch::Alarm', (naming) => {
    const name = naming.name('AlarmName', 255);
    return { ref: name, attributes: { Arn: () => arn(naming, 'cloudwatch', `alarm:${name}`) } };
  }),
  watching('AWS::CloudWatch::CompositeAlarm', (naming) => {
    const name = naming.name('AlarmName', 255);
    return { ref: name, attributes: { Arn: () => arn(naming, 'cloudwatch', `alarm:${name}`) } };
  }),
  watching('AWS::CloudWatch::Dashboard', (naming) => ({ ref: naming.name('DashboardName', 255), attributes: {} })),
  watching('AWS::CDK::Metadata', (naming) => ({ ref: naming.logicalId, attributes: {} })),
];
