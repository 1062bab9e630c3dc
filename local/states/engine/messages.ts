// What can happen to an execution from outside its own course: each is work for one of its turns.
import { AwsError } from '../../contracts.ts';
import { type Frame, type Settlement, stateOf } from '../model.ts';
import { again, close, driveOutcome, rootOf } from '../run/drive.ts';
import { leaveWait } from '../run/simple-states.ts';
import { answered, scheduledCall, settle } from '../run/task.ts';
import {
  addEvent,
  type Call,
  change,
  dropTimer,
  type Environment,
  type HistoryEvent,
  setTimer,
  type Turn,
} from '../run/turn.ts';
import type { DueTimer } from '../store/execution-store.ts';

/** @throws AwsError when it is refused; nothing has been changed then. */
export type Work = (turn: Turn) => Promise<void>;

export function begin(): Work {
  return async (turn) => {
    const { run } = turn;
    addEvent(turn, 0, 'ExecutionStarted', {
      executionStartedEventDetails: {
        input: run.inputText,
        inputDetails: { truncated: false },
        roleArn: run.roleArn,
      },
    });
    const root = rootOf(run);
    change(turn, root);
    turn.ready.push(root);
    turn.timersOn.push({ frame: 0, kind: 'execution', due: run.dueAt });
    turn.announce = true;
  };
}

/** The answer of a call; one that nobody waits for any more is dropped. */
export function takeAnswer(
  { frame: id, scheduledEvent }: Call,
  settlement: Settlement,
  environment: Environment,
): Work {
  return async (turn) => {
    const frame = turn.run.frames.get(id);
    if (frame === undefined || frame.scheduledEvent !== scheduledEvent || frame.phase !== 'calling') return;
    const state = stateOf(frame);
    if (state.type !== 'Task') return;
    await driveOutcome(turn, frame, environment, () => answered(turn, frame, state, settlement));
  };
}

/** How an awaited execution stands; undefined while it runs, and then somebody has to look again. */
export function takeLook(
  { frame: id, child }: { frame: number; child: string },
  settlement: Settlement | undefined,
  pollAt: number | undefined,
  environment: Environment,
): Work {
  return async (turn) => {
    const frame = turn.run.frames.get(id);
    if (frame === undefined || frame.phase !== 'sync' || frame.child !== child) return;
    const state = stateOf(frame);
    if (state.type !== 'Task') return;
    if (settlement === undefined) {
      if (pollAt === undefined) return;
      setTimer(turn, frame, 'poll', pollAt);
      change(turn, frame);
      return;
    }
    await driveOutcome(turn, frame, environment, () => settle(turn, frame, state, settlement));
  };
}

/** @throws AwsError TaskTimedOut when the task has gone on. */
function taskOf(turn: Turn, id: number, token: string): Frame {
  const frame = turn.run.frames.get(id);
  const waits = frame?.phase === 'token' || frame?.phase === 'calling' || frame?.phase === 'sync';
  if (frame === undefined || !waits || frame.token !== token || frame.settled !== undefined)
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  return frame;
}

export function settleToken(id: number, token: string, settlement: Settlement, environment: Environment): Work {
  return async (turn) => {
    const frame = taskOf(turn, id, token);
    const state = stateOf(frame);
    if (state.type !== 'Task') return;
    if (frame.phase === 'calling') {
      // The call that gave the token away has not answered yet: its history comes first.
      frame.settled = settlement;
      dropTimer(turn, frame, 'timeout');
      dropTimer(turn, frame, 'heartbeat');
      change(turn, frame);
      return;
    }
    await driveOutcome(turn, frame, environment, () => settle(turn, frame, state, settlement));
  };
}

export function beat(id: number, token: string): Work {
  return async (turn) => {
    const frame = taskOf(turn, id, token);
    if (frame.heartbeatSeconds === undefined) return;
    setTimer(turn, frame, 'heartbeat', turn.now + frame.heartbeatSeconds * 1000);
    change(turn, frame);
  };
}

