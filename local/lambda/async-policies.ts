// What happens to asynchronous invocations that fail, per function.

import { refuseUnknownTarget } from '../events/targets.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import { invokeConfigType } from '../template/types/lambda.ts';
import type { AsyncPolicy } from './async-invocations.ts';
import type { FunctionPlan } from './function-plan.ts';

export function asyncPolicies(
  stacks: LoadedStacks,
  functions: readonly FunctionPlan[],
): (functionArn: string) => AsyncPolicy {
  const configurations = stacks.read(invokeConfigType);
  const policies = new Map<string, AsyncPolicy>();
  for (const plan of functions) {
    const found = configurations.find(
      ({ properties }) => properties.FunctionName === plan.name || properties.FunctionName === plan.arn,
    );
    const onFailureArn = found?.properties.DestinationConfig?.OnFailure?.Destination;
    const onSuccessArn = found?.properties.DestinationConfig?.OnSuccess?.Destination;
    for (const arn of [onFailureArn, onSuccessArn, plan.deadLetterArn])
      if (arn !== undefined) refuseUnknownTarget(plan.logicalId, arn);
    policies.set(plan.arn, {
      maximumRetries: found?.properties.MaximumRetryAttempts ?? 2,
      maximumAgeSeconds: found?.properties.MaximumEventAgeInSeconds ?? 21_600,
      onFailureArn,
      onSuccessArn,
      deadLetterArn: plan.deadLetterArn,
    });
  }
  const usual: AsyncPolicy = {
    maximumRetries: 2,
    maximumAgeSeconds: 21_600,
    onFailureArn: undefined,
    onSuccessArn: undefined,
    deadLetterArn: undefined,
  };
  return (functionArn) => policies.get(functionArn) ?? usual;
}
