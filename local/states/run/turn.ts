// A turn: one stretch of an execution, from what arrived to the next wait. What it changes is gathered here and written
// in one transaction; what it starts (calls, answers) begins after that.
import type { Caller } from '../../contracts.ts';
import type { JsonObject } from '../../json.ts';
import type { Pattern, Target } from '../definition/model.ts';
import type { Failure, Frame, Run, Status, TimerKind } from '../model.ts';

export type HistoryEvent = { id: number; previousEventId: number; timestamp: number; type: string } & JsonObject;

/** To be made once the turn is on disk. */
export type Call = {
  frame: number;
  scheduledEvent: number;
  target: Target;
  /** As in the state, for what is said about it. */
  resource: string;
  parameters: unknown;
  roleArn: string;
};
export type Look = { frame: number; scheduledEvent: number; child: string; pattern: Pattern; roleArn: string };
export type TimerRow = { frame: number; kind: string; due: number };

export type Turn = {
  readonly run: Run;
  readonly now: number;
  readonly events: HistoryEvent[];
  readonly dirty: Set<Frame>;
  readonly gone: Frame[];
  readonly timersOn: TimerRow[];
  readonly timersOff: TimerRow[];
  readonly ready: Frame[];
  readonly calls: Call[];
  /** Executions to look at: a `.sync` task waits for each. */
  readonly looks: Look[];
  /** No longer waited for. */
  readonly unawaited: { frame: number; child: string }[];
  /** Executions that were started for a task that is no more. */
  readonly strays: { child: string; roleArn: string }[];
  closed: { status: Status; output?: unknown; failure?: Failure } | undefined;
  /** Set when the status changed: started, ended, redriven. */
  announce: boolean;
};

export type Environment = {
  /** Unforgeable and unique. */
  secret(): string;
  /** Between 0 and 1, the same for the same text. */
  fraction(text: string): number;
  region: string;
  callerOf(roleArn: string): Caller;
};

/** Events of one execution, a quota of AWS; the last one is kept for its failure. */
const mostEvents = 25_000;

export class HistoryFullError extends Error {
  override readonly name = 'HistoryFullError';
}

export function newTurn(run: Run, now: number): Turn {
  return {
    run,
    now,
    events: [],
    dirty: new Set(),
    gone: [],
    timersOn: [],
    timersOff: [],
    ready: [],
    calls: [],
    looks: [],
    unawaited: [],
    strays: [],
    closed: undefined,
    announce: false,
  };
}

/** Adds an event after `previousEventId`; answers its id. @throws HistoryFullError */
export function addEvent(turn: Turn, previousEventId: number, type: string, details?: JsonObject): number {
  const { run } = turn;
  if (run.lastEvent >= mostEvents - 1 && !type.startsWith('Execution')) throw new HistoryFullError();
  run.lastEvent += 1;
  turn.events.push({ id: run.lastEvent, previousEventId, timestamp: turn.now / 1000, type, ...details });
  return run.lastEvent;
}

/** Adds an event to a frame's own line. */
export function tell(turn: Turn, frame: Frame, type: string, details?: JsonObject): number {
  frame.lastEvent = addEvent(turn, frame.lastEvent, type, details);
  return frame.lastEvent;
}

export function change(turn: Turn, frame: Frame): void {
  turn.dirty.add(frame);
}

export function setTimer(turn: Turn, frame: Frame, kind: TimerKind, due: number): void {
  dropTimer(turn, frame, kind);
  turn.timersOn.push({ frame: frame.id, kind, due });
  frame.timers = { ...frame.timers, [kind]: due };
}

export function dropTimer(turn: Turn, frame: Frame, kind: TimerKind): void {
  const due = frame.timers[kind];
  if (due === undefined) return;
  turn.timersOff.push({ frame: frame.id, kind, due });
  const { [kind]: _, ...others } = frame.timers;
  frame.timers = others;
}

const kinds: readonly TimerKind[] = ['wait', 'retry', 'timeout', 'heartbeat', 'poll'];

/** Ends whatever the frame waits for: timers, token, call, other execution. */
export function unpark(turn: Turn, frame: Frame): void {
  for (const kind of kinds) dropTimer(turn, frame, kind);
  frame.scheduledEvent = 0;
  frame.token = undefined;
  frame.heartbeatSeconds = undefined;
  frame.settled = undefined;
  if (frame.child !== undefined) turn.unawaited.push({ frame: frame.id, child: frame.child });
  frame.child = undefined;
  change(turn, frame);
}

/** Takes a frame and everything below it out of the execution. */
export function removeFrame(turn: Turn, frame: Frame): void {
  for (const other of [...turn.run.frames.values()]) if (other.parent === frame.id) removeFrame(turn, other);
  unpark(turn, frame);
  turn.run.frames.delete(frame.id);
  turn.dirty.delete(frame);
  if (frame.stored !== undefined) turn.gone.push(frame);
}
