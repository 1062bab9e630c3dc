// Tasks that wait for a token: whoever settles it first, how late it may come, and what does not count.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AwsError } from '#local/contracts.ts';
import { createWorld, functionArn, machineRole, tokenTask, type World } from './world.ts';

let made: World;
beforeEach(() => {
  made = createWorld();
});
afterEach(() => made.close());

const token = { Token: '{% $states.context.Task.Token %}' };
const ask = { Type: 'Task', Resource: tokenTask, Arguments: { TableName: 'matters', ...token }, End: true };

describe('a token', () => {
  it('reaches the service under the role of the machine, in the words of its protocol', async () => {
    await made.start(await made.define({ Ask: ask }));
    expect(made.calls).toMatchObject([
      { service: 'dynamodb', action: 'UpdateItem', input: { TableName: 'matters' }, caller: { roleArn: machineRole } },
    ]);
  });

  it('is settled once', async () => {
    const executionArn = await made.start(await made.define({ Ask: ask }));
    const [taskToken] = made.tokens();
    const both = await Promise.allSettled([
      made.call('SendTaskSuccess', { taskToken, output: '"first"' }),
      made.call('SendTaskFailure', { taskToken, error: 'Second' }),
    ]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect((await made.finish(executionArn)).output).toBe('first');
    await expect(made.call('SendTaskHeartbeat', { taskToken })).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  it('counts when it comes before the call that gave it away has answered', async () => {
    made.functions.set('hasty', async ({ Token }) => {
      await made.call('SendTaskSuccess', { taskToken: Token, output: '"from within"' });
    });
    const hasty = {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
      Arguments: { FunctionName: functionArn('hasty'), Payload: token },
      TimeoutSeconds: 5,
      End: true,
    };
    const executionArn = await made.start(await made.define({ Hasty: hasty }));
    expect((await made.finish(executionArn)).output).toBe('from within');
    expect(await made.types(executionArn)).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSubmitted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('is refused when it is none, or belongs to a try that is over', async () => {
    const retried = { ...ask, TimeoutSeconds: 10, Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1 }] };
    await made.start(await made.define({ Ask: retried }));
    await made.advance(11);
    const [old, fresh] = made.tokens();
    const send = (taskToken: unknown) => made.call('SendTaskSuccess', { taskToken, output: '1' });
    await expect(send('nonsense')).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(send(Buffer.from('99.0.3.abc').toString('base64'))).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(send(old)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await expect(send(`${fresh}=`)).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await expect(made.call('SendTaskSuccess', { taskToken: fresh, output: '{' })).rejects.toMatchObject({
      name: 'InvalidOutput',
    });
    await expect(send(fresh)).resolves.toEqual({});
  });

  it('brings a named error to its Catch, with its cause', async () => {
    const caught = {
      ...ask,
      Catch: [{ ErrorEquals: ['Rerouted'], Output: '{% $parse($states.errorOutput.Cause) %}', Next: 'Elsewhere' }],
    };
    const executionArn = await made.start(await made.define({ Ask: caught, Elsewhere: { Type: 'Pass', End: true } }));
    const [taskToken] = made.tokens();
    await made.call('SendTaskFailure', { taskToken, error: 'Rerouted', cause: '{"go":"desk"}' });
    expect((await made.finish(executionArn)).output).toEqual({ go: 'desk' });
  });

  it('is lost after TimeoutSeconds', async () => {
    const executionArn = await made.start(await made.define({ Ask: { ...ask, TimeoutSeconds: '{% 10 * 60 %}' } }));
    await made.advance(599);
    expect(await made.status(executionArn)).toBe('RUNNING');
    await made.advance(1);
    expect(await made.finish(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
  });
});

describe('a heartbeat', () => {
  it('keeps a task alive for as long as it comes, and its absence is an error with a name', async () => {
    const waits = {
      ...ask,
      HeartbeatSeconds: 60,
      TimeoutSeconds: 3600,
      Catch: [{ ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Silent' }],
    };
    const executionArn = await made.start(await made.define({ Ask: waits, Silent: { Type: 'Pass', End: true } }));
    const [taskToken] = made.tokens();
    for (let count = 0; count < 5; count += 1) {
      await made.advance(59);
      await made.call('SendTaskHeartbeat', { taskToken });
    }
    await made.restart();
    await made.advance(59);
    expect(await made.status(executionArn)).toBe('RUNNING');
    await made.advance(1);
    expect((await made.finish(executionArn)).output).toEqual({ Error: 'States.Timeout', Cause: '' });
    expect(await made.types(executionArn)).toContain('TaskTimedOut');
  });
});

describe('an error of a service', () => {
  it('has the name that Retry and Catch know', async () => {
    made.services(() => {
      if (made.calls.length < 3) throw new AwsError('ProvisionedThroughputExceededException', 'Slow down');
      throw new AwsError('ConditionalCheckFailedException', 'The conditional request failed');
    });
    const retried = {
      ...ask,
      Retry: [{ ErrorEquals: ['DynamoDb.ProvisionedThroughputExceededException'], IntervalSeconds: 2, BackoffRate: 3 }],
      Catch: [{ ErrorEquals: ['DynamoDb.ConditionalCheckFailedException'], Next: 'Lost' }],
    };
    const executionArn = await made.start(await made.define({ Ask: retried, Lost: { Type: 'Pass', End: true } }));
    await made.advance(2);
    expect(made.calls).toHaveLength(2);
    await made.advance(6);
    const { output } = await made.finish(executionArn);
    expect(output.Error).toBe('DynamoDb.ConditionalCheckFailedException');
    expect(output.Cause).toMatch(
      /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: [\w-]+\) \(SDK Attempt Count: 1\)$/,
    );
  });
});
