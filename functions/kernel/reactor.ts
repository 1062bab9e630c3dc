// The reactor of this deployment, put together once for the functions that react.
import { SQSClient } from '@aws-sdk/client-sqs';
import { peopleStore } from '#functions/people/people-store.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { dynamo } from './dynamo.ts';
import { matterStore } from './matter-store.ts';
import type { Reactor } from './react.ts';
import { reactionStore } from './reaction-store.ts';
import { workflows } from './workflows.ts';

const environment = () =>
  readEnvironment(['MATTERS_TABLE', 'PEOPLE_TABLE', 'MESSAGES_QUEUE_URL', 'FOLLOWERS_QUEUE_URL', 'STATE_MACHINE_ARN']);

let reactor: Reactor | undefined;

export const deployedReactor = (): Reactor => {
  if (reactor !== undefined) return reactor;
  const env = environment();
  const people = peopleStore(dynamo(), env.PEOPLE_TABLE);
  reactor = {
    store: reactionStore(dynamo(), env.MATTERS_TABLE),
    confirmText: people.confirm,
    sqs: new SQSClient({ maxAttempts: 3 }),
    sfn: workflows(),
    messagesQueueUrl: env.MESSAGES_QUEUE_URL,
    followersQueueUrl: env.FOLLOWERS_QUEUE_URL,
    stateMachineOf: () => env.STATE_MACHINE_ARN,
  };
  return reactor;
};

export const deployedMatters = () => matterStore(dynamo(), environment().MATTERS_TABLE);
