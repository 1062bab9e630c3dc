// Runs executions: from state to state until one has to wait, each stretch written in one transaction. Whatever comes
// back - a result, a token, a timer - takes the execution's turn and goes on from what is on disk.
import { randomUUID } from 'node:crypto';
import { AwsError, type CallService, type Clock, type InvokeLambda, type Storage, type Wake } from '../contracts.ts';
import { isObject, objectOf, parseJson, textOf } from '../json.ts';
import { type Definition, readDefinition, type State, type TaskState } from './definition.ts';
import type { Execution, ExecutionStore, Status } from './execution-store.ts';
import { evaluate, StateError } from './expressions.ts';
import { contextOf, type Draft, draftOf } from './history.ts';
import { matches, retryDelaySeconds } from './retry.ts';

const largestPayload = 256 * 1024;
const mostEvents = 25_000;

export type TaskResult =
  | { ok: true; output: unknown }
  | { ok: false; error: string; cause: string; timedOut?: boolean };
export type Engine = {
  /** Goes on with an execution that is ready or was interrupted. */
  resume(id: number): void;
  settleToken(token: string, result: TaskResult): Promise<void>;
  heartbeat(token: string): Promise<void>;
  fireTimer(id: number, kind: string, due: number): void;
  stop(id: number, error: string | undefined, cause: string | undefined): Promise<void>;
  inFlight(): number;
};

type Options = {
  storage: Storage;
  store: ExecutionStore;
  clock: Clock;
  wake: Wake;
  invokeLambda: InvokeLambda;
  callService: CallService;
  onStatus(execution: Execution): void;
};