export function fire({ frame: id, kind, due }: DueTimer, environment: Environment): Work {
  return async (turn) => {
    const { run } = turn;
    if (kind === 'execution') {
      if (run.status === 'RUNNING' && run.dueAt === due) close(turn, 'TIMED_OUT', rootOf(run).lastEvent, {});
      else turn.timersOff.push({ frame: id, kind, due });
      return;
    }
    const frame = run.frames.get(id);
    const timers: Readonly<Record<string, number>> = frame?.timers ?? {};
    if (frame === undefined || timers[kind] !== due) {
      turn.timersOff.push({ frame: id, kind, due });
      return;
    }
    await fireFrame(turn, frame, kind, environment);
  };
}

async function fireFrame(turn: Turn, frame: Frame, kind: string, environment: Environment): Promise<void> {
  const state = stateOf(frame);
  if (kind === 'retry') {
    await driveOutcome(turn, frame, environment, () => again(turn, frame, environment));
  } else if (kind === 'wait' && state.type === 'Wait') {
    dropTimer(turn, frame, 'wait');
    await driveOutcome(turn, frame, environment, () => leaveWait(turn, frame, state));
  } else if (kind === 'poll' && state.type === 'Task' && frame.child !== undefined) {
    dropTimer(turn, frame, 'poll');
    change(turn, frame);
    const { scheduledEvent, child } = frame;
    turn.looks.push({
      frame: frame.id,
      scheduledEvent,
      child,
      pattern: state.target.pattern,
      roleArn: turn.run.roleArn,
    });
  } else if (state.type === 'Task') {
    const failure = { error: 'States.Timeout', timedOut: true, ...(kind === 'heartbeat' ? { heartbeat: true } : {}) };
    await driveOutcome(turn, frame, environment, () => settle(turn, frame, state, { ok: false, failure }));
  }
}

export function stop(error: string | undefined, cause: string | undefined): Work {
  return async (turn) => {
    const { run } = turn;
    if (run.status !== 'RUNNING') return;
    close(turn, 'ABORTED', rootOf(run).lastEvent, {
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    });
  };
}

/** Goes on after a restart, or after a turn that was cut because it grew too long. */
export function goOn(eventOf: (id: number) => HistoryEvent | undefined, environment: Environment): Work {
  return async (turn) => {
    // It may have ended between being found under way and its turn.
    if (turn.run.status !== 'RUNNING') return;
    for (const frame of [...turn.run.frames.values()]) {
      const state = stateOf(frame);
      if (frame.phase === 'ready') turn.ready.push(frame);
      if (frame.phase !== 'calling' || state.type !== 'Task') continue;
      const { settled } = frame;
      if (settled !== undefined) {
        await driveOutcome(turn, frame, environment, () => settle(turn, frame, state, settled));
        continue;
      }
      const event = eventOf(frame.scheduledEvent);
      if (event === undefined) throw new Error(`no event ${frame.scheduledEvent} in ${turn.run.arn}`);
      const { parameters, roleArn = turn.run.roleArn } = scheduledCall(event);
      const { target, resource } = state;
      turn.calls.push({ frame: frame.id, scheduledEvent: frame.scheduledEvent, target, resource, parameters, roleArn });
    }
  };
}

/** Runs again what had not succeeded, each state from its own input. @throws AwsError ExecutionNotRedrivable */
export function redrive(dueAt: number, environment: Environment): Work {
  return async (turn) => {
    const { run } = turn;
    if (run.status === 'RUNNING' || run.status === 'SUCCEEDED')
      throw new AwsError('ExecutionNotRedrivable', `Execution is ${run.status} and cannot be redriven`);
    run.status = 'RUNNING';
    run.redriveCount += 1;
    run.redrivenAt = turn.now;
    run.dueAt = dueAt;
    turn.timersOn.push({ frame: 0, kind: 'execution', due: dueAt });
    turn.announce = true;
    const event = addEvent(turn, run.lastEvent, 'ExecutionRedriven', {
      executionRedrivenEventDetails: { redriveCount: run.redriveCount },
    });
    for (const frame of [...run.frames.values()]) {
      if (frame.phase !== 'failed' && frame.phase !== 'aborted') continue;
      frame.lastEvent = event;
      frame.attempts = [];
      frame.retries = 0;
      change(turn, frame);
      if (stateOf(frame).type === 'Task' && frame.enteredEvent > 0) {
        await driveOutcome(turn, frame, environment, () => again(turn, frame, environment));
      } else {
        frame.phase = 'ready';
        turn.ready.push(frame);
      }
    }
  };
}
