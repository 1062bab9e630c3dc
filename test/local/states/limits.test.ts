// Quotas that bite on AWS, and what is refused at load.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, functionArn, type World } from './world.ts';

let made: World;
beforeEach(() => {
  made = createWorld();
});
afterEach(() => made.close());

const end = { Type: 'Pass', End: true };

describe('a payload', () => {
  it('of more than 256 KiB is no answer of a task, and a Catch for all takes that', async () => {
    made.functions.set('long', () => '长'.repeat(90_000));
    const long = {
      Type: 'Task',
      Resource: functionArn('long'),
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'After' }],
      Next: 'After',
    };
    const executionArn = await made.start(await made.define({ Long: long, After: end }));
    expect((await made.finish(executionArn)).output).toMatchObject({ Error: 'States.DataLimitExceeded' });
  });

  it('of more than 256 KiB is no output of a state, and only a Catch that names it takes that', async () => {
    const long = { Type: 'Pass', Output: "{% $join([1..60000].('abcde')) %}", End: true };
    const executionArn = await made.start(await made.define({ Long: long }));
    expect(await made.finish(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('a history', () => {
  it('ends at 25,000 events, and its execution with it', async () => {
    const executionArn = await made.start(
      await made.define({ A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } }),
    );
    const ended = await made.finish(executionArn);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    const { events } = await made.call('GetExecutionHistory', { executionArn, reverseOrder: true, maxResults: 1 });
    expect(events).toMatchObject([{ id: 25_000, type: 'ExecutionFailed' }]);
  });
});

describe('what does not run here', () => {
  const refuse = async (states: object, more: object = {}): Promise<string> => {
    const fault = await made.define(states, more).catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: 'InvalidDefinition' });
    return (fault as Error).message;
  };
  const task = (Resource: string) => ({ Type: 'Task', Resource, End: true });

  it('is refused at load, with the name of the state and the reason', async () => {
    expect(await refuse({ Old: end }, { QueryLanguage: 'JSONPath' })).toMatch(/JSONPath is not supported/);
    expect(await refuse({ Old: { ...end, QueryLanguage: 'JSONPath' } })).toMatch(/'JSONPath'.* at \/States\/Old/);
    expect(await refuse({ Old: { ...end, Parameters: {} } })).toMatch(
      /'Parameters' belongs to JSONPath.* at \/States\/Old/,
    );
    expect(await refuse({ Odd: { ...end, Colour: 'red' } })).toMatch(/not supported at \/States\/Odd\/Colour/);
    expect(await refuse({ Far: task('arn:aws:states:::sns:publish') })).toMatch(
      /sns:publish.* at \/States\/Far\/Resource/,
    );
    expect(await refuse({ Far: task('arn:aws:states:::aws-sdk:ec2:runInstances') })).toMatch(/no service ec2/);
    expect(await refuse({ Far: task('arn:aws:states:::aws-sdk:dynamodb:frobnicate') })).toMatch(
      /dynamodb has no action frobnicate at \/States\/Far\/Resource/,
    );
    expect(await refuse({ Far: task('arn:aws:states:us-east-1:111111111111:activity:act') })).toMatch(/Activities/);
    expect(await refuse({ Far: task('hello') })).toMatch(/not a valid resource ARN/);
    const processor = {
      StartAt: 'P',
      States: { P: end },
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
    };
    expect(await refuse({ Wide: { Type: 'Map', ItemProcessor: processor, End: true } })).toMatch(
      /Distributed maps.* at \/States\/Wide\/ItemProcessor\/ProcessorConfig\/Mode/,
    );
    const inline = { StartAt: 'P', States: { P: end } };
    expect(await refuse({ Wide: { Type: 'Map', ItemReader: {}, ItemProcessor: inline, End: true } })).toMatch(
      /distributed maps/,
    );
  });

  it('is refused at load when it leads nowhere, is never reached, or is no expression', async () => {
    expect(await refuse({ A: { Type: 'Pass', Next: 'B' } })).toMatch(/Missing 'Next' target: B at \/States\/A\/Next/);
    expect(await refuse({ A: end, B: end })).toMatch(/State "B" is not reachable/);
    expect(await refuse({ A: { Type: 'Pass' } })).toMatch(/Missing 'Next' or 'End'/);
    expect(await refuse({ A: { ...end, Output: '{% 1 + %}' } })).toMatch(/not valid.* at \/States\/A\/Output/);
    expect(await refuse({ A: { ...end, Output: '{% 1' } })).toMatch(/must start with/);
    expect(await refuse({ A: { ...end, Assign: { states: 1 } } })).toMatch(/reserved/);
  });

  it('is refused when its retries or limits contradict themselves', async () => {
    const call = (more: object) => ({ A: { ...task(functionArn('f')), ...more } });
    expect(await refuse(call({ HeartbeatSeconds: 60, TimeoutSeconds: 60 }))).toMatch(/smaller than TimeoutSeconds/);
    expect(await refuse(call({ Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }))).toMatch(
      /States.ALL must appear alone/,
    );
    expect(await refuse(call({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] }))).toMatch(/last/);
    expect(await refuse(call({ Retry: [{ ErrorEquals: ['A'], MaxDelaySeconds: 1, IntervalSeconds: 1 }] }))).toMatch(
      /MaxDelaySeconds must be greater/,
    );
  });
});

describe('a machine', () => {
  it('is made once, changed, described and listed', async () => {
    const arn = await made.define({ A: end });
    expect(await made.define({ A: end })).toBe(arn);
    await expect(made.define({ B: end })).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
    expect(await made.call('DescribeStateMachine', { stateMachineArn: arn })).toMatchObject({
      name: 'machine',
      type: 'STANDARD',
      status: 'ACTIVE',
      creationDate: made.now() / 1000,
    });
    expect((await made.call('ListStateMachines')).stateMachines).toMatchObject([{ stateMachineArn: arn }]);
    await made.call('DeleteStateMachine', { stateMachineArn: arn });
    await expect(made.call('DescribeStateMachine', { stateMachineArn: arn })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
  });

  it('of the express kind answers at once', async () => {
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'A',
      States: { A: { ...end, Output: '{% 6 * 7 %}' } },
    });
    const request = { name: 'quick', definition, type: 'EXPRESS', roleArn: 'arn:aws:iam::111111111111:role/x' };
    const { stateMachineArn } = await made.call('CreateStateMachine', request);
    expect(await made.call('StartSyncExecution', { stateMachineArn })).toMatchObject({
      status: 'SUCCEEDED',
      output: '42',
    });
    const token = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken', End: true };
    const waiting = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'A', States: { A: token } });
    await expect(
      made.call('CreateStateMachine', { ...request, name: 'waits', definition: waiting }),
    ).rejects.toMatchObject({ name: 'InvalidDefinition' });
  });
});
