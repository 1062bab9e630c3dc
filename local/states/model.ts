// An execution in memory. One that waits for time or a token is not here: it is rows in the data file.
import type { Definition, Flow, State } from './definition/model.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Why something failed. An absent member is absent in history and empty for a Catch; null is what a caller left out. */
export type Failure = {
  error?: string | null;
  cause?: string | null;
  /** A missed heartbeat: written as States.Timeout, and known to ErrorEquals as States.HeartbeatTimeout too. */
  heartbeat?: boolean;
  /** By a timer of ours, which has events of its own. */
  timedOut?: boolean;
  /** Not for wildcards: only a Retry or Catch that names the error takes it. */
  terminal?: boolean;
  /** Ends the whole execution, whatever stands around the state: no Retry, no Catch, no event but the execution's own. */
  fatal?: boolean;
};

/** How a call or token came out. */
export type Settlement = { ok: true; output: unknown } | { ok: false; failure: Failure };

/**
 * `ready`: about to enter its state. `calling`: a call is under way. `token`, `sync`, `waiting`, `backoff`: waits for a token,
 * another execution, an instant, its next try. `children`: waits for its branches. `done`: has its result for the join.
 * `failed`, `aborted`: where it stood when the execution ended, for a redrive.
 */
export type Phase =
  | 'ready'
  | 'calling'
  | 'token'
  | 'sync'
  | 'waiting'
  | 'backoff'
  | 'children'
  | 'done'
  | 'failed'
  | 'aborted';

export type TimerKind = 'wait' | 'retry' | 'timeout' | 'heartbeat' | 'poll';

/** One thread of an execution: the whole machine, a branch of a Parallel or an iteration of a Map. */
export type Frame = {
  readonly id: number;
  /** -1 for the whole machine. */
  readonly parent: number;
  /** Which branch or iteration. */
  readonly index: number;
  readonly flow: Flow;
  state: string;
  input: unknown;
  variables: Readonly<Record<string, unknown>>;
  phase: Phase;
  enteredAt: number;
  /** The event of its entering the state, 0 before; and that event's predecessor. */
  enteredEvent: number;
  enteredAfter: number;
  lastEvent: number;
  retries: number;
  /** Tries used up, by the place of the Retrier. */
  attempts: readonly number[];
  /** When each of its timers is due. */
  timers: Readonly<Partial<Record<TimerKind, number>>>;
  /** The event of the call under way; an answer to an earlier one is stale. */
  scheduledEvent: number;
  token: string | undefined;
  heartbeatSeconds: number | undefined;
  /** The execution that a `.sync` task waits for. */
  child: string | undefined;
  /** A token that was settled before its call had answered. */
  settled: Settlement | undefined;
  /** The items of a Map, and how many run at once. */
  items: readonly unknown[] | undefined;
  concurrency: number;
  /** Output of a branch that is done. */
  result: unknown;
  /** How it stands on disk; undefined before its first write. */
  stored: { busy: boolean } | undefined;
};

export type Run = {
  readonly id: number;
  readonly arn: string;
  readonly machineArn: string;
  readonly machineName: string;
  readonly name: string;
  readonly roleArn: string;
  readonly definitionId: number;
  readonly definition: Definition;
  readonly inputText: string;
  readonly input: unknown;
  readonly startedAt: number;
  status: Status;
  /** When the whole execution times out. */
  dueAt: number;
  redriveCount: number;
  redrivenAt: number | undefined;
  lastEvent: number;
  nextFrame: number;
  readonly frames: Map<number, Frame>;
  /** Whether a row of it is on disk. */
  stored: boolean;
};

export function newFrame(
  id: number,
  parent: number,
  index: number,
  flow: Flow,
  input: unknown,
  lastEvent: number,
): Frame {
  return {
    id,
    parent,
    index,
    flow,
    state: flow.startAt,
    input,
    variables: {},
    phase: 'ready',
    enteredAt: 0,
    enteredEvent: 0,
    enteredAfter: 0,
    lastEvent,
    retries: 0,
    attempts: [],
    timers: {},
    scheduledEvent: 0,
    token: undefined,
    heartbeatSeconds: undefined,
    child: undefined,
    settled: undefined,
    items: undefined,
    concurrency: 0,
    result: undefined,
    stored: undefined,
  };
}

export function stateOf(frame: Frame): State {
  const state = frame.flow.states.get(frame.state);
  if (state === undefined) throw new Error(`no state ${frame.state}`);
  return state;
}

export function childrenOf(run: Run, frame: Frame): Frame[] {
  const children: Frame[] = [];
  for (const other of run.frames.values()) if (other.parent === frame.id) children.push(other);
  return children;
}

/** Goes on by itself after a restart. */
export function isBusy(frame: Frame): boolean {
  return frame.phase === 'ready' || frame.phase === 'calling';
}
