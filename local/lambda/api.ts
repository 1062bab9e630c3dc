// The Lambda API: Invoke, and looking at functions.
import { AwsError, type Caller, type InvocationResult } from '../contracts.ts';
import type { ServiceApi } from '../gateway/aws-calls.ts';
import { ROOT } from '../iam/access.ts';
import { objectOf, textOf } from '../json.ts';
import type { FunctionPlan } from './function-plan.ts';
import type { Functions } from './functions.ts';
import { logSize, logTail } from './log-tail.ts';

export function createLambdaApi(
  functions: Functions,
  enqueue: (functionArn: string, payload: string) => Promise<void>,
): ServiceApi {
  function find(fields: Record<string, unknown>): FunctionPlan {
    const name = textOf(fields.FunctionName) ?? '';
    const qualifier = fields.Qualifier ?? '$LATEST';
    const found = functions.find(name.replace(/:\$LATEST$/, ''));
    // There are no versions and aliases here: functions come from the template.
    if (found === undefined || qualifier !== '$LATEST')
      throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404, { Type: 'User' });
    return found;
  }

  return async (action, input, caller) => {
    const fields = objectOf(input);
    switch (action) {
      case 'Invoke':
        return invoke(find(fields).arn, fields, caller);
      case 'ListFunctions':
        return { Functions: functions.list().map(configuration) };
      case 'GetFunction':
        return { Configuration: configuration(find(fields)), Code: { Location: find(fields).directory } };
      case 'GetFunctionConfiguration':
        return configuration(find(fields));
      default:
        throw new AwsError('InvalidAction', `${action} is not supported here: functions come from the template`, 400);
    }
  };

  async function invoke(arn: string, fields: Record<string, unknown>, caller: Caller): Promise<unknown> {
    const payload = typeof fields.Payload === 'string' ? fields.Payload : JSON.stringify(fields.Payload ?? {});
    switch (fields.InvocationType ?? 'RequestResponse') {
      case 'Event':
        await enqueue(arn, payload);
        return { StatusCode: 202, Payload: '' };
      case 'DryRun':
        return { StatusCode: 204, Payload: '' };
      default: {
        const file = fields.LogType === 'Tail' ? functions.logFile(arn) : undefined;
        const before = file === undefined ? 0 : logSize(file);
        // Only a function waits for its call's answer while it has its turn.
        const run = caller.roleArn === ROOT.roleArn ? functions.run : functions.runWithin;
        const answer = wire(await run(arn, payload));
        return file === undefined ? answer : { ...answer, LogResult: logTail(file, before).toString('base64') };
      }
    }
  }
}

function wire(result: InvocationResult): object {
  const { payload, functionError } = result;
  return {
    StatusCode: 200,
    Payload: payload,
    ...(functionError === undefined ? {} : { FunctionError: functionError }),
    ExecutedVersion: '$LATEST',
  };
}

function configuration(plan: FunctionPlan): object {
  return {
    FunctionName: plan.name,
    FunctionArn: plan.arn,
    Runtime: plan.runtime,
    Role: plan.roleArn,
    Handler: plan.handler,
    Timeout: plan.timeoutMs / 1000,
    MemorySize: plan.memoryMb,
    Version: '$LATEST',
    State: 'Active',
    PackageType: 'Zip',
    Environment: { Variables: plan.environment },
  };
}
