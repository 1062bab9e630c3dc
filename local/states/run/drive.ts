// Drives an execution: enters states, hands outcomes on - to the next state, to the state around it, to the end of the whole.
import { type Failure, type Frame, type Run, type Status, stateOf } from '../model.ts';
import { jsonText } from '../payload.ts';
import { childDone, childFailed, giveUp, startBranches, startMap, tellStateFailed } from './branches.ts';
import { guarded, type Outcome, parked, untruncated } from './outcome.ts';
import { caught, triesAgain } from './recovery.ts';
import { choose, fail, pass, wait } from './simple-states.ts';
import { attempt } from './task.ts';
import { addEvent, change, type Environment, HistoryFullError, type Turn, tell, unpark } from './turn.ts';

/** A turn ends here at the latest; the execution goes on in the next one. */
const eventsPerTurn = 400;

/** Runs every frame that is ready until all wait. Answers false when there is more to do after this turn. */
export async function driveReady(turn: Turn, environment: Environment): Promise<boolean> {
  return untilFull(turn, async () => {
    while (turn.closed === undefined) {
      const frame = turn.ready.shift();
      if (frame === undefined) return true;
      if (turn.run.frames.get(frame.id) !== frame || frame.phase !== 'ready') continue;
      if (turn.events.length >= eventsPerTurn) return false;
      await handOn(turn, frame, await enter(turn, frame, environment), environment);
    }
    return true;
  });
}

/** Hands on the outcome of what has arrived for a frame. */
export async function driveOutcome(
  turn: Turn,
  frame: Frame,
  environment: Environment,
  work: () => Promise<Outcome>,
): Promise<void> {
  await untilFull(turn, async () => {
    await handOn(turn, frame, await guarded(turn, frame, work), environment);
    return true;
  });
}

async function untilFull(turn: Turn, work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof HistoryFullError)) throw fault;
    const cause = 'The execution reached the maximum number of history events (25000).';
    close(turn, 'FAILED', turn.run.lastEvent, { error: 'States.Runtime', cause });
    return true;
  }
}

function enter(turn: Turn, frame: Frame, environment: Environment): Promise<Outcome> {
  frame.enteredAt = turn.now;
  frame.retries = 0;
  frame.attempts = [];
  frame.enteredAfter = frame.lastEvent;
  frame.enteredEvent = tell(turn, frame, `${stateOf(frame).type}StateEntered`, {
    stateEnteredEventDetails: { name: frame.state, input: jsonText(frame.input), inputDetails: untruncated },
  });
  change(turn, frame);
  return guarded(turn, frame, () => run(turn, frame, environment));
}

/** The work of the state a frame is in, from its beginning. */
function run(turn: Turn, frame: Frame, environment: Environment): Promise<Outcome> {
  const state = stateOf(frame);
  switch (state.type) {
    case 'Pass':
    case 'Succeed':
      return pass(turn, frame, state);
    case 'Choice':
      return choose(turn, frame, state);
    case 'Wait':
      return wait(turn, frame, state);
    case 'Fail':
      return fail(turn, frame, state);
    case 'Task':
      return attempt(turn, frame, state, environment);
    case 'Parallel':
      return startBranches(turn, frame, state);
    case 'Map':
      return startMap(turn, frame, state);
  }
}

/** The next try of a state that has been entered already. */
export function again(turn: Turn, frame: Frame, environment: Environment): Promise<Outcome> {
  unpark(turn, frame);
  return run(turn, frame, environment);
}

