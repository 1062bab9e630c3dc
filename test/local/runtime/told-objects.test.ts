// That an object came is told at least once: what a kill kept from the bus is told at the next start (embedded-stack.md).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createObjects } from '#local/s3/objects.ts';
import { openStorage } from '#local/storage.ts';
import type { LoadedStacks } from '#local/template/load-stacks.ts';
import type { StackClock } from '#local/time/clock.ts';

const bucket = {
  identity: { ref: 'files', attributes: {} },
  properties: { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } },
};
const stacks = { read: () => [bucket] } as unknown as LoadedStacks;
const clock = { now: () => 0 } as StackClock;
const caller = { accessKeyId: 'a', roleArn: 'r' };

let folder: string;
let told: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jiesu-objects-'));
  told = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const opened = (publish: (detail: string) => Promise<void>) => {
  const storage = openStorage(join(folder, 'stack.sqlite'));
  const directory = join(folder, 'objects');
  const objects = createObjects({
    stacks,
    storage,
    clock,
    directory,
    publish: (event) => publish(JSON.stringify(event)),
  });
  const put = (key: string) => objects.api('PutObject', { Bucket: 'files', Key: key, Body: Buffer.from(key) }, caller);
  return { objects, put, close: () => storage.close() };
};
const hears = async (event: string): Promise<void> => {
  told.push(JSON.parse(event).detail.object.key);
};
const dies = async (): Promise<void> => {
  throw new Error('killed');
};

it('tells at the next start what it was stopped from telling, and nothing twice', async () => {
  const first = opened(dies);
  await expect(first.put('lost')).rejects.toThrow('killed');
  await first.close();
  const second = opened(hears);
  await second.put('heard');
  await second.objects.tellAgain();
  await second.close();
  expect(told).toEqual(['heard', 'lost']);
  const third = opened(hears);
  await third.objects.tellAgain();
  await third.close();
  expect(told).toEqual(['heard', 'lost']);
});
