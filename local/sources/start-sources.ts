// Starts every event source mapping of the template.
import type { Caller, InvocationResult, Service, Storage } from '../contracts.ts';
import type { Deliver } from '../events/targets.ts';
import type { DynamoPart } from '../parts.ts';
import { RefusedError } from '../refusal.ts';
import type { Queues } from '../sqs/queues.ts';
import { streamRecord } from '../tables.ts';
import type { StackClock } from '../time/clock.ts';
import { createQueueSource } from './queue-source.ts';
import type { SourcePlans } from './source-plans.ts';
import { openStreamPosition } from './stream-position.ts';
import { createStreamSource } from './stream-source.ts';

export function startSources(options: {
  plans: SourcePlans;
  storage: Storage;
  clock: StackClock;
  queues: Queues;
  dynamo: DynamoPart;
  place: { region: string; accountId: string };
  deliver: Deliver;
  run(functionArn: string, payload: string): Promise<InvocationResult>;
  callerOf(functionArn: string): Caller;
  /** Whether a batch is to be delivered once more: a fault that may be asked for. */
  duplicates(service: 'sqs' | 'dynamodb', functionName: string): boolean;
  /** Whether records are to come in another order: the same. */
  reorders(functionName: string): boolean;
  wake(): void;
  onFault(error: unknown): void;
}): Service[] {
  const { plans, dynamo } = options;
  const runFrom = (service: 'sqs' | 'dynamodb') => async (functionArn: string, payload: string) => {
    const result = await options.run(functionArn, payload);
    return options.duplicates(service, nameOf(functionArn)) ? options.run(functionArn, payload) : result;
  };
  const queueSources = plans.queues.map((plan) => {
    const queue = options.queues.byArn(plan.queueArn);
    if (queue === undefined) throw new RefusedError([`${plan.id}: queue ${plan.queueArn} is not in the template`]);
    return createQueueSource({
      ...options,
      run: runFrom('sqs'),
      plan,
      queue,
      region: options.place.region,
      roleId: options.place.accountId,
    });
  });
  const streamSources = plans.streams.map((plan) =>
    createStreamSource({
      ...options,
      run: runFrom('dynamodb'),
      reorders: () => options.reorders(nameOf(plan.functionArn)),
      plan,
      position: openStreamPosition(options.storage, plan.id),
      caller: options.callerOf(plan.functionArn),
      read: (streamArn, after, limit) => dynamo.readStream(streamArn, after, limit).map(streamRecord),
      deliver: (targetArn, body, caller) => options.deliver({ targetArn, body, sender: { caller } }),
    }),
  );
  dynamo.onStreamRecords((streamArn) => {
    for (const [index, source] of streamSources.entries())
      if (plans.streams[index]?.streamArn === streamArn) source.newRecords();
  });
  return [...queueSources, ...streamSources];
}

function nameOf(functionArn: string): string {
  return functionArn.split(':').at(-1) ?? '';
}