async function handOn(turn: Turn, first: Frame, outcome: Outcome, environment: Environment): Promise<void> {
  let frame = first;
  let now = outcome;
  for (;;) {
    if (now.kind === 'parked') return;
    if (now.kind === 'left' && now.next !== undefined) {
      goOn(turn, frame, now.next, now.output);
      return;
    }
    if (now.kind === 'failed') {
      now = await recovered(turn, frame, now, environment);
      if (now.kind !== 'failed') continue;
    }
    const parent = turn.run.frames.get(frame.parent);
    if (parent === undefined) {
      end(turn, frame, now);
      return;
    }
    const child: Frame = frame;
    const handed: Exclude<Outcome, { kind: 'parked' }> = now;
    now =
      handed.kind === 'failed'
        ? childFailed(turn, parent, child, handed.failure)
        : await guarded(turn, parent, () => childDone(turn, parent, child, handed.output));
    frame = parent;
  }
}

/** What a state does about its failure: tries again later, goes on elsewhere, or has failed for good. */
async function recovered(
  turn: Turn,
  frame: Frame,
  failed: Outcome & { kind: 'failed' },
  environment: Environment,
): Promise<Outcome> {
  const { failure } = failed;
  if (failure.fatal === true) return failed;
  if (triesAgain(turn, frame, failure, environment)) return parked;
  const stood = frame.lastEvent;
  tellStateFailed(turn, frame);
  const outcome = await guarded(turn, frame, () => caught(turn, frame, failure), stood);
  // A Catch that fails in its turn fails the state a second time.
  if (outcome.kind === 'failed' && outcome.failure !== failure) tellStateFailed(turn, frame);
  return outcome;
}

function goOn(turn: Turn, frame: Frame, next: string, output: unknown): void {
  frame.state = next;
  frame.input = output;
  frame.phase = 'ready';
  frame.enteredEvent = 0;
  change(turn, frame);
  turn.ready.push(frame);
}

function end(turn: Turn, frame: Frame, outcome: Exclude<Outcome, { kind: 'parked' }>): void {
  if (outcome.kind === 'failed') {
    unpark(turn, frame);
    if (frame.phase !== 'children') frame.phase = 'failed';
    close(turn, 'FAILED', frame.lastEvent, outcome.failure);
    return;
  }
  const output = jsonText(outcome.output);
  addEvent(turn, frame.lastEvent, 'ExecutionSucceeded', {
    executionSucceededEventDetails: { output, outputDetails: untruncated },
  });
  finish(turn, 'SUCCEEDED', { output: outcome.output });
}

const eventOf: Readonly<Record<Exclude<Status, 'RUNNING' | 'SUCCEEDED'>, string>> = {
  FAILED: 'executionFailed',
  TIMED_OUT: 'executionTimedOut',
  ABORTED: 'executionAborted',
};

/** Ends the execution other than by success; its frames stay where they stood, for a redrive. */
export function close(
  turn: Turn,
  status: Exclude<Status, 'RUNNING' | 'SUCCEEDED'>,
  after: number,
  { error, cause }: Failure,
): void {
  const failure = {
    ...(error === undefined || error === null ? {} : { error }),
    ...(cause === undefined || cause === null ? {} : { cause }),
  };
  const type = eventOf[status];
  const details = Object.keys(failure).length === 0 && status === 'TIMED_OUT' ? undefined : failure;
  addEvent(
    turn,
    after,
    `${type.charAt(0).toUpperCase()}${type.slice(1)}`,
    details === undefined ? undefined : { [`${type}EventDetails`]: details },
  );
  const root = rootOf(turn.run);
  if (root.phase !== 'failed') giveUp(turn, root, undefined);
  finish(turn, status, { failure });
}

export function rootOf(run: Run): Frame {
  const root = run.frames.get(0);
  if (root === undefined) throw new Error(`execution ${run.arn} has no beginning`);
  return root;
}

function finish(turn: Turn, status: Status, result: { output?: unknown; failure?: Failure }): void {
  const { run } = turn;
  turn.timersOff.push({ frame: 0, kind: 'execution', due: run.dueAt });
  run.status = status;
  turn.closed = { status, ...result };
  turn.announce = true;
  turn.ready.length = 0;
  turn.calls.length = 0;
  turn.looks.length = 0;
}
