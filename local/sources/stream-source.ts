// Feeds a table's stream to a function: filtered, in batches, in order per key, from a position that survives a crash.
import { createHash } from 'node:crypto';
import type { Caller, InvocationResult, Service, Storage } from '../contracts.ts';
import { matchesPattern } from '../events/pattern.ts';
import { failpoint } from '../failpoints.ts';
import { arrayOf, type JsonObject, objectOf, parseJson, textOf } from '../json.ts';
import type { StackClock } from '../time/clock.ts';
import {
  drop,
  emptyLane,
  expired,
  isOfSeveralItems,
  judge,
  type Lane,
  type LanePolicy,
  laneDueAt,
  nextBatch,
  reordered,
  type StreamRecord,
  settleLane,
} from './stream-lane.ts';
import type { StreamPosition } from './stream-position.ts';

export type StreamSourcePlan = {
  id: string;
  functionArn: string;
  streamArn: string;
  enabled: boolean;
  fromEnd: boolean;
  lanes: number;
  policy: LanePolicy;
  filters: readonly JsonObject[];
  partialFailures: boolean;
  onFailureArn: string | undefined;
};

export type StreamSourceOptions = {
  plan: StreamSourcePlan;
  storage: Storage;
  clock: StackClock;
  position: StreamPosition;
  read(streamArn: string, afterSequence: string | undefined, limit: number): StreamRecord[];
  run(functionArn: string, payload: string): Promise<InvocationResult>;
  deliver(targetArn: string, body: string, caller: Caller): Promise<void>;
  caller: Caller;
  /** Whether the batch that is due is to come in another order: a fault that may be asked for. */
  reorders(): boolean;
  wake(): void;
  onFault(error: unknown): void;
};

export type StreamSource = Service & { newRecords(): void };

const PAGE = 500;
const BUFFERED = 2000;
const HELD_MS = 1000;

