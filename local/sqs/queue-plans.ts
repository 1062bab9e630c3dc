// The queues of the template.
import { RefusedError } from '../refusal.ts';
import type { LoadedStacks } from '../template/load-stacks.ts';
import { queueType } from '../template/types/messaging.ts';
import type { QueuePlan } from './queues.ts';

export function queuePlans(stacks: LoadedStacks): QueuePlan[] {
  const read = stacks.read(queueType);
  const arns = new Set(read.map(({ identity }) => identity.attributes.Arn?.()));
  return read.map(({ stackName, logicalId, identity, properties }) => {
    const redrive = properties.RedrivePolicy;
    if (redrive !== undefined && !arns.has(redrive.deadLetterTargetArn)) {
      throw new RefusedError([
        `${stackName}/${logicalId}: its dead-letter queue ${redrive.deadLetterTargetArn} is not in the template`,
      ]);
    }
    return {
      name: identity.attributes.QueueName?.() ?? '',
      arn: identity.attributes.Arn?.() ?? '',
      url: identity.ref,
      fifo: properties.FifoQueue,
      contentDeduplication: properties.ContentBasedDeduplication,
      deduplicationByGroup: properties.DeduplicationScope === 'messageGroup',
      delaySeconds: properties.DelaySeconds,
      largestMessage: properties.MaximumMessageSize,
      retentionSeconds: properties.MessageRetentionPeriod,
      waitSeconds: properties.ReceiveMessageWaitTimeSeconds,
      visibilitySeconds: properties.VisibilityTimeout,
      redrive:
        redrive === undefined
          ? undefined
          : { arn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount },
    };
  });
}
