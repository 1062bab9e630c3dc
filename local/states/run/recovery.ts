// What a state does about its failure: tries again later, or goes on elsewhere.
import type { Catcher, Retrier } from '../definition/model.ts';
import { childrenOf, type Failure, type Frame, stateOf } from '../model.ts';
import { bindingsOf } from './bindings.ts';
import { leave, type Outcome } from './outcome.ts';
import { change, type Environment, removeFrame, setTimer, type Turn } from './turn.ts';

function matches(errors: readonly string[], { error, heartbeat, terminal }: Failure): boolean {
  if (error !== null && error !== undefined && errors.includes(error)) return true;
  if (heartbeat === true && errors.includes('States.HeartbeatTimeout')) return true;
  if (terminal === true || error === 'States.Runtime') return false;
  if (errors.includes('States.ALL')) return true;
  return errors.includes('States.TaskFailed') && error !== 'States.Timeout';
}

/** Another try is due, if a Retrier means this failure and has tries left. */
export function triesAgain(turn: Turn, frame: Frame, failure: Failure, environment: Environment): boolean {
  const state = stateOf(frame);
  if (!('retry' in state)) return false;
  const place = state.retry.findIndex(({ errors }) => matches(errors, failure));
  const retrier = state.retry[place];
  if (retrier === undefined || (frame.attempts[place] ?? 0) >= retrier.maxAttempts) return false;
  backOff(turn, frame, retrier, place, environment);
  return true;
}

/** Leaves the state by the Catcher that means this failure; without one it has failed. @throws EvaluationError */
export async function caught(turn: Turn, frame: Frame, failure: Failure): Promise<Outcome> {
  const state = stateOf(frame);
  const catcher = 'catch' in state ? state.catch.find(({ errors }) => matches(errors, failure)) : undefined;
  return catcher === undefined ? { kind: 'failed', failure } : goElsewhere(turn, frame, failure, catcher);
}

function backOff(turn: Turn, frame: Frame, retrier: Retrier, place: number, environment: Environment): void {
  const used = frame.attempts[place] ?? 0;
  const delay = Math.min(retrier.maxDelaySeconds, retrier.intervalSeconds * retrier.backoffRate ** used);
  const share = retrier.jitter
    ? environment.fraction(`${turn.run.arn} ${frame.state} ${frame.id} ${frame.retries}`)
    : 1;
  dropChildren(turn, frame);
  frame.attempts = Array.from({ length: Math.max(frame.attempts.length, place + 1) }, (_, index) =>
    index === place ? used + 1 : (frame.attempts[index] ?? 0),
  );
  frame.retries += 1;
  frame.phase = 'backoff';
  setTimer(turn, frame, 'retry', turn.now + Math.round(delay * share * 1000));
  change(turn, frame);
}

function goElsewhere(turn: Turn, frame: Frame, failure: Failure, catcher: Catcher): Promise<Outcome> {
  const { error = '', cause = '' } = failure;
  const errorOutput = { Error: error, Cause: cause };
  dropChildren(turn, frame);
  return leave(turn, frame, catcher, catcher.next, bindingsOf(turn.run, frame, { errorOutput }), errorOutput);
}

function dropChildren(turn: Turn, frame: Frame): void {
  for (const child of childrenOf(turn.run, frame)) removeFrame(turn, child);
  frame.items = undefined;
}