export function createStreamSource(options: StreamSourceOptions): StreamSource {
  const { plan, clock, position } = options;
  const lanes: Lane[] = Array.from({ length: plan.lanes }, emptyLane);
  let cursor = position.start(plan, (after) => options.read(plan.streamArn, after, PAGE));
  let stopped = false;
  /** What an earlier process left unread is looked for at the start: nobody tells of it. */
  let hasLooked = false;

  function fill(): void {
    const now = clock.now();
    let buffered = lanes.reduce((sum, lane) => sum + lane.waiting.length, 0);
    while (buffered < BUFFERED) {
      const page = options.read(plan.streamArn, cursor, PAGE);
      for (const record of page) {
        cursor = record.sequence;
        const index = laneOf(record);
        const lane = lanes[index];
        if (lane === undefined || position.isDone(index, record.sequence)) continue;
        if (plan.filters.length > 0 && !plan.filters.some((filter) => matchesPattern(filter, record.event))) continue;
        position.begin(record.sequence);
        lane.waiting.push(record);
        lane.since ??= now;
        if (lane.reorder === 'held') lane.notBefore = undefined;
        buffered += 1;
      }
      if (page.length < PAGE) return;
    }
  }

  function laneOf(record: StreamRecord): number {
    if (plan.lanes === 1) return 0;
    const keys = JSON.stringify(objectOf(record.event.dynamodb).Keys);
    return createHash('md5').update(keys).digest().readUInt32BE(0) % plan.lanes;
  }

  function pump(): void {
    if (stopped || !plan.enabled) return;
    hasLooked = true;
    fill();
    const now = clock.now();
    for (const [index, lane] of lanes.entries()) {
      const due = laneDueAt(lane, plan.policy, now);
      if (due === undefined || due > now || waitsForAnother(lane, now)) continue;
      lane.running = true;
      runBatch(lane, index)
        .catch(options.onFault)
        .finally(() => {
          lane.running = false;
          pump();
          options.wake();
        });
    }
  }

  /** A record that is alone has nothing to change places with: it is held for a while. */
  function waitsForAnother(lane: Lane, now: number): boolean {
    if (lane.reorder === 'no' && !options.reorders()) return false;
    const isHeldLongEnough = lane.reorder === 'held' && lane.notBefore !== undefined;
    lane.reorder = isHeldLongEnough || isOfSeveralItems(nextBatch(lane, plan.policy)) ? 'now' : 'held';
    if (lane.reorder === 'now') return false;
    lane.notBefore = now + HELD_MS;
    options.wake();
    return true;
  }

  async function runBatch(lane: Lane, index: number): Promise<void> {
    const old = expired(lane, plan.policy, clock.now());
    if (old.length > 0) {
      await discard(old, 'MaxRecordAgeExceeded', lane.attempts);
      lane.splits = [];
      finish(index, drop(lane, old.length, clock.now()));
      return;
    }
    const batch = nextBatch(lane, plan.policy);
    const records = lane.reorder === 'now' ? reordered(batch) : batch;
    lane.reorder = 'no';
    const payload = JSON.stringify({ Records: records.map((record) => record.event) });
    failpoint('stream-read');
    const result = await options.run(plan.functionArn, payload).catch((error: unknown) => {
      options.onFault(error);
      return undefined;
    });
    failpoint('stream-batch-done');
    const verdict = judge(lane, plan.policy, batch, firstFailed(batch, result));
    if (verdict.kind === 'discard') await discard(batch, verdict.condition, lane.attempts + 1);
    finish(index, settleLane(lane, plan.policy, batch, verdict, clock.now()));
  }

  function finish(index: number, done: readonly StreamRecord[]): void {
    if (done.length > 0)
      position
        .finish(
          index,
          done.map((record) => record.sequence),
        )
        .catch(options.onFault);
  }

  function firstFailed(batch: readonly StreamRecord[], result: InvocationResult | undefined): number | undefined {
    if (result === undefined || result.functionError !== undefined) return 0;
    if (!plan.partialFailures) return undefined;
    const failures = arrayOf(objectOf(parseJson(result.payload)).batchItemFailures);
    const indexes = failures.map((failure) => {
      const identifier = textOf(objectOf(failure).itemIdentifier);
      return batch.findIndex((record) => record.sequence === identifier);
    });
    // A failure that names no record of the batch fails the whole batch.
    return indexes.length === 0 ? undefined : Math.max(0, Math.min(...indexes));
  }

  async function discard(batch: readonly StreamRecord[], condition: string, invokeCount: number): Promise<void> {
    const [first] = batch;
    const last = batch.at(-1);
    if (plan.onFailureArn === undefined || first === undefined || last === undefined) return;
    const record = {
      requestContext: { functionArn: plan.functionArn, condition, approximateInvokeCount: invokeCount },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: new Date(clock.now()).toISOString(),
      DDBStreamBatchInfo: {
        shardId: 'shardId-00000000000000000000-00000000',
        startSequenceNumber: first.sequence,
        endSequenceNumber: last.sequence,
        approximateArrivalOfFirstRecord: new Date(first.createdAt).toISOString(),
        approximateArrivalOfLastRecord: new Date(last.createdAt).toISOString(),
        batchSize: batch.length,
        streamArn: plan.streamArn,
      },
    };
    // What cannot be put aside is lost, as on AWS: the stream goes on.
    await options.deliver(plan.onFailureArn, JSON.stringify(record), options.caller).catch(options.onFault);
  }

  return {
    name: `stream ${plan.id}`,
    newRecords: pump,
    nextDueAt() {
      const now = clock.now();
      if (!hasLooked && plan.enabled) return now;
      const dues = lanes.flatMap((lane) => laneDueAt(lane, plan.policy, now) ?? []);
      return dues.length === 0 || !plan.enabled ? undefined : Math.min(...dues);
    },
    runDue: pump,
    inFlight: () => lanes.filter((lane) => lane.running).length,
    async close() {
      stopped = true;
    },
  };
}
