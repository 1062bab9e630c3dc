// States that call nothing: Pass, Succeed, Choice, Wait, Fail.
import type { ChoiceState, FailState, PassState, SucceedState, WaitState } from '../definition/model.ts';
import { type Bindings, EvaluationError } from '../expressions/expressions.ts';
import { expectKind, type Template } from '../expressions/template.ts';
import { parseInstant } from '../instant.ts';
import type { Failure, Frame } from '../model.ts';
import { bindingsOf } from './bindings.ts';
import { cut, leave, type Outcome, parked } from './outcome.ts';
import { change, setTimer, type Turn } from './turn.ts';

const longestWaitSeconds = 99_999_999;

export function pass(turn: Turn, frame: Frame, state: PassState | SucceedState): Promise<Outcome> {
  return leave(turn, frame, state, state.next, bindingsOf(turn.run, frame), frame.input);
}

export async function choose(turn: Turn, frame: Frame, state: ChoiceState): Promise<Outcome> {
  const bindings = bindingsOf(turn.run, frame);
  for (const rule of state.choices) {
    const holds = await rule.condition.evaluate(bindings);
    expectKind(rule.condition, holds, 'boolean');
    if (holds === true) return leave(turn, frame, rule, rule.next, bindings, frame.input);
  }
  if (state.otherwise === undefined) {
    const cause = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.enteredEvent}). Failed to transition out of the state. The state does not point to a next state.`;
    // The documentation calls it States.NoChoiceMatched; what AWS writes is this, and nothing catches it.
    return { kind: 'failed', failure: { error: 'States.Runtime', cause, fatal: true } };
  }
  return leave(turn, frame, state, state.otherwise, bindings, frame.input);
}

export async function wait(turn: Turn, frame: Frame, state: WaitState): Promise<Outcome> {
  const due = await dueOf(turn, state, bindingsOf(turn.run, frame));
  if (due <= turn.now) return leaveWait(turn, frame, state);
  frame.phase = 'waiting';
  setTimer(turn, frame, 'wait', due);
  change(turn, frame);
  return parked;
}

export function leaveWait(turn: Turn, frame: Frame, state: WaitState): Promise<Outcome> {
  return leave(turn, frame, state, state.next, bindingsOf(turn.run, frame), frame.input);
}

async function dueOf(turn: Turn, { seconds, timestamp }: WaitState, bindings: Bindings): Promise<number> {
  if (timestamp !== undefined) {
    const text = await timestamp.evaluate(bindings);
    expectKind(timestamp, text, 'string');
    const due = typeof text === 'string' ? parseInstant(text) : undefined;
    if (due !== undefined) return due;
    throw new EvaluationError(
      `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${String(text)}`,
      'Timestamp',
    );
  }
  return turn.now + (await secondsOf(seconds, bindings, 0)) * 1000;
}

/** A number of seconds. @throws EvaluationError when it is none, or out of AWS's bounds. */
export async function secondsOf(template: Template | undefined, bindings: Bindings, least: number): Promise<number> {
  if (template === undefined) return 0;
  const value = await template.evaluate(bindings);
  expectKind(template, value, 'number');
  const seconds = Number(value);
  if (!Number.isInteger(seconds) || seconds < least || seconds > longestWaitSeconds)
    throw new EvaluationError(
      `The ${template.location} field must be an integer between ${least} and ${longestWaitSeconds}, but was: ${seconds}`,
      template.location,
    );
  return seconds;
}

export async function fail(turn: Turn, frame: Frame, state: FailState): Promise<Outcome> {
  const bindings = bindingsOf(turn.run, frame);
  const failure: Failure = {
    ...(await member('error', state.error, bindings)),
    ...(await member('cause', state.cause, bindings)),
  };
  return { kind: 'failed', failure: cut(failure) };
}

async function member(name: 'error' | 'cause', template: Template | undefined, bindings: Bindings): Promise<Failure> {
  if (template === undefined) return {};
  const value = await template.evaluate(bindings);
  expectKind(template, value, 'string');
  return { [name]: value };
}
