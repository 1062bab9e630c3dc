import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { Duration } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Library, monday, openLibrary, rootKeys, scratchFolder, synthesized } from './library.ts';

let cdkOut: string;
beforeAll(() => {
  cdkOut = synthesized();
});

async function withLibrary(
  work: (library: Library) => Promise<void>,
  options: Partial<Parameters<typeof openLibrary>[0]> = {},
): Promise<void> {
  const library = await openLibrary({ cdkOut, ...options });
  try {
    await work(library);
  } finally {
    await library.stop();
  }
}

async function statuses(library: Library): Promise<string[]> {
  const client = new SFNClient({ ...rootKeys, endpoint: library.url });
  const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:library-loan';
  const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn }));
  const described = await Promise.all(
    executions.map(({ executionArn }) => client.send(new DescribeExecutionCommand({ executionArn }))),
  );
  return described.map((one) => `${JSON.parse(one.input ?? '{}').book} ${one.status}`).sort();
}

describe('an app that the stack knows nothing about', () => {
  it('runs from request to table, stream, queue and workflow, and waits there until time or the reader comes', () =>
    withLibrary(async (library) => {
      const answer = await library.lend('moby');
      expect(answer.status).toBe(201);
      expect(answer.headers.getSetCookie()).toEqual(['last=book']);
      expect(await answer.json()).toEqual({ book: 'moby', at: monday, received: Date.parse(monday), stamp: 24 });
      await library.lend('emma');
      await library.idle();
      expect(await statuses(library)).toEqual(['emma RUNNING', 'moby RUNNING']);

      expect((await fetch(`${library.url}/loans/emma/return`, { method: 'POST' })).status).toBe(200);
      await library.idle();
      expect(await statuses(library)).toEqual(['emma SUCCEEDED', 'moby RUNNING']);

      expect(await library.local('clock', { next: true })).toMatchObject({
        now: '2026-03-16T01:00:00.000Z',
        nextTimerAt: null,
      });
      expect(await statuses(library)).toEqual(['emma SUCCEEDED', 'moby SUCCEEDED']);
      expect(await library.local('messages?book=moby')).toEqual({
        list: [
          {
            id: 1,
            at: '2026-03-16T01:00:00.000Z',
            channel: 'mail',
            to: 'reader@example.org',
            subject: 'Your book is due',
            text: 'Please bring it back: https://library.example.org/loans/moby.',
            links: ['https://library.example.org/loans/moby'],
            tags: { book: 'moby' },
          },
        ],
      });
      expect(await library.local('messages?book=emma')).toEqual({ list: [] });
      expect(await library.local('messages?book=moby&after=1')).toEqual({ list: [] });
      expect((await fetch(`${library.url}/loans/moby/return`, { method: 'POST' })).status).toBe(409);
      expect(library.faults).toEqual([]);
    }));

  it('ticks once in a quiet stretch of virtual time, and every hour when every tick is wanted', () =>
    withLibrary(async (library) => {
      await library.local('clock', { advanceSeconds: 10 * 3600 });
      expect((await library.invocations()).tidy?.invocations).toBe(1);
      await library.local('clock', { advanceSeconds: 10 * 3600, everyTick: true });
      expect((await library.invocations()).tidy?.invocations).toBe(11);
    }));

  it('writes what functions print to files, and counts it', async () => {
    const dataDirectory = scratchFolder();
    await withLibrary(
      async (library) => {
        await library.lend('moby');
        expect((await library.invocations()).lend?.logBytes).toBeGreaterThan(30);
      },
      { dataDirectory },
    );
    expect(readFileSync(join(dataDirectory, 'logs', 'library-lend.log'), 'utf8')).toBe(
      '{"message":"lent","book":"moby"}\n',
    );
  });
});

