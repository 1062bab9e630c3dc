import {
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  InvokeCommand,
  ListFunctionsCommand,
  ResourceNotFoundException,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Kiosk, openKiosk, refusal } from './kiosk.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

const invoke = (event: object, more: object = {}) =>
  kiosk.lambda.send(new InvokeCommand({ FunctionName: 'clerk', Payload: JSON.stringify(event), ...more }));
const said = (payload: Uint8Array | undefined) => JSON.parse(Buffer.from(payload ?? []).toString());

describe('a function', () => {
  it('answers whoever waits for it, by name or ARN', async () => {
    for (const FunctionName of ['clerk', kiosk.arn('lambda', 'function:clerk')]) {
      const { StatusCode, Payload, ExecutedVersion } = await invoke({ order: 1 }, { FunctionName });
      expect([StatusCode, ExecutedVersion]).toEqual([200, '$LATEST']);
      expect(said(Payload)).toEqual({ echo: { order: 1 } });
    }
  });

  it('that fails says so in Lambda’s own form, and nothing of the machine', async () => {
    const { StatusCode, FunctionError, Payload } = await invoke({ fail: true });
    expect([StatusCode, FunctionError]).toEqual([200, 'Unhandled']);
    const error = said(Payload);
    expect(error).toMatchObject({ errorType: 'SoldOut', errorMessage: 'sold out' });
    expect(error.trace[0]).toBe('SoldOut: sold out');
    expect(error.trace.join()).not.toContain('data:');
  });

  it('gives the tail of what it printed, when it is asked to', async () => {
    const { LogResult } = await invoke({ say: 'two cups' }, { LogType: 'Tail' });
    expect(Buffer.from(LogResult ?? '', 'base64').toString()).toBe('two cups\n');
    expect((await invoke({ say: 'one' })).LogResult).toBeUndefined();
  });

  it('takes an event without an answer, or only says that it could', async () => {
    expect(await invoke({ later: 1 }, { InvocationType: 'Event' })).toMatchObject({ StatusCode: 202 });
    expect(await invoke({ never: 1 }, { InvocationType: 'DryRun' })).toMatchObject({ StatusCode: 204 });
    await kiosk.idle();
  });

  it('is described, listed and waited for', async () => {
    const { Configuration } = await kiosk.lambda.send(new GetFunctionCommand({ FunctionName: 'clerk' }));
    expect(Configuration).toMatchObject({ FunctionName: 'clerk', Timeout: 2, MemorySize: 128, State: 'Active' });
    const alone = await kiosk.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'clerk' }));
    expect(alone.FunctionArn).toBe(Configuration?.FunctionArn);
    const { Functions } = await kiosk.lambda.send(new ListFunctionsCommand({}));
    expect(Functions?.map(({ FunctionName }) => FunctionName)).toEqual(['clerk', 'sorter']);
    await waitUntilFunctionActiveV2({ client: kiosk.lambda, maxWaitTime: 5 }, { FunctionName: 'clerk' });
  });

  it('that is not there, or not in that version, is the SDK’s own error', async () => {
    expect(await refusal(invoke({}, { FunctionName: 'nobody' }))).toBeInstanceOf(ResourceNotFoundException);
    expect(await refusal(invoke({}, { Qualifier: 'prod' }))).toBeInstanceOf(ResourceNotFoundException);
  });
});
