// Makes the calls of tasks and turns what comes back into how the task ends. Never throws: a call that fails is an answer.
import { AwsError, type Caller, type CallService, type InvokeLambda } from '../../contracts.ts';
import { isObject, objectOf, parseJson, textOf } from '../../json.ts';
import type { Settlement } from '../model.ts';
import { jsonText, readJson } from '../payload.ts';
import type { Call } from '../run/turn.ts';
import { optimizedFailure, sdkFailure } from './failures.ts';
import { fromWire, toWire } from './shapes.ts';

export type CallOptions = {
  invokeLambda: InvokeLambda;
  callService: CallService;
  callerOf(roleArn: string): Caller;
  uuid(): string;
  partition: string;
  region: string;
  accountId: string;
};

export type Performer = {
  perform(call: Call): Promise<Settlement>;
  /** How an execution that a task waits for stands; undefined while it runs. */
  look(child: string, pattern: string, roleArn: string): Promise<Settlement | undefined>;
  /** Ends what a task of `execution` had started and no longer waits for. */
  stopExecution(child: string, execution: string, roleArn: string): Promise<void>;
};

export function createPerformer(options: CallOptions): Performer {
  const { invokeLambda, callService, callerOf, uuid } = options;

  async function invokeFunction(functionArn: string, payload: string, roleArn: string): Promise<Settlement> {
    try {
      const answer = await invokeLambda({ functionArn, payload, caller: callerOf(roleArn) });
      if (answer.functionError !== undefined) return { ok: false, failure: functionFailure(answer.payload) };
      return { ok: true, output: resultOf(answer.payload) };
    } catch (fault) {
      return { ok: false, failure: optimizedFailure('lambda', fault, uuid()) };
    }
  }

  async function invoke({ parameters, roleArn }: Call): Promise<Settlement> {
    const { FunctionName, Payload, InvocationType, Qualifier } = objectOf(parameters);
    const name = textOf(FunctionName) ?? '';
    const functionArn = name.startsWith('arn:')
      ? name
      : `arn:${options.partition}:lambda:${options.region}:${options.accountId}:function:${name.replace(/^.*:function:/, '')}`;
    // A text is JSON already.
    const payload = Payload === null || Payload === undefined ? '{}' : (textOf(Payload) ?? JSON.stringify(Payload));
    const qualified =
      typeof Qualifier === 'string' && Qualifier !== '$LATEST' ? `${functionArn}:${Qualifier}` : functionArn;
    if (InvocationType === 'Event' || InvocationType === 'DryRun')
      return invokeOtherwise(qualified, payload, InvocationType, roleArn);
    const answer = await invokeFunction(qualified, payload, roleArn);
    if (!answer.ok) return answer;
    return {
      ok: true,
      output: { ExecutedVersion: '$LATEST', Payload: answer.output, ...metadata(uuid()), StatusCode: 200 },
    };
  }

  /** Later, or not at all: Lambda only says that it has heard. */
  async function invokeOtherwise(
    functionArn: string,
    payload: string,
    InvocationType: 'Event' | 'DryRun',
    roleArn: string,
  ): Promise<Settlement> {
    try {
      const input = { FunctionName: functionArn, InvocationType, Payload: payload };
      await callService({ service: 'lambda', action: 'Invoke', input, caller: callerOf(roleArn) });
      const StatusCode = InvocationType === 'Event' ? 202 : 204;
      return { ok: true, output: { Payload: '', ...metadata(uuid()), StatusCode } };
    } catch (fault) {
      return { ok: false, failure: optimizedFailure('lambda', fault, uuid()) };
    }
  }

  async function service(call: Call & { target: { kind: 'service' } }): Promise<Settlement> {
    const { service: name, action, sdk } = call.target;
    try {
      const input = toWire(name, call.parameters);
      const answer = await callService({ service: name, action, input, caller: callerOf(call.roleArn) });
      const output = objectOf(fromWire(name, answer, sdk ? 'text' : 'milliseconds'));
      if (!sdk && name === 'events' && Number(output['FailedEntryCount'] ?? 0) > 0)
        return { ok: false, failure: { error: 'EventBridge.FailedEntry', cause: JSON.stringify(output) } };
      return { ok: true, output: sdk ? output : { ...output, ...metadata(uuid()) } };
    } catch (fault) {
      const failure = sdk ? sdkFailure(name, fault, uuid()) : optimizedFailure(name, fault, uuid());
      return { ok: false, failure };
    }
  }

  return {
    perform(call) {
      const { target } = call;
      switch (target.kind) {
        case 'function':
          return invokeFunction(target.functionArn, jsonText(call.parameters), call.roleArn);
        case 'invoke':
          return invoke(call);
        case 'service':
          return service({ ...call, target });
      }
    },
    async look(child, pattern, roleArn) {
      try {
        const answer = await callService({
          service: 'states',
          action: 'DescribeExecution',
          input: { executionArn: child },
          caller: callerOf(roleArn),
        });
        return endOf(objectOf(fromWire('states', answer, 'milliseconds')), pattern);
      } catch (fault) {
        return { ok: false, failure: optimizedFailure('states', fault, uuid()) };
      }
    },
    async stopExecution(child, execution, roleArn) {
      const cause = `The Task state in AWS Step Functions execution [${execution}] which was managing this resource was aborted`;
      const input = { executionArn: child, cause };
      await callService({ service: 'states', action: 'StopExecution', input, caller: callerOf(roleArn) }).catch(
        (fault: unknown) => {
          // Nobody is left to be told; an execution that has ended by now needs no stopping.
          if (!(fault instanceof AwsError)) throw fault;
        },
      );
    },
  };
}

/** Nothing is null; what is not JSON is text. */
function resultOf(payload: string): unknown {
  if (payload === '') return null;
  try {
    return readJson(payload);
  } catch {
    return payload;
  }
}

/** A function's own error: its type is the error, all it said is the cause. */
function functionFailure(payload: string): { error: string; cause: string } {
  const body = parseJson(payload);
  const error = isObject(body) ? textOf(body['errorType']) : undefined;
  return { error: error ?? 'Lambda.Unknown', cause: payload };
}

function metadata(requestId: string): object {
  return { SdkHttpMetadata: { HttpStatusCode: 200 }, SdkResponseMetadata: { RequestId: requestId } };
}

function endOf(described: Record<string, unknown>, pattern: string): Settlement | undefined {
  const { Status: status } = described;
  if (status === 'RUNNING') return undefined;
  if (status !== 'SUCCEEDED')
    return { ok: false, failure: { error: 'States.TaskFailed', cause: JSON.stringify(described) } };
  if (pattern !== 'sync:2') return { ok: true, output: described };
  const parsed = Object.fromEntries(
    ['Input', 'Output'].map((name) => [name, parseJson(textOf(described[name]) ?? '') ?? null]),
  );
  return { ok: true, output: { ...described, ...parsed } };
}