describe('a stack that is stopped and started again', () => {
  it('goes on where it was: time, workflows, secrets and messages', async () => {
    const dataDirectory = scratchFolder();
    await withLibrary(
      async (library) => {
        await library.lend('moby');
        await library.idle();
        await library.local('clock', { advanceSeconds: 3600 });
      },
      { dataDirectory },
    );
    await withLibrary(
      async (library) => {
        expect(library.now()).toBe(Date.parse(monday) + 3_600_000);
        expect(await statuses(library)).toEqual(['moby RUNNING']);
        expect(await library.local('clock', { next: true })).toMatchObject({ now: '2026-03-16T01:00:00.000Z' });
        expect(await statuses(library)).toEqual(['moby SUCCEEDED']);
        expect(library.faults).toEqual([]);
      },
      { dataDirectory },
    );
  });

  it('takes the code and settings of a changed template, and keeps what is in its tables', async () => {
    const dataDirectory = scratchFolder();
    await withLibrary(
      (library) =>
        library
          .lend('moby')
          .then(() => library.idle())
          .then(() => undefined),
      { dataDirectory },
    );
    const changed = synthesized({ timeout: Duration.seconds(20) });
    await withLibrary(
      async (library) => {
        const headers = {
          authorization: 'AWS4-HMAC-SHA256 Credential=local/20260302/us-east-1/lambda/aws4_request, x',
        };
        const found = await fetch(`${library.url}/2015-03-31/functions/library-lend`, { headers });
        expect(await found.json()).toMatchObject({ Configuration: { Timeout: 20, FunctionName: 'library-lend' } });
        expect((await fetch(`${library.url}/loans/moby/return`, { method: 'POST' })).status).toBe(200);
      },
      { dataDirectory, cdkOut: changed },
    );
  });
});

describe('a grant that is missing', () => {
  it('fails the call, naming role, action and resource', async () => {
    const dataDirectory = scratchFolder();
    await withLibrary(
      async (library) => {
        const answer = await library.lend('moby');
        expect(answer.status).toBe(500);
        expect(await answer.json()).toEqual({ message: 'Internal Server Error' });
      },
      { dataDirectory, cdkOut: synthesized({ without: 'write' }) },
    );
    expect(readFileSync(join(dataDirectory, 'logs', 'library-lend.log'), 'utf8')).toMatch(
      /"AccessDeniedException".*assumed-role\/library-lendServiceRole\w+\/library-lend is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:111111111111:table\/library-loans/,
    );
  });

  it('lets messages come back until they lie in the dead-letter queue', () =>
    withLibrary(
      async (library) => {
        await library.lend('moby');
        await library.idle();
        await library.local('clock', { advanceSeconds: 600 });
        expect((await library.invocations()).track?.invocations).toBe(2);
        const page = await (await fetch(`${library.url}/_local/`)).text();
        expect(page).toMatch(/<td>library-DeadLetters\w+<\/td><td>1<\/td>/);
      },
      { cdkOut: synthesized({ without: 'start' }) },
    ));
});

describe('faults on demand', () => {
  it('fail a call before or after its effect, or a whole function, so often and no more', () =>
    withLibrary(async (library) => {
      await library.local('faults', { function: 'lend', fault: 'error-before', times: 1 });
      expect((await library.lend('a')).status).toBe(500);
      expect((await library.lend('b')).status).toBe(201);
      await library.local('faults', undefined, 'DELETE');
      // The SDK tries again by itself: one throttled call is not seen from outside.
      await library.local('faults', [
        { service: 'dynamodb', operation: 'PutItem', function: 'lend', fault: 'throttle', nth: 1 },
      ]);
      expect((await library.lend('c')).status).toBe(201);
      expect(await library.local('faults')).toMatchObject({ list: [{ seen: 2, done: 1 }] });
      await library.local('faults', undefined, 'DELETE');
      // What the earlier loans set in motion must not meet the next fault.
      await library.idle();
      await library.local('faults', { service: 'sqs', operation: 'SendMessage', fault: 'error-after', times: 1 });
      await library.lend('d');
      await library.idle();
      await library.local('clock', { advanceSeconds: 120 });
      expect((await statuses(library)).filter((one) => one.startsWith('d '))).toHaveLength(2);
    }));

  it('deliver a batch twice, and lose the answer to a call that took effect', () =>
    withLibrary(async (library) => {
      await library.local('faults', [
        { service: 'dynamodb', operation: 'Deliver', fault: 'duplicate', times: 1 },
        { service: 'dynamodb', operation: 'PutItem', fault: 'timeout', times: 1 },
      ]);
      expect((await library.lend('a')).status).toBe(201);
      await library.idle();
      expect(await library.local('faults')).toMatchObject({ list: [{ done: 1 }, { seen: 2, done: 1 }] });
      expect(await statuses(library)).toEqual(['a RUNNING', 'a RUNNING']);
    }));
});