export const createEngine = ({ storage, store, clock, wake, invokeLambda, callService, onStatus }: Options): Engine => {
  const turns = new Map<number, Promise<unknown>>();
  const definitions = new Map<string, Definition>();
  let active = 0;

  const definitionOf = (text: string): Definition => {
    const known = definitions.get(text) ?? readDefinition(text);
    definitions.set(text, known);
    return known;
  };

  /** One thing at a time per execution. */
  const inTurn = <T>(id: number, run: () => Promise<T>): Promise<T> => {
    active += 1;
    const before = turns.get(id) ?? Promise.resolve();
    const mine = before.then(run, run).finally(() => {
      active -= 1;
      if (turns.get(id) === mine) turns.delete(id);
      wake();
    });
    turns.set(id, mine);
    return mine;
  };

  const background = (work: Promise<unknown>): void =>
    void work.catch((fault: unknown) => console.error('step functions:', fault));

  const save = async (draft: Draft): Promise<void> => {
    const { execution, events, timers } = draft;
    if (events.some(({ id }) => id > mostEvents) && execution.status === 'RUNNING') {
      fail(draft, 'States.Runtime', 'The execution reached the maximum number of history events (25000).');
    }
    await storage.write(() => {
      store.save(execution, events, execution.status === 'RUNNING' ? timers : []);
      if (draft.newToken !== undefined) store.putToken(draft.newToken, execution.id);
    });
    if (execution.status !== 'RUNNING') onStatus(execution);
  };

  const bindingsOf = (draft: Draft, extra: Record<string, unknown> = {}) => ({
    states: { input: draft.execution.position.input, context: contextOf(draft.execution), ...extra },
    variables: draft.execution.position.variables,
  });

  /** Runs states until one waits or the execution ends; what has to be called is called after it is on disk. */
  const advance = async (draft: Draft): Promise<void> => {
    let call: (() => void) | undefined;
    while (draft.execution.status === 'RUNNING' && draft.execution.position.phase === 'ready' && call === undefined) {
      const state = stateOf(draft);
      try {
        call = await runState(draft, state);
      } catch (fault) {
        if (!(fault instanceof StateError)) throw fault;
        await onError(draft, state, { ok: false, error: fault.error, cause: fault.cause_ });
      }
    }
    await save(draft);
    call?.();
  };

  const stateOf = (draft: Draft): State => {
    const state = definitionOf(draft.execution.definition).states.get(draft.execution.position.state);
    if (state === undefined) throw new Error(`no state ${draft.execution.position.state}`);
    return state;
  };

  const enter = (draft: Draft, state: State): void => {
    const { position } = draft.execution;
    position.enteredAt = clock.now();
    position.attempts = [];
    position.retryCount = 0;
    position.enteredEvent = draft.add(`${state.type}StateEntered`, {
      stateEnteredEventDetails: {
        name: state.name,
        input: JSON.stringify(position.input),
        inputDetails: { truncated: false },
      },
    });
  };

  const leave = async (
    draft: Draft,
    state: State,
    output: unknown,
    next: string | undefined,
    assign: unknown,
    extra: Record<string, unknown>,
  ): Promise<void> => {
    const { execution } = draft;
    const { position } = execution;
    const assigned =
      assign === undefined ? undefined : objectOf(await evaluate(assign, bindingsOf(draft, extra), 'Assign'));
    const text = JSON.stringify(output);
    if (Buffer.byteLength(text) > largestPayload) {
      throw new StateError(
        'States.DataLimitExceeded',
        `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
      );
    }
    draft.add(`${state.type}StateExited`, {
      stateExitedEventDetails: { name: state.name, output: text, outputDetails: { truncated: false } },
    });
    Object.assign(position.variables, assigned);
    position.token = undefined;
    draft.timers = draft.timers.filter(({ kind }) => kind === 'execution');
    if (next === undefined) {
      execution.output = text;
      end(draft, 'SUCCEEDED', 'ExecutionSucceeded', {
        executionSucceededEventDetails: { output: text, outputDetails: { truncated: false } },
      });
      return;
    }
    position.state = next;
    position.input = output;
    position.phase = 'ready';
    position.enteredEvent = 0;
  };

  const end = (draft: Draft, status: Status, type: string, details: Record<string, unknown>): void => {
    draft.execution.status = status;
    draft.execution.stoppedAt = clock.now();
    draft.add(type, details);
  };

  const fail = (draft: Draft, error: string, cause: string): void => {
    draft.execution.error = error;
    draft.execution.cause = cause;
    end(draft, 'FAILED', 'ExecutionFailed', { executionFailedEventDetails: { error, cause } });
  };

  /** Runs one state; answers what must be called once the transition is on disk. */
  const runState = async (draft: Draft, state: State): Promise<(() => void) | undefined> => {
    const { position } = draft.execution;
    if (position.enteredEvent === 0) enter(draft, state);
    const input = position.input;
    const output = async (extra: Record<string, unknown>, otherwise: unknown): Promise<unknown> =>
      state.output === undefined ? otherwise : evaluate(state.output, bindingsOf(draft, extra), 'Output');
    switch (state.type) {
      case 'Pass':
      case 'Succeed':
        await leave(
          draft,
          state,
          await output({}, input),
          state.type === 'Succeed' ? undefined : state.next,
          state.assign,
          {},
        );
        return undefined;
      case 'Fail': {
        const error =
          state.error === undefined ? undefined : String(await evaluate(state.error, bindingsOf(draft), 'Error'));
        const cause =
          state.cause === undefined ? undefined : String(await evaluate(state.cause, bindingsOf(draft), 'Cause'));
        fail(draft, error ?? '', cause ?? '');
        return undefined;
      }
      case 'Choice':
        await choose(draft, state);
        return undefined;
      case 'Wait': {
        const seconds =
          state.seconds === undefined ? undefined : Number(await evaluate(state.seconds, bindingsOf(draft), 'Seconds'));
        const until =
          seconds === undefined
            ? Date.parse(String(await evaluate(state.timestamp, bindingsOf(draft), 'Timestamp')))
            : clock.now() + seconds * 1000;
        position.phase = 'waiting';
        draft.timers.push({ kind: 'wait', due: until });
        return undefined;
      }
      case 'Task':
        return startTask(draft, state);
      default:
        return state satisfies never;
    }
  };

  const choose = async (draft: Draft, state: Extract<State, { type: 'Choice' }>): Promise<void> => {
    for (const [index, rule] of state.choices.entries()) {
      if ((await evaluate(rule.condition, bindingsOf(draft), `Choices[${index}]/Condition`)) !== true) continue;
      const shown = rule.output ?? state.output;
      const output =
        shown === undefined ? draft.execution.position.input : await evaluate(shown, bindingsOf(draft), 'Output');
      return leave(draft, state, output, rule.next, rule.assign ?? state.assign, {});
    }
    if (state.otherwise === undefined)
      throw new StateError(
        'States.NoChoiceMatched',
        `Failed to transition out of the state '${state.name}'. The state doesn't have a Default choice.`,
      );
    const output =
      state.output === undefined
        ? draft.execution.position.input
        : await evaluate(state.output, bindingsOf(draft), 'Output');
    return leave(draft, state, output, state.otherwise, state.assign, {});
  };

  const startTask = async (draft: Draft, state: TaskState): Promise<() => void> => {
    const { execution } = draft;
    const { position } = execution;
    const { target } = state;
    if (target.kind === 'call' && target.token) {
      position.token = randomUUID();
      draft.newToken = position.token;
    }
    const bindings = bindingsOf(draft);
    const input =
      state.arguments === undefined ? position.input : await evaluate(state.arguments, bindings, 'Arguments');
    const timeout =
      state.timeoutSeconds === undefined
        ? undefined
        : Number(await evaluate(state.timeoutSeconds, bindings, 'TimeoutSeconds'));
    const heartbeat =
      state.heartbeatSeconds === undefined
        ? undefined
        : Number(await evaluate(state.heartbeatSeconds, bindings, 'HeartbeatSeconds'));
    draft.timers = draft.timers.filter(({ kind }) => kind === 'execution');
    if (timeout !== undefined) draft.timers.push({ kind: 'timeout', due: clock.now() + timeout * 1000 });
    if (heartbeat !== undefined) draft.timers.push({ kind: 'heartbeat', due: clock.now() + heartbeat * 1000 });
    position.heartbeatSeconds = heartbeat;
    position.phase = 'invoking';
    position.call = input;
    const limits = {
      ...(timeout === undefined ? {} : { timeoutInSeconds: timeout }),
      ...(heartbeat === undefined ? {} : { heartbeatInSeconds: heartbeat }),
    };
    if (target.kind === 'lambda') {
      draft.add('LambdaFunctionScheduled', {
        lambdaFunctionScheduledEventDetails: {
          resource: target.functionArn,
          input: JSON.stringify(input),
          inputDetails: { truncated: false },
          ...limits,
        },
      });
      draft.add('LambdaFunctionStarted', {});
    } else {
      const { resourceType, resource } = resourceOf(target.resource);
      draft.add('TaskScheduled', {
        taskScheduledEventDetails: {
          resourceType,
          resource,
          region: execution.arn.split(':')[3],
          parameters: JSON.stringify(input),
          ...limits,
        },
      });
      draft.add('TaskStarted', { taskStartedEventDetails: { resourceType, resource } });
    }
    const attempt = attemptOf(execution);
    return () => background(callTarget(execution.id, attempt, state, input, execution.roleArn));
  };

  /** Tells one try of a task from the next, so that a late answer is not taken for the new one's. */
  const attemptOf = ({ position }: Execution): string =>
    `${position.state}/${position.enteredEvent}/${position.retryCount}`;

  const callTarget = async (
    id: number,
    attempt: string,
    { target }: TaskState,
    input: unknown,
    roleArn: string,
  ): Promise<void> => {
    active += 1;
    const caller = { accessKeyId: 'step-functions', roleArn };
    let result: TaskResult;
    try {
      if (target.kind === 'lambda') {
        const answer = await invokeLambda({ functionArn: target.functionArn, payload: JSON.stringify(input), caller });
        result =
          answer.functionError === undefined
            ? { ok: true, output: parseJson(answer.payload) ?? null }
            : lambdaFailure(answer.payload);
      } else {
        const output = await callService({ service: target.service, action: target.action, input, caller });
        result = { ok: true, output: output ?? {} };
      }
    } catch (fault) {
      if (!(fault instanceof AwsError)) throw fault;
      const prefix = target.kind === 'lambda' ? 'Lambda' : target.errorPrefix;
      result = {
        ok: false,
        error: `${prefix}.${fault.name}`,
        cause: `${fault.message} (Service: ${prefix}, Status Code: ${fault.statusCode}, Request ID: ${randomUUID()})`,
      };
    } finally {
      active -= 1;
    }
    await inTurn(id, async () => {
      const execution = store.byId(id);
      if (
        execution === undefined ||
        execution.status !== 'RUNNING' ||
        execution.position.phase !== 'invoking' ||
        attemptOf(execution) !== attempt
      )
        return;
      const draft = draftOf(execution, clock.now(), store);
      if (target.kind === 'call' && target.token && result.ok) {
        const { resourceType, resource } = resourceOf(target.resource);
        draft.add('TaskSubmitted', {
          taskSubmittedEventDetails: {
            resourceType,
            resource,
            output: JSON.stringify(result.output),
            outputDetails: { truncated: false },
          },
        });
        execution.position.phase = 'token';
        return save(draft);
      }
      await finishTask(draft, result);
    });
  };

  const finishTask = async (draft: Draft, result: TaskResult): Promise<void> => {
    const state = stateOf(draft);
    if (state.type !== 'Task') return;
    const lambda = state.target.kind === 'lambda';
    const place = state.target.kind === 'call' ? resourceOf(state.target.resource) : {};
    draft.execution.position.call = undefined;
    if (!result.ok) {
      const type = lambda
        ? result.timedOut === true
          ? 'LambdaFunctionTimedOut'
          : 'LambdaFunctionFailed'
        : result.timedOut === true
          ? 'TaskTimedOut'
          : 'TaskFailed';
      draft.add(type, {
        [`${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`]: {
          ...place,
          error: result.error,
          ...(result.cause === '' ? {} : { cause: result.cause }),
        },
      });
      await onError(draft, state, result);
      return advance(draft);
    }
    const details = { output: JSON.stringify(result.output), outputDetails: { truncated: false } };
    draft.add(
      lambda ? 'LambdaFunctionSucceeded' : 'TaskSucceeded',
      lambda
        ? { lambdaFunctionSucceededEventDetails: details }
        : { taskSucceededEventDetails: { ...place, ...details } },
    );
    try {
      const extra = { result: result.output };
      const output =
        state.output === undefined ? result.output : await evaluate(state.output, bindingsOf(draft, extra), 'Output');
      await leave(draft, state, output, state.next, state.assign, extra);
    } catch (fault) {
      if (!(fault instanceof StateError)) throw fault;
      draft.add('EvaluationFailed', {
        evaluationFailedEventDetails: { error: fault.error, cause: fault.cause_, state: state.name },
      });
      await onError(draft, state, { ok: false, error: fault.error, cause: fault.cause_ });
    }
    return advance(draft);
  };

  /** Retry by its rules, else Catch, else the execution has failed. */
  const onError = async (
    draft: Draft,
    state: State,
    { error, cause }: { ok: false; error: string; cause: string },
  ): Promise<void> => {
    const { position } = draft.execution;
    draft.timers = draft.timers.filter(({ kind }) => kind === 'execution');
    if (state.type === 'Task') {
      const index = state.retry.findIndex(({ errors }) => matches(errors, error));
      const retrier = state.retry[index];
      const used = position.attempts[index] ?? 0;
      if (retrier !== undefined && used < retrier.maxAttempts) {
        position.attempts[index] = used + 1;
        position.retryCount += 1;
        position.phase = 'backoff';
        const delay = retryDelaySeconds(retrier, used, `${draft.execution.arn}/${position.enteredEvent}/${used}`);
        draft.timers.push({ kind: 'retry', due: clock.now() + delay * 1000 });
        return;
      }
      const catcher = state.catch.find(({ errors }) => matches(errors, error));
      if (catcher !== undefined) {
        const errorOutput = { Error: error, Cause: cause };
        const extra = { errorOutput };
        try {
          const output =
            catcher.output === undefined
              ? errorOutput
              : await evaluate(catcher.output, bindingsOf(draft, extra), 'Catch/Output');
          return await leave(draft, state, output, catcher.next, catcher.assign, extra);
        } catch (fault) {
          if (!(fault instanceof StateError)) throw fault;
          return fail(draft, fault.error, fault.cause_);
        }
      }
    }
    fail(draft, error, cause);
  };

  const tokenTask = (token: string): Execution => {
    const id = store.executionOfToken(token);
    if (id === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    const execution = store.byId(id);
    if (execution === undefined || execution.status !== 'RUNNING' || execution.position.token !== token) {
      throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
    }
    return execution;
  };

  const fire = async (id: number, kind: string, due: number): Promise<void> => {
    const execution = store.byId(id);
    if (execution === undefined || execution.status !== 'RUNNING') return;
    const draft = draftOf(execution, clock.now(), store);
    if (!draft.timers.some((timer) => timer.kind === kind && timer.due === due)) return;
    draft.timers = draft.timers.filter((timer) => timer.kind !== kind);
    const { position } = execution;
    if (kind === 'execution') {
      end(draft, 'TIMED_OUT', 'ExecutionTimedOut', {});
      return save(draft);
    }
    if (kind === 'timeout' || kind === 'heartbeat')
      return finishTask(draft, { ok: false, error: 'States.Timeout', cause: '', timedOut: true });
    const state = stateOf(draft);
    position.phase = 'ready';
    if (kind === 'wait') {
      const output =
        state.output === undefined ? position.input : await evaluate(state.output, bindingsOf(draft), 'Output');
      await leave(draft, state, output, state.next, state.assign, {});
    }
    return advance(draft);
  };

  return {
    resume(id) {
      background(
        inTurn(id, async () => {
          const execution = store.byId(id);
          if (execution === undefined || execution.status !== 'RUNNING') return;
          const { position } = execution;
          if (position.phase === 'ready') return advance(draftOf(execution, clock.now(), store));
          const state = definitionOf(execution.definition).states.get(position.state);
          // Interrupted in flight: called again; whoever is called may see a repeat.
          if (position.phase === 'invoking' && state?.type === 'Task')
            background(callTarget(id, attemptOf(execution), state, position.call, execution.roleArn));
        }),
      );
    },
    async settleToken(token, result) {
      const { id } = tokenTask(token);
      await inTurn(id, async () => {
        const execution = tokenTask(token);
        const draft = draftOf(execution, clock.now(), store);
        await finishTask(draft, result);
      });
    },
    async heartbeat(token) {
      const { id } = tokenTask(token);
      await inTurn(id, async () => {
        const draft = draftOf(tokenTask(token), clock.now(), store);
        const seconds = draft.execution.position.heartbeatSeconds;
        if (seconds === undefined) return;
        draft.timers = [
          ...draft.timers.filter(({ kind }) => kind !== 'heartbeat'),
          { kind: 'heartbeat', due: clock.now() + seconds * 1000 },
        ];
        await save(draft);
      });
    },
    fireTimer: (id, kind, due) => background(inTurn(id, () => fire(id, kind, due))),
    stop: (id, error, cause) =>
      inTurn(id, async () => {
        const execution = store.byId(id);
        if (execution === undefined || execution.status !== 'RUNNING') return;
        const draft = draftOf(execution, clock.now(), store);
        execution.error = error;
        execution.cause = cause;
        end(draft, 'ABORTED', 'ExecutionAborted', {
          executionAbortedEventDetails: {
            ...(error === undefined ? {} : { error }),
            ...(cause === undefined ? {} : { cause }),
          },
        });
        await save(draft);
      }),
    inFlight: () => active,
  };
};

/** A function's error as the workflow sees it: its type is the error, its whole payload the cause. */
const lambdaFailure = (payload: string): TaskResult => {
  const body = parseJson(payload);
  const error = isObject(body) ? (textOf(body['errorType']) ?? 'Error') : 'Lambda.Unknown';
  return { ok: false, error, cause: payload };
};

const resourceOf = (resource: string): { resourceType: string; resource: string } => {
  const [type = '', ...rest] = resource.split(':::')[1]?.split(':') ?? [];
  return type === 'aws-sdk'
    ? { resourceType: `aws-sdk:${rest[0]}`, resource: rest.slice(1).join(':') }
    : { resourceType: type, resource: rest.join(':') };
};
