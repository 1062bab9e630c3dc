// What fails for good goes to its destination. When that may not be written to, it is lost, as on AWS, and the rest goes on.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Storage } from '#local/contracts.ts';
import { createAsyncInvocations } from '#local/lambda/async-invocations.ts';
import { openStreamPosition } from '#local/sources/stream-position.ts';
import { createStreamSource } from '#local/sources/stream-source.ts';
import { openStorage } from '#local/storage.ts';
import { createClock } from '#local/time/clock.ts';
import { createIds } from '#local/time/ids.ts';

let folder: string;
let storage: Storage;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'put-aside-'));
  storage = openStorage(join(folder, 'stack.sqlite'));
});
afterEach(async () => {
  await storage.close();
  rmSync(folder, { recursive: true, force: true });
});

const arn = 'arn:aws:lambda:us-east-1:111111111111:function:lend';
const caller = { accessKeyId: 'k', roleArn: 'r' };
const clock = createClock({ virtual: true, start: 1_000_000 });
const refused = new Error('not authorized');
const failing = async () => ({ payload: '{}', functionError: 'Unhandled' as const, requestId: '1' });

describe('a destination that may not be written to', () => {
  it('ends an asynchronous invocation once, and the refusal is reported', async () => {
    const runs: string[] = [];
    const faults: unknown[] = [];
    const invocations = createAsyncInvocations({
      storage,
      clock,
      ids: createIds('seed'),
      wake: () => undefined,
      run: (functionArn) => {
        runs.push(functionArn);
        return failing();
      },
      policyOf: () => ({
        maximumRetries: 0,
        maximumAgeSeconds: 60,
        onFailureArn: 'arn:aws:sqs:us-east-1:111111111111:lost',
        onSuccessArn: undefined,
        deadLetterArn: undefined,
      }),
      callerOf: () => caller,
      deliver: () => Promise.reject(refused),
      onFault: (fault) => faults.push(fault),
    });
    await invocations.enqueue(arn, '{}');
    invocations.runDue();
    await expect.poll(() => invocations.inFlight()).toBe(0);
    expect(invocations.nextDueAt()).toBeUndefined();
    expect(runs).toEqual([arn]);
    expect(faults).toEqual([refused]);
  });

  it('does not hold a stream up', async () => {
    const faults: unknown[] = [];
    let runs = 0;
    const record = { sequence: '000001', createdAt: clock.now(), event: { dynamodb: { Keys: {} } } };
    const source = createStreamSource({
      plan: {
        id: 'mapping',
        functionArn: arn,
        streamArn: 'stream',
        enabled: true,
        fromEnd: false,
        lanes: 1,
        policy: { batchSize: 1, windowMs: 0, bisect: false, maximumRetries: 0, maximumAgeMs: -1 },
        filters: [],
        partialFailures: false,
        onFailureArn: 'arn:aws:sqs:us-east-1:111111111111:lost',
      },
      storage,
      clock,
      position: openStreamPosition(storage, 'mapping'),
      reorders: () => false,
      read: (_stream, after) => (after === undefined ? [record] : []),
      run: () => {
        runs += 1;
        // Without the guard the batch would be tried for ever.
        if (runs > 3) source.close();
        return failing();
      },
      deliver: () => Promise.reject(refused),
      caller,
      wake: () => undefined,
      onFault: (fault) => faults.push(fault),
    });
    source.runDue();
    await expect.poll(() => source.inFlight()).toBe(0);
    expect(source.nextDueAt()).toBeUndefined();
    expect(runs).toBe(1);
    expect(faults).toEqual([refused]);
  });
});
