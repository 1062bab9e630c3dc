// Everything that there is in the end: both tables, executions with the states they went through, messages, queues. Left
// out, by name, is what is made up anew at every run, and when and how often a message was delivered.
import { type AttributeValue, DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { paginateGetExecutionHistory, paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { parseCommit } from '#kernel/matter-store.ts';
import type { MortalStack } from './mortal-stack.ts';

export type FinalState = {
  /** One text a thing: items of the tables by their keys, executions by name, messages by case, key and channel. */
  facts: Map<string, string>;
  /** What lies in the queues, dead-letter queues among them. */
  queued: Record<string, number>;
  /** Causes on record, by case. */
  causes: Map<string, Set<string>>;
};

type Item = Record<string, AttributeValue>;

/** Random, or the moment of a delivery, which a redelivery moves. */
const leftOut: Readonly<Record<string, readonly string[]>> = {
  'WAIT#': ['token'],
  // Which of a telephone's tasks came first is a race between cases.
  'MSG#': ['sentAt', 'place'],
};

export const finalStateOf = async (stack: MortalStack): Promise<FinalState> => {
  await stack.local('idle');
  const endpoint = await stack.alive();
  const config = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  const resources = await stack.local('resources');
  const state: FinalState = { facts: new Map(), queued: {}, causes: new Map() };
  for (const { name } of resources.tables) await readTable(new DynamoDBClient(config), name, state);
  for (const { arn } of resources.stateMachines) await readExecutions(new SFNClient(config), arn, state);
  for (const { name, url } of resources.queues) state.queued[name] = await messagesIn(new SQSClient(config), url);
  await readMessages(stack, state);
  return state;
};

const readTable = async (client: DynamoDBClient, TableName: string, state: FinalState): Promise<void> => {
  for await (const { Items } of paginateScan({ client }, { TableName })) {
    for (const item of Items ?? []) {
      const { pk, sk } = item;
      state.facts.set(`${TableName} ${pk?.S} ${sk?.S ?? ''}`, textOfItem(item, state));
    }
  }
};

const textOfItem = (item: Item, state: FinalState): string => {
  const { pk, sk, commit, packed, ...rest } = item;
  if (sk?.S?.startsWith('EVT#') === true && (commit ?? packed) !== undefined) {
    const parsed = parseCommit({ commit: { S: commit?.S }, packed: { B: packed?.B } });
    const causes = state.causes.get(parsed.matter.id) ?? new Set();
    state.causes.set(parsed.matter.id, causes.add(parsed.cause));
    return sorted({ ...parsed, ...rest });
  }
  const without = Object.entries(leftOut).find(([prefix]) => sk?.S?.startsWith(prefix) === true)?.[1] ?? [];
  return sorted(Object.fromEntries(Object.entries(rest).filter(([name]) => !without.includes(name))));
};

const sorted = (value: object): string =>
  JSON.stringify(Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1))));

const readExecutions = async (client: SFNClient, stateMachineArn: string, state: FinalState): Promise<void> => {
  for await (const { executions } of paginateListExecutions({ client }, { stateMachineArn })) {
    for (const { executionArn, name, status } of executions ?? []) {
      const path: string[] = [];
      for await (const { events } of paginateGetExecutionHistory({ client }, { executionArn }))
        for (const { stateEnteredEventDetails: entered, timestamp } of events ?? [])
          if (entered !== undefined) path.push(`${entered.name} ${timestamp?.toISOString()}`);
      state.facts.set(`execution ${name}`, [status, ...path].join('\n'));
    }
  }
};

const messagesIn = async (client: SQSClient, QueueUrl: string): Promise<number> => {
  const { Attributes = {} } = await client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  return Object.entries(Attributes)
    .filter(([name]) => /^ApproximateNumberOfMessages/.test(name))
    .reduce((sum, [, count]) => sum + Number(count), 0);
};

type Sent = { channel: string; to: string; subject?: string; text: string; tags: Record<string, string> };

/** At least once: equal repeats are one, and a repeat that says something else shows. */
const readMessages = async (stack: MortalStack, { facts }: FinalState): Promise<void> => {
  const sent: Sent[] = await stack.local('messages');
  for (const { channel, to, subject, text, tags } of sent) {
    const key = `message ${tags['caseId']} ${tags['key']} ${channel}`;
    // The number of a port, and an officer's code: which of a telephone's tasks came first is a race between cases.
    const words = text.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, '').replaceAll(/回复5\d/g, '回复5x');
    const says = sorted({ to, subject, text: words, ...tags });
    const earlier = facts.get(key);
    if (earlier === undefined) facts.set(key, says);
    else if (!earlier.split('\n').includes(says)) facts.set(key, `${earlier}\n${says}`);
  }
};
