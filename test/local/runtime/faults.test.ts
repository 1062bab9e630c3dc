import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reordered, type StreamRecord } from '#local/sources/stream-lane.ts';
import { type Library, monday, openLibrary, rootKeys, scratchFolder, synthesized } from './library.ts';

let cdkOut: string;
beforeAll(() => {
  cdkOut = synthesized();
});

/** One function at a time: what comes first is then also done first. */
async function withLibrary(work: (library: Library) => Promise<void>): Promise<void> {
  const library = await openLibrary({ cdkOut, concurrency: 1 });
  try {
    await work(library);
    expect(library.faults).toEqual([]);
  } finally {
    await library.stop();
  }
}

/** Books in the order in which their workflows were started. */
async function started(library: Library): Promise<string[]> {
  const client = new SFNClient({ ...rootKeys, endpoint: library.url });
  const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:library-loan';
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
  const books = await Promise.all(
    executions.map(async ({ executionArn }) => {
      const { input = '{}' } = await client.send(new DescribeExecutionCommand({ executionArn }));
      return String(JSON.parse(input).book);
    }),
  );
  client.destroy();
  return books.reverse();
}

const fault = (library: Library, rule: object) => library.local('faults', rule);

describe('a delivery', () => {
  it('comes twice from a queue when that is asked for', () =>
    withLibrary(async (library) => {
      await fault(library, { service: 'sqs', function: 'track', fault: 'duplicate', times: 1 });
      await library.lend('a');
      await library.idle();
      expect((await library.invocations()).track?.invocations).toBe(2);
      expect(await started(library)).toEqual(['a']);
      await library.lend('b');
      await library.idle();
      expect((await library.invocations()).track?.invocations).toBe(3);
    }));

  it('of stream records comes in another order, and each once', () =>
    withLibrary(async (library) => {
      await fault(library, { service: 'dynamodb', operation: 'Deliver', fault: 'reorder', nth: 1 });
      for (const book of ['a', 'b', 'c']) {
        await library.lend(book);
        await library.idle();
      }
      expect(await started(library)).toEqual(['b', 'a', 'c']);
      expect((await library.invocations()).announce?.invocations).toBe(2);
    }));

  it('of a record that stays alone is held a second, and then comes', () =>
    withLibrary(async (library) => {
      await fault(library, { service: 'dynamodb', fault: 'reorder', times: 1 });
      await library.lend('a');
      await library.idle();
      expect(await started(library)).toEqual([]);
      await library.local('clock', { advanceSeconds: 1 });
      expect(await started(library)).toEqual(['a']);
    }));

  it('keeps the order of what happened to one item', () => {
    const record = (sequence: string, pk: string): StreamRecord => ({
      sequence,
      createdAt: 0,
      event: { dynamodb: { Keys: { pk: { S: pk } } } },
    });
    const batch = [record('1', 'a'), record('2', 'b'), record('3', 'a'), record('4', 'c')];
    expect(reordered(batch).map(({ sequence }) => sequence)).toEqual(['4', '2', '1', '3']);
  });
});

describe('a timer', () => {
  it('of a workflow comes as late as is asked for, once', () =>
    withLibrary(async (library) => {
      await fault(library, { service: 'states', fault: 'late', seconds: 3600, times: 1 });
      await library.lend('a');
      await library.idle();
      await library.local('clock', { to: '2026-03-16T01:59:59.000Z' });
      expect(await library.local('messages')).toEqual({ list: [] });
      await library.lend('b');
      await library.idle();
      await library.local('clock', { to: '2026-03-31T00:00:00.000Z' });
      const { list } = await library.local('messages');
      expect(list).toMatchObject([
        { at: '2026-03-16T02:00:00.000Z', tags: { book: 'a' } },
        { at: '2026-03-30T01:59:59.000Z', tags: { book: 'b' } },
      ]);
    }));

  it('of a rule and of a queue comes late, too', () =>
    withLibrary(async (library) => {
      await fault(library, { service: 'events', operation: 'Timer', fault: 'late', seconds: 600, nth: 1 });
      await library.local('clock', { advanceSeconds: 3600 + 599 });
      expect((await library.invocations()).tidy?.invocations).toBe(0);
      await library.local('clock', { advanceSeconds: 1 });
      expect((await library.invocations()).tidy?.invocations).toBe(1);

      await fault(library, [
        { function: 'track', fault: 'error-before', nth: 1 },
        { service: 'sqs', operation: 'Timer', fault: 'late', seconds: 30, nth: 1 },
      ]);
      await library.lend('a');
      await library.idle();
      await library.local('clock', { advanceSeconds: 89 });
      expect(await started(library)).toEqual([]);
      await library.local('clock', { advanceSeconds: 1 });
      expect(await started(library)).toEqual(['a']);
    }));
});

