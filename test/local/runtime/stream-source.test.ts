// A source after a restart: what was written while it was away, or was under way when it went, is its own to find.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { StreamRecord } from '#local/sources/stream-lane.ts';
import { later, openStreamPosition } from '#local/sources/stream-position.ts';
import { createStreamSource, type StreamSource } from '#local/sources/stream-source.ts';
import { openStorage } from '#local/storage.ts';
import { createClock } from '#local/time/clock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'source-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = (sequence: number): StreamRecord => ({ sequence: String(sequence), createdAt: 0, event: { sequence } });

/** One life of a process that reads these records; `fails` as a function does whose process dies. */
const live = async (
  records: StreamRecord[],
  { fromEnd = false, answers = true }: { fromEnd?: boolean; answers?: boolean } = {},
) => {
  const storage = openStorage(join(folder, 'data.sqlite'));
  const seen: number[] = [];
  const clock = createClock({ virtual: true, start: 0 });
  const never = new Promise<never>(() => undefined);
  const source: StreamSource = createStreamSource({
    plan: {
      id: 'mapping',
      functionArn: 'f',
      streamArn: 's',
      enabled: true,
      fromEnd,
      lanes: 1,
      policy: { batchSize: 10, windowMs: 0, bisect: false, maximumRetries: -1, maximumAgeMs: -1 },
      filters: [],
      partialFailures: false,
      onFailureArn: undefined,
    },
    storage,
    clock,
    position: openStreamPosition(storage, 'mapping'),
    reorders: () => false,
    read: (_stream, after, limit) => records.filter(({ sequence }) => later(sequence, after)).slice(0, limit),
    run: async (_function, payload) => {
      const { Records }: { Records: { sequence: number }[] } = JSON.parse(payload);
      seen.push(...Records.map(({ sequence }) => sequence));
      return answers ? { payload: 'null', requestId: 'r' } : never;
    },
    deliver: async () => undefined,
    caller: { accessKeyId: 'k', roleArn: 'root' },
    wake: () => undefined,
    onFault: (error) => {
      throw error;
    },
  });
  return {
    seen,
    source,
    /** What the timekeeper does when it is woken. */
    async look(): Promise<void> {
      const due = source.nextDueAt();
      if (due !== undefined && due <= clock.now()) source.runDue();
      await storage.write(() => undefined);
      await storage.write(() => undefined);
    },
    end: async () => {
      await source.close();
      await storage.close();
    },
  };
};

it('finds what was written before the process died, though nothing new is', async () => {
  const first = await live([]);
  await first.look();
  await first.end();
  const second = await live([record(1), record(2)]);
  await second.look();
  expect(second.seen).toEqual([1, 2]);
  await second.end();
  const third = await live([record(1), record(2)]);
  await third.look();
  expect(third.seen).toEqual([]);
  await third.end();
});

it('hands out again what was under way', async () => {
  const first = await live([record(1)], { answers: false });
  await first.look();
  expect(first.seen).toEqual([1]);
  await first.end();
  const second = await live([record(1), record(2)]);
  await second.look();
  expect(second.seen).toEqual([1, 2]);
  await second.end();
});

it('that began at the end of an empty stream does not take its end for another one after a restart', async () => {
  const first = await live([], { fromEnd: true });
  await first.look();
  await first.end();
  const second = await live([record(1)], { fromEnd: true });
  await second.look();
  expect(second.seen).toEqual([1]);
  await second.end();
  const fresh = openStorage(':memory:');
  const position = openStreamPosition(fresh, 'other');
  expect(
    position.start({ fromEnd: true }, (after) => [record(7)].filter(({ sequence }) => later(sequence, after))),
  ).toBe('7');
  await fresh.close();
});
