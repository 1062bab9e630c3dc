// Task: asks for a call, and takes its answer, its token or the end of what it started.
import { type JsonObject, objectOf } from '../../json.ts';
import type { TaskState } from '../definition/model.ts';
import { expectKind } from '../expressions/template.ts';
import type { Frame, Settlement } from '../model.ts';
import { isTooLarge, jsonText } from '../payload.ts';
import { bindingsOf } from './bindings.ts';
import { cut, evaluated, leave, type Outcome, parked, tooLarge, untruncated } from './outcome.ts';
import { secondsOf } from './simple-states.ts';
import { change, type Environment, setTimer, type Turn, tell, unpark } from './turn.ts';

/** One try: evaluates Arguments and schedules the call. @throws EvaluationError */
export async function attempt(turn: Turn, frame: Frame, state: TaskState, environment: Environment): Promise<Outcome> {
  const { target } = state;
  const { run } = turn;
  const scheduledEvent = run.lastEvent + 1;
  if (target.pattern !== 'answer') frame.token = tokenOf(run.id, frame.id, scheduledEvent, environment.secret());
  const bindings = bindingsOf(run, frame);
  const parameters = await evaluated(state.arguments, bindings, frame.input);
  const roleArn = await evaluated(state.roleArn, bindings, undefined);
  if (state.roleArn !== undefined) expectKind(state.roleArn, roleArn, 'string');
  const timeout = await secondsOf(state.timeoutSeconds, bindings, 1);
  const heartbeat = await secondsOf(state.heartbeatSeconds, bindings, 1);
  const text = jsonText(parameters);
  if (isTooLarge(text)) return { kind: 'failed', failure: { ...tooLarge(state.resource), terminal: true } };
  const limits = {
    ...(timeout === 0 ? {} : { timeoutInSeconds: timeout }),
    ...(heartbeat === 0 ? {} : { heartbeatInSeconds: heartbeat }),
    ...(typeof roleArn === 'string' ? { taskCredentials: { roleArn } } : {}),
  };
  frame.phase = 'calling';
  frame.scheduledEvent = scheduled(turn, frame, state, text, limits, environment.region);
  if (timeout > 0) setTimer(turn, frame, 'timeout', turn.now + timeout * 1000);
  if (heartbeat > 0) {
    frame.heartbeatSeconds = heartbeat;
    setTimer(turn, frame, 'heartbeat', turn.now + heartbeat * 1000);
  }
  change(turn, frame);
  turn.calls.push({
    frame: frame.id,
    scheduledEvent: frame.scheduledEvent,
    target,
    resource: state.resource,
    parameters,
    roleArn: typeof roleArn === 'string' ? roleArn : run.roleArn,
  });
  return parked;
}

/** Says where to look the frame up, and cannot be guessed. */
function tokenOf(execution: number, frame: number, event: number, secret: string): string {
  return Buffer.from(`${execution}.${frame}.${event}.${secret}`).toString('base64');
}

export function placeOfToken(token: string): { execution: number; frame: number } | undefined {
  const parts = /^(\d+)\.(\d+)\.\d+\.[\w-]+$/.exec(Buffer.from(token, 'base64').toString('latin1'));
  return parts === null ? undefined : { execution: Number(parts[1]), frame: Number(parts[2]) };
}

function scheduled(
  turn: Turn,
  frame: Frame,
  { target }: TaskState,
  text: string,
  limits: object,
  region: string,
): number {
  if (target.kind === 'function') {
    const id = tell(turn, frame, 'LambdaFunctionScheduled', {
      lambdaFunctionScheduledEventDetails: {
        resource: target.functionArn,
        input: text,
        inputDetails: untruncated,
        ...limits,
      },
    });
    tell(turn, frame, 'LambdaFunctionStarted');
    return id;
  }
  const { resourceType, resource } = target;
  const id = tell(turn, frame, 'TaskScheduled', {
    taskScheduledEventDetails: { resourceType, resource, region, parameters: text, ...limits },
  });
  tell(turn, frame, 'TaskStarted', { taskStartedEventDetails: { resourceType, resource } });
  return id;
}

