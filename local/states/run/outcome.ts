// What came of a state: it was left, it waits, or it failed.

import type { Leave } from '../definition/model.ts';
import { type Bindings, EvaluationError } from '../expressions/expressions.ts';
import type { Template } from '../expressions/template.ts';
import type { Failure, Frame } from '../model.ts';
import { stateOf } from '../model.ts';
import { isTooLarge, jsonText, longestCause, longestError } from '../payload.ts';
import { addEvent, change, type Turn, tell } from './turn.ts';

export type Outcome =
  | { kind: 'left'; next: string | undefined; output: unknown }
  | { kind: 'parked' }
  | { kind: 'failed'; failure: Failure };

export const parked: Outcome = { kind: 'parked' };

const mostVariables = 10 * 1024 * 1024;

/** What the state's name says in every evaluation error. */
function causeOf(frame: Frame, fault: EvaluationError): string {
  const place = `An error occurred while executing the state '${frame.state}' (entered at the event id #${frame.enteredEvent}).`;
  return `${place} ${fault.message}`.slice(0, longestCause);
}

/** A failure no longer than AWS keeps it, whoever gave it. */
export function cut(failure: Failure): Failure {
  const { error, cause } = failure;
  if ((error?.length ?? 0) <= longestError && (cause?.length ?? 0) <= longestCause) return failure;
  return {
    ...failure,
    ...(typeof error === 'string' ? { error: error.slice(0, longestError) } : {}),
    ...(typeof cause === 'string' ? { cause: cause.slice(0, longestCause) } : {}),
  };
}

/**
 * Does it, and turns an expression that fails into the state's failure, with its event.
 * @param after the event that this one follows, when it is not the frame's last.
 */
export async function guarded(
  turn: Turn,
  frame: Frame,
  work: () => Promise<Outcome>,
  after?: number,
): Promise<Outcome> {
  try {
    return await work();
  } catch (fault) {
    if (!(fault instanceof EvaluationError)) throw fault;
    const failure = { error: 'States.QueryEvaluationError', cause: causeOf(frame, fault) };
    // AWS lets the first look at a state's fields stand beside the entering, not after it; a Wait is the exception.
    const beside = frame.lastEvent === frame.enteredEvent && stateOf(frame).type !== 'Wait';
    const previous = beside ? frame.enteredAfter : (after ?? frame.lastEvent);
    frame.lastEvent = addEvent(turn, previous, 'EvaluationFailed', {
      evaluationFailedEventDetails: {
        error: failure.error,
        cause: failure.cause,
        ...(fault.location === undefined ? {} : { location: fault.location }),
        state: frame.state,
      },
    });
    change(turn, frame);
    return { kind: 'failed', failure };
  }
}

export async function evaluated(
  template: Template | undefined,
  bindings: Bindings,
  otherwise: unknown,
): Promise<unknown> {
  return template === undefined ? otherwise : template.evaluate(bindings);
}

/** Leaves the state: evaluates Output and Assign side by side, writes the event. @throws EvaluationError */
export async function leave(
  turn: Turn,
  frame: Frame,
  { output, assign }: Leave,
  next: string | undefined,
  bindings: Bindings,
  otherwise: unknown,
): Promise<Outcome> {
  const assigned = await evaluated(assign, bindings, undefined);
  const value = await evaluated(output, bindings, otherwise);
  const text = jsonText(value);
  if (isTooLarge(text) || (assigned !== undefined && isTooMuch(frame, assigned)))
    return { kind: 'failed', failure: { ...tooLarge(frame.state), terminal: true } };
  tell(turn, frame, `${stateOf(frame).type}StateExited`, {
    stateExitedEventDetails: {
      name: frame.state,
      output: text,
      outputDetails: untruncated,
      ...assignment(frame, assigned),
    },
  });
  change(turn, frame);
  return { kind: 'left', next, output: value };
}

/** Whether one state assigns more than 256 KiB, or a scope would hold more than 10 MiB (quotas of AWS). */
function isTooMuch(frame: Frame, assigned: unknown): boolean {
  const text = jsonText(assigned);
  if (isTooLarge(text)) return true;
  const before = Object.values(frame.variables).reduce((sum: number, value) => sum + jsonText(value).length, 0);
  return before + text.length > mostVariables;
}

export const untruncated = { truncated: false };

export function tooLarge(what: string): Failure {
  return {
    error: 'States.DataLimitExceeded',
    cause: `The state/task '${what}' returned a result with a size exceeding the maximum number of bytes service limit.`,
  };
}

function assignment(frame: Frame, assigned: unknown): object {
  if (typeof assigned !== 'object' || assigned === null) return {};
  const variables = Object.entries(assigned);
  if (variables.length === 0) return {};
  frame.variables = { ...frame.variables, ...assigned };
  return {
    assignedVariables: Object.fromEntries(variables.map(([name, value]) => [name, jsonText(value)])),
    assignedVariablesDetails: untruncated,
  };
}
