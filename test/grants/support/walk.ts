// How a journey of these tests is made: with one hand of the system tied if it wants to see the other at work, and with
// a look at the alarms when it has come to its end.

import { ListExecutionsCommand } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect } from 'vitest';
import type { Town } from '#test/journeys/support/town.ts';

export type Journey = {
  name: string;
  /** Faults from the beginning; without any, the reactions queue is closed, so that the stream has to do by itself. */
  faults?: readonly object[];
  /** Functions that fail, or are entered, only when something is wrong: here it is. `executions`: some are aborted. */
  wrong?: readonly string[];
  /** The function, as removals name it, whose grants this journey shows better than shorter ones. */
  shows?: string;
  go(town: Town): Promise<void>;
};

const noSecondHand = { function: 'react-again', fault: 'error-before' };

/** These faults and no others, until they are replaced. */
export const setFaults = async (town: Town, ...faults: readonly object[]): Promise<void> => {
  await town.local('faults', { method: 'DELETE' });
  const headers = { 'content-type': 'application/json' };
  await town.local('faults', { method: 'POST', body: JSON.stringify(faults), headers });
};

/** As it was at the beginning of an ordinary journey. */
export const cure = (town: Town): Promise<void> => setFaults(town, noSecondHand);

/** How many messages lie in a queue, visible or not. */
export const lying = async (town: Town, name: string): Promise<number> => {
  const { url } = town.resources['queues'].find((queue: { name: string }) => queue.name.endsWith(`-${name}`));
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const sqs = new SQSClient({ region: 'us-east-1', endpoint: town.url, credentials });
  try {
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['All'] }));
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes ?? {};
    return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible);
  } finally {
    sqs.destroy();
  }
};

/** @throws AssertionError when the journey does not come to its end, or an alarm of the deployment would ring after it. */
const walk = async (town: Town, { faults = [noSecondHand], wrong = [], go }: Journey): Promise<void> => {
  await setFaults(town, ...faults);
  await town.local('invocations', { method: 'DELETE' });
  const before = await ended(town);
  await go(town);
  await town.idle();
  const more = (await ended(town)) > before && !wrong.includes('executions');
  const alarms = [...(await alarming(town, wrong)), ...(more ? ['an execution ended outside its own Catch'] : [])];
  expect(alarms, 'what an alarm would tell').toEqual([]);
};

/** What the journey ended with instead of its promise. */
export const brokenPromiseOf = (town: Town, journey: Journey): Promise<string | undefined> => {
  const { promise: late, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve('it does not end within a minute'), 60_000);
  const ended = walk(town, journey).then(() => undefined, firstLine);
  return Promise.race([ended, late]).finally(() => clearTimeout(timer));
};

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 200) ?? '';

/** Executions that did not end by themselves. */
const ended = async (town: Town): Promise<number> => {
  const { executions = [] } = await town.clients.sfn.send(
    new ListExecutionsCommand({ stateMachineArn: town.machine, maxResults: 1000 }),
  );
  return executions.filter(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED').length;
};

const working = ['reactions', 'messages.fifo', 'followers', 'undelivered', 'uploads'];
const givenUp = working.map((name) => name.replace(/(\.fifo)?$/, '-dead$1'));

const alarming = async (town: Town, wrong: readonly string[]): Promise<string[]> => {
  const counts: Record<string, { invocations: number; errors: number }> = (await town.local('invocations')).body;
  const functions = Object.entries(counts).flatMap(([name, { invocations, errors }]) => {
    const short = name.replace(/^jiesu-dev-/, '');
    if (wrong.includes(short)) return [];
    if (short === 'hand-to-duty-officer' && invocations > 0) return ['a case was handed to the duty officer'];
    return errors > 0 ? [`${short} failed`] : [];
  });
  const queues = await Promise.all(
    [...working, ...givenUp].map(async (name) => ((await lying(town, name)) > 0 ? [`messages lie in ${name}`] : [])),
  );
  return [...functions, ...queues.flat()];
};
