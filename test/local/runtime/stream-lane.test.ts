import { describe, expect, it } from 'vitest';
import {
  emptyLane,
  judge,
  type Lane,
  type LanePolicy,
  laneDueAt,
  nextBatch,
  type StreamRecord,
  settleLane,
} from '#local/sources/stream-lane.ts';

const policy: LanePolicy = { batchSize: 4, windowMs: 0, bisect: true, maximumRetries: 2, maximumAgeMs: -1 };
const record = (sequence: number): StreamRecord => ({ sequence: String(sequence), createdAt: 0, event: {} });

/** Runs a lane to its end; `poisonous` records fail the function whenever they are in the batch. */
function run(lane: Lane, with_: LanePolicy, poisonous: string): { batches: string[]; discarded: string[] } {
  const batches: string[] = [];
  const discarded: string[] = [];
  let now = 0;
  for (
    let due = laneDueAt(lane, with_, now);
    due !== undefined && batches.length < 50;
    due = laneDueAt(lane, with_, now)
  ) {
    now = Math.max(now, due);
    const batch = nextBatch(lane, with_);
    const names = batch.map(({ sequence }) => sequence).join('');
    batches.push(names);
    const verdict = judge(lane, with_, batch, names.includes(poisonous) ? 0 : undefined);
    if (verdict.kind === 'discard') discarded.push(names);
    settleLane(lane, with_, batch, verdict, now);
  }
  return { batches, discarded };
}

describe('a lane of a stream', () => {
  it('halves a failing batch until the poisonous record stands alone, and goes on after it', () => {
    const lane = { ...emptyLane(), waiting: [1, 2, 3, 4, 5].map(record) };
    expect(run(lane, policy, '3')).toEqual({
      batches: ['1234', '12', '34', '3', '3', '3', '4', '5'],
      discarded: ['3'],
    });
  });

  it('tries a whole batch again when it may not be halved', () => {
    const lane = { ...emptyLane(), waiting: [1, 2].map(record) };
    expect(run(lane, { ...policy, bisect: false }, '2')).toEqual({ batches: ['12', '12', '12'], discarded: ['12'] });
  });

  it('waits longer before every further attempt', () => {
    const lane = { ...emptyLane(), waiting: [record(1)] };
    const waits: (number | undefined)[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) {
      settleLane(lane, { ...policy, maximumRetries: -1 }, lane.waiting, { kind: 'retry', doneFirst: 0 }, 0);
      waits.push(lane.notBefore);
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('keeps what was done before the first failure that the function reports', () => {
    const lane = { ...emptyLane(), waiting: [1, 2, 3].map(record) };
    const batch = nextBatch(lane, policy);
    const verdict = judge(lane, policy, batch, 2);
    expect(settleLane(lane, policy, batch, verdict, 0).map(({ sequence }) => sequence)).toEqual(['1', '2']);
    expect(lane.waiting.map(({ sequence }) => sequence)).toEqual(['3']);
  });

  it('waits for its window unless the batch is full', () => {
    const windowed = { ...policy, windowMs: 5_000 };
    const lane = { ...emptyLane(), waiting: [record(1)], since: 1_000 };
    expect(laneDueAt(lane, windowed, 2_000)).toBe(6_000);
    lane.waiting.push(...[2, 3, 4].map(record));
    expect(laneDueAt(lane, windowed, 2_000)).toBe(2_000);
  });
});