describe('the death of the process', () => {
  const begin = async (data: string, rule?: object) => {
    const words = ['--cdk-out', cdkOut, '--data', data, '--virtual', '--start', monday];
    const given = rule === undefined ? [] : ['--faults', JSON.stringify(rule)];
    const child = spawn(process.execPath, [join(import.meta.dirname, '../../../local/main.ts'), ...words, ...given]);
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.on('close', (_code, signal) => resolve(signal)),
    );
    const url = await new Promise<string>((resolve) =>
      child.stdout.on('data', (part) => resolve(String(part).trim().replace('ready ', ''))),
    );
    return { url, ended, stop: () => child.kill('SIGTERM') };
  };

  it.each([
    ['kill', 0],
    ['kill-after', 1],
  ])('%s: what is on disk when it is started again', async (kind, items) => {
    const data = scratchFolder();
    const rule = { service: 'dynamodb', operation: 'PutItem', function: 'lend', fault: kind };
    const dying = await begin(data, rule);
    await expect(fetch(`${dying.url}/loans/a`, { method: 'POST', body: 'ada' })).rejects.toThrow();
    expect(await dying.ended).toBe('SIGKILL');
    const next = await begin(data);
    const client = new DynamoDBClient({ ...rootKeys, endpoint: next.url });
    expect((await client.send(new ScanCommand({ TableName: 'library-loans' }))).Count).toBe(items);
    client.destroy();
    next.stop();
    await next.ended;
  });
});

describe('a fault that makes no sense', () => {
  let quiet: Library;
  beforeAll(async () => {
    quiet = await openLibrary({ cdkOut });
  });
  afterAll(() => quiet.stop());

  it.each([
    [{}, /fault must be one of throttle/],
    ['nonsense', /give a fault, or a list of faults/],
    [{ fault: 'throttle' }, /say which service or function fails/],
    [{ service: 'dynamo', fault: 'throttle' }, /needs a service: dynamodb, states.*; not dynamo/],
    [{ service: 'sqs', operation: 'Deliver', fault: 'throttle' }, /Deliver is no call/],
    [{ service: 'states', fault: 'duplicate' }, /duplicate needs a service: sqs, dynamodb; not states/],
    [{ service: 'sqs', fault: 'reorder' }, /reorder needs a service: dynamodb; not sqs/],
    [{ service: 'states', fault: 'late' }, /late needs seconds/],
    [{ service: 'states', operation: 'StartExecution', fault: 'late', seconds: 5 }, /late happens to Timer/],
    [{ service: 'sqs', fault: 'throttle', seconds: 5 }, /seconds is for late timers/],
    [{ service: 'sqs', fault: 'throttle', nth: 1, every: 2 }, /nth or every/],
    [{ service: 'sqs', fault: 'throttle', nth: 0 }, /nth: /],
    [{ function: 'lent', fault: 'kill' }, /there is no function lent/],
    [
      [
        { service: 'sqs', fault: 'throttle' },
        { function: 'lend', operation: 'x', fault: 'kill' },
      ],
      /needs its service/,
    ],
    [{ service: 'sqs', fault: 'throttle', often: 3 }, /often/],
  ])('is refused with 422, and nothing is added: %j', async (wrong, sentence) => {
    const answer = await fetch(`${quiet.url}/_local/faults`, { method: 'POST', body: JSON.stringify(wrong) });
    const { title } = (await answer.json()) as { title: string };
    expect([answer.status, title]).toEqual([422, expect.stringMatching(sentence)]);
    expect(await quiet.local('faults')).toEqual({ list: [] });
  });
});

describe('a fault', () => {
  it('is listed with how often it was met, and cleared', () =>
    withLibrary(async (library) => {
      await fault(library, { function: 'lend', fault: 'error-before', nth: 2 });
      await library.lend('a');
      expect((await library.lend('b')).status).toBe(500);
      const rule = { function: 'lend', fault: 'error-before', nth: 2 };
      expect(await library.local('faults')).toEqual({ list: [{ ...rule, seen: 2, done: 1 }] });
      expect(await library.local('faults', undefined, 'DELETE')).toEqual({ list: [] });
    }));
});
