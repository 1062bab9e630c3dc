// Account, region and partition: from the synthesized stacks where they say so, else made up.
import type { Assembly } from './assembly.ts';

export type TemplatePlace = { accountId: string; region: string; partition: string; urlSuffix: string };

export function placeOf(assembly: Assembly): TemplatePlace {
  const region = assembly.stacks.find((stack) => stack.region !== undefined)?.region ?? 'us-east-1';
  const china = region.startsWith('cn-');
  return {
    accountId: '111111111111',
    region,
    partition: china ? 'aws-cn' : 'aws',
    urlSuffix: china ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
}