/** The parameters of a call as its scheduling event wrote them, for a call that a restart has cut off. */
export function scheduledCall(event: JsonObject): { parameters: unknown; roleArn: string | undefined } {
  const details = objectOf(event['lambdaFunctionScheduledEventDetails'] ?? event['taskScheduledEventDetails']);
  const roleArn = objectOf(details['taskCredentials'])['roleArn'];
  const text = details['parameters'] ?? details['input'];
  return {
    parameters: JSON.parse(typeof text === 'string' ? text : 'null'),
    roleArn: typeof roleArn === 'string' ? roleArn : undefined,
  };
}

/** The call has answered. What goes on elsewhere (a token, another execution) is waited for. */
export async function answered(turn: Turn, frame: Frame, state: TaskState, answer: Settlement): Promise<Outcome> {
  const { target } = state;
  if (!answer.ok || target.kind === 'function' || target.pattern === 'answer') {
    return frame.settled === undefined ? settle(turn, frame, state, answer) : settle(turn, frame, state, frame.settled);
  }
  const text = jsonText(answer.output);
  tell(turn, frame, 'TaskSubmitted', {
    taskSubmittedEventDetails: {
      resourceType: target.resourceType,
      resource: target.resource,
      output: text,
      outputDetails: untruncated,
    },
  });
  change(turn, frame);
  if (frame.settled !== undefined) return settle(turn, frame, state, frame.settled);
  if (target.pattern === 'token') {
    frame.phase = 'token';
    return parked;
  }
  frame.phase = 'sync';
  const child = objectOf(answer.output)['ExecutionArn'];
  frame.child = String(child);
  turn.looks.push({
    frame: frame.id,
    scheduledEvent: frame.scheduledEvent,
    child: frame.child,
    pattern: target.pattern,
    roleArn: turn.run.roleArn,
  });
  return parked;
}

/** The task is over, one way or the other. */
export async function settle(turn: Turn, frame: Frame, state: TaskState, settlement: Settlement): Promise<Outcome> {
  const stray = frame.settled === undefined && !settlement.ok ? frame.child : undefined;
  const result: Settlement = settlement.ok
    ? bounded(state, settlement.output)
    : { ok: false, failure: cut(settlement.failure) };
  unpark(turn, frame);
  if (!result.ok) {
    if (result.failure.timedOut === true && stray !== undefined)
      turn.strays.push({ child: stray, roleArn: turn.run.roleArn });
    tellFailure(turn, frame, state, result);
    return { kind: 'failed', failure: result.failure };
  }
  const output = { output: jsonText(result.output), outputDetails: untruncated };
  if (state.target.kind === 'function') {
    tell(turn, frame, 'LambdaFunctionSucceeded', { lambdaFunctionSucceededEventDetails: output });
  } else {
    const { resourceType, resource } = state.target;
    tell(turn, frame, 'TaskSucceeded', { taskSucceededEventDetails: { resourceType, resource, ...output } });
  }
  const bindings = bindingsOf(turn.run, frame, { result: result.output });
  return leave(turn, frame, state, state.next, bindings, result.output);
}

function bounded(state: TaskState, output: unknown): Settlement {
  return isTooLarge(jsonText(output)) ? { ok: false, failure: tooLarge(state.resource) } : { ok: true, output };
}

function tellFailure(turn: Turn, frame: Frame, { target }: TaskState, { failure }: Settlement & { ok: false }): void {
  const timedOut = failure.timedOut === true;
  const details = {
    ...(failure.error === null || failure.error === undefined ? {} : { error: failure.error }),
    ...(failure.cause === null || failure.cause === undefined ? {} : { cause: failure.cause }),
  };
  if (target.kind === 'function') {
    const kind = timedOut ? 'TimedOut' : 'Failed';
    tell(turn, frame, `LambdaFunction${kind}`, { [`lambdaFunction${kind}EventDetails`]: details });
    return;
  }
  const { resourceType, resource } = target;
  const kind = timedOut ? 'TimedOut' : 'Failed';
  tell(turn, frame, `Task${kind}`, { [`task${kind}EventDetails`]: { resourceType, resource, ...details } });
}
