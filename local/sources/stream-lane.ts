// One lane of a stream: records of the same keys, in order, one batch at a time. Pure bookkeeping: what to run next,
// and what follows from how it went.

import { objectOf } from '../json.ts';

export type StreamRecord = { sequence: string; createdAt: number; event: Readonly<Record<string, unknown>> };

export type LanePolicy = {
  batchSize: number;
  windowMs: number;
  bisect: boolean;
  /** -1: until the record's age ends it. */
  maximumRetries: number;
  /** -1: no limit. */
  maximumAgeMs: number;
};

export type Lane = {
  waiting: StreamRecord[];
  /** Sizes of the batches a failed one was split into. */
  splits: number[];
  attempts: number;
  notBefore: number | undefined;
  /** When the first waiting record arrived here. */
  since: number | undefined;
  running: boolean;
  /** The next batch is to come in another order; held: until there is something to change places with. */
  reorder: 'no' | 'held' | 'now';
};

export type Verdict =
  | { kind: 'done'; count: number }
  | { kind: 'retry'; doneFirst: number }
  | { kind: 'discard'; count: number; condition: 'RetryAttemptsExhausted' };

export function emptyLane(): Lane {
  return {
    waiting: [],
    splits: [],
    attempts: 0,
    notBefore: undefined,
    since: undefined,
    running: false,
    reorder: 'no',
  };
}

/** When the lane has something to run; undefined while it runs or is empty. */
export function laneDueAt(lane: Lane, policy: LanePolicy, now: number): number | undefined {
  if (lane.running || lane.waiting.length === 0) return undefined;
  if (lane.notBefore !== undefined) return lane.notBefore;
  const full = lane.splits.length > 0 || lane.waiting.length >= policy.batchSize;
  return full || policy.windowMs === 0 ? now : (lane.since ?? now) + policy.windowMs;
}

export function nextBatch(lane: Lane, policy: LanePolicy): StreamRecord[] {
  return lane.waiting.slice(0, lane.splits[0] ?? policy.batchSize);
}

/** Records at the front that are too old to be tried again. */
export function expired(lane: Lane, policy: LanePolicy, now: number): StreamRecord[] {
  if (policy.maximumAgeMs < 0) return [];
  const alive = lane.waiting.findIndex((record) => now - record.createdAt <= policy.maximumAgeMs);
  return lane.waiting.slice(0, alive === -1 ? lane.waiting.length : alive);
}

/**
 * What follows from an attempt at `batch`.
 * @param firstFailed index of the first record that failed; undefined when all went well; 0 when the function failed.
 */
export function judge(
  lane: Lane,
  policy: LanePolicy,
  batch: readonly StreamRecord[],
  firstFailed: number | undefined,
): Verdict {
  if (firstFailed === undefined) return { kind: 'done', count: batch.length };
  if (firstFailed > 0) return { kind: 'retry', doneFirst: firstFailed };
  if (policy.bisect && batch.length > 1) return { kind: 'retry', doneFirst: 0 };
  if (policy.maximumRetries >= 0 && lane.attempts >= policy.maximumRetries) {
    return { kind: 'discard', count: batch.length, condition: 'RetryAttemptsExhausted' };
  }
  return { kind: 'retry', doneFirst: 0 };
}

/** Items in reverse; what happened to one item stays in order, as streams promise that much and no more. */
export function reordered(batch: readonly StreamRecord[]): StreamRecord[] {
  return [...byItem(batch).values()].reverse().flat();
}

export function isOfSeveralItems(batch: readonly StreamRecord[]): boolean {
  return byItem(batch).size > 1;
}

function byItem(batch: readonly StreamRecord[]): Map<string, StreamRecord[]> {
  const items = new Map<string, StreamRecord[]>();
  for (const record of batch) {
    const key = JSON.stringify(objectOf(record.event.dynamodb).Keys);
    items.set(key, [...(items.get(key) ?? []), record]);
  }
  return items;
}

const LONGEST_BACKOFF_MS = 60_000;

/** Applies a verdict; returns the records that are done with. */
export function settleLane(
  lane: Lane,
  policy: LanePolicy,
  batch: readonly StreamRecord[],
  verdict: Verdict,
  now: number,
): StreamRecord[] {
  const planned = lane.splits.shift();
  switch (verdict.kind) {
    case 'done':
    case 'discard':
      lane.attempts = 0;
      lane.notBefore = undefined;
      return drop(lane, verdict.count, now);
    case 'retry': {
      const rest = batch.length - verdict.doneFirst;
      lane.attempts = verdict.doneFirst > 0 ? 1 : lane.attempts + 1;
      lane.notBefore = now + Math.min(1000 * 2 ** (lane.attempts - 1), LONGEST_BACKOFF_MS);
      if (policy.bisect && rest > 1) {
        const half = Math.ceil(rest / 2);
        lane.splits.unshift(half, rest - half);
        // A split is not a retry: only a batch of one uses up attempts.
        lane.attempts = 0;
      } else if (planned !== undefined || rest < policy.batchSize) {
        lane.splits.unshift(rest);
      }
      return drop(lane, verdict.doneFirst, now);
    }
    default:
      return verdict satisfies never;
  }
}

/** Drops the first records, whatever batches they were planned for. */
export function drop(lane: Lane, count: number, now: number): StreamRecord[] {
  const dropped = lane.waiting.splice(0, count);
  lane.since = lane.waiting.length > 0 ? now : undefined;
  return dropped;
}
