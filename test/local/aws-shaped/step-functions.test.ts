import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  GetExecutionHistoryCommand,
  InvalidArn,
  InvalidDefinition,
  InvalidExecutionInput,
  InvalidName,
  InvalidOutput,
  InvalidToken,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  paginateGetExecutionHistory,
  paginateListStateMachines,
  RedriveExecutionCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StateMachineAlreadyExists,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskTimedOut,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sdkActions } from '#local/states/definition/sdk-actions.ts';
import { type Kiosk, openKiosk, refusal } from './kiosk.ts';

let kiosk: Kiosk;
beforeAll(async () => {
  kiosk = await openKiosk();
});
afterAll(() => kiosk.close());

const machine = (name: string) => kiosk.arn('states', `stateMachine:${name}`);
const execution = (machineName: string, name: string) => kiosk.arn('states', `execution:${machineName}:${name}`);
const rest = { Rest: { Type: 'Wait', Seconds: 3600, Next: 'End' }, End: { Type: 'Succeed' } };

async function create(name: string, states: Record<string, unknown>): Promise<string> {
  const definition = JSON.stringify({ QueryLanguage: 'JSONata', StartAt: Object.keys(states)[0], States: states });
  const made = await kiosk.states.send(new CreateStateMachineCommand({ name, definition, roleArn: kiosk.roleArn }));
  return made.stateMachineArn ?? '';
}

const start = (name: string, more: object = {}) =>
  kiosk.states.send(new StartExecutionCommand({ stateMachineArn: machine(name), ...more }));

/** A machine that asks by the queue, and the token that it asks with. */
async function asked(name: string): Promise<string> {
  await create(name, {
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Arguments: { QueueUrl: kiosk.queueUrl, MessageBody: '{% $states.context.Task.Token %}' },
      End: true,
    },
  });
  await start(name, { name: 'one' });
  await kiosk.idle();
  const { Messages } = await kiosk.queues.send(new ReceiveMessageCommand({ QueueUrl: kiosk.queueUrl }));
  return Messages?.[0]?.Body ?? '';
}

describe('state machines', () => {
  it('are made, described and changed', async () => {
    const stateMachineArn = await create('described', rest);
    expect(stateMachineArn).toBe(machine('described'));
    const described = await kiosk.states.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({ name: 'described', status: 'ACTIVE', type: 'STANDARD', roleArn: kiosk.roleArn });
    expect(described.creationDate).toBeInstanceOf(Date);
    const changed = await kiosk.states.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: described.definition?.replace('3600', '60') }),
    );
    expect(changed.updateDate).toBeInstanceOf(Date);
    const now = await kiosk.states.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(JSON.parse(now.definition ?? '').States.Rest.Seconds).toBe(60);
    expect(now.revisionId).toBe(changed.revisionId);
  });

  it('are listed page by page', async () => {
    for (const name of ['list-a', 'list-b', 'list-c']) await create(name, rest);
    const names: (string | undefined)[] = [];
    for await (const page of paginateListStateMachines({ client: kiosk.states, pageSize: 1 }, {})) {
      expect(page.stateMachines?.length).toBeLessThanOrEqual(1);
      names.push(...(page.stateMachines ?? []).map(({ name }) => name));
    }
    expect(names).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['list-a', 'list-b', 'list-c']));
  });

  it('have no versions, and none is taken for the machine itself', async () => {
    const stateMachineArn = await create('unversioned', rest);
    const { stateMachineVersions } = await kiosk.states.send(new ListStateMachineVersionsCommand({ stateMachineArn }));
    expect(stateMachineVersions).toEqual([]);
    expect(await refusal(start('unversioned:1'))).toBeInstanceOf(StateMachineDoesNotExist);
  });

  it('are no more when they were deleted', async () => {
    const stateMachineArn = await create('gone', rest);
    await kiosk.states.send(new DeleteStateMachineCommand({ stateMachineArn }));
    const { stateMachines } = await kiosk.states.send(new ListStateMachinesCommand({ maxResults: 1000 }));
    expect(stateMachines?.map(({ name }) => name)).not.toContain('gone');
  });
});

describe('executions', () => {
  it('are started, described and stopped', async () => {
    await create('stopped', rest);
    const { executionArn, startDate } = await start('stopped', { name: 'one', input: '{"n":1}' });
    expect(executionArn).toBe(execution('stopped', 'one'));
    const running = await kiosk.states.send(new DescribeExecutionCommand({ executionArn }));
    expect(running).toMatchObject({ status: 'RUNNING', input: '{"n":1}', startDate, redriveStatus: 'NOT_REDRIVABLE' });
    await kiosk.states.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'of that' }));
    expect(await kiosk.states.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'of that',
      stopDate: startDate,
      redriveStatus: 'REDRIVABLE',
    });
  });

  it('give the same answer to the same start, while they run', async () => {
    await create('same', rest);
    const first = await start('same', { name: 'one', input: '{}' });
    const second = await start('same', { name: 'one', input: '{}' });
    expect([second.executionArn, second.startDate]).toEqual([first.executionArn, first.startDate]);
    expect(await refusal(start('same', { name: 'one', input: '{"other":1}' }))).toBeInstanceOf(ExecutionAlreadyExists);
  });

  it('are listed newest first, by status and page by page', async () => {
    await create('listed', rest);
    for (const name of ['one', 'two', 'three']) await start('listed', { name });
    await kiosk.states.send(new StopExecutionCommand({ executionArn: execution('listed', 'two') }));
    const list = (more: object) =>
      kiosk.states.send(new ListExecutionsCommand({ stateMachineArn: machine('listed'), ...more }));
    const page = await list({ maxResults: 2 });
    expect(page.executions?.map(({ name }) => name)).toEqual(['three', 'two']);
    const next = await list({ maxResults: 2, nextToken: page.nextToken });
    expect(next.executions?.map(({ name }) => name)).toEqual(['one']);
    const aborted = await list({ statusFilter: 'ABORTED' });
    expect(aborted.executions?.map(({ name }) => name)).toEqual(['two']);
  });

  it('are redriven from where they failed, on the same history', async () => {
    await create('redriven', rest);
    const { executionArn } = await start('redriven', { name: 'one' });
    await kiosk.states.send(new StopExecutionCommand({ executionArn }));
    const { redriveDate } = await kiosk.states.send(new RedriveExecutionCommand({ executionArn }));
    expect(redriveDate).toBeInstanceOf(Date);
    const described = await kiosk.states.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'RUNNING', redriveCount: 1 });
    const { events } = await kiosk.states.send(new GetExecutionHistoryCommand({ executionArn }));
    expect(events?.map(({ type }) => type)).toContain('ExecutionRedriven');
  });

  it('know the definition that they run on, after the machine has changed', async () => {
    const stateMachineArn = await create('moved', rest);
    const { executionArn } = await start('moved', { name: 'one' });
    const { definition } = await kiosk.states.send(new DescribeStateMachineCommand({ stateMachineArn }));
    await kiosk.states.send(
      new UpdateStateMachineCommand({ stateMachineArn, definition: definition?.replace('3600', '60') }),
    );
    const own = await kiosk.states.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(own.definition).toBe(definition);
  });
});

describe('a history', () => {
  it('is the same in pages as in one piece, and backwards', async () => {
    const passes = Array.from({ length: 20 }, (_, index) => [
      `S${index}`,
      { Type: 'Pass', ...(index === 19 ? { End: true } : { Next: `S${index + 1}` }) },
    ]);
    await create('paged', Object.fromEntries(passes));
    const { executionArn } = await start('paged', { name: 'one' });
    const whole = await kiosk.states.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000 }));
    const ids = whole.events?.map(({ id }) => id) ?? [];
    expect(ids).toEqual(Array.from({ length: 42 }, (_, index) => index + 1));
    for (const reverseOrder of [false, true]) {
      const found: (number | undefined)[] = [];
      for await (const page of paginateGetExecutionHistory(
        { client: kiosk.states, pageSize: 5 },
        { executionArn, reverseOrder },
      ))
        found.push(...(page.events ?? []).map(({ id }) => id));
      expect(found).toEqual(reverseOrder ? ids.toReversed() : ids);
    }
  });

  it('leaves the data out when it is asked to', async () => {
    await create('bare', { Only: { Type: 'Pass', End: true } });
    const { executionArn } = await start('bare', { name: 'one', input: '{"secret":1}' });
    const { events } = await kiosk.states.send(
      new GetExecutionHistoryCommand({ executionArn, includeExecutionData: false }),
    );
    expect(JSON.stringify(events)).not.toContain('secret');
  });
});

describe('a task token', () => {
  it('brings what a task has waited for', async () => {
    const taskToken = await asked('succeeding');
    await kiosk.states.send(new SendTaskHeartbeatCommand({ taskToken }));
    await kiosk.states.send(new SendTaskSuccessCommand({ taskToken, output: '{"answer":"yes"}' }));
    const executionArn = execution('succeeding', 'one');
    expect(await kiosk.states.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"answer":"yes"}',
    });
    expect(await refusal(kiosk.states.send(new SendTaskHeartbeatCommand({ taskToken })))).toBeInstanceOf(TaskTimedOut);
  });

  it('may bring a failure by name', async () => {
    const taskToken = await asked('failing');
    await kiosk.states.send(new SendTaskFailureCommand({ taskToken, error: 'Refused', cause: 'no stock' }));
    const executionArn = execution('failing', 'one');
    expect(await kiosk.states.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'FAILED',
      error: 'Refused',
      cause: 'no stock',
    });
  });
});

describe('refusals', () => {
  it('are the classes of the SDK', async () => {
    const stateMachineArn = await create('refusing', rest);
    const { executionArn = '' } = await start('refusing', { name: 'one' });
    const { states, roleArn } = kiosk;
    const cases: [new (...args: never[]) => Error, () => Promise<unknown>][] = [
      [StateMachineAlreadyExists, () => create('refusing', { Other: { Type: 'Succeed' } })],
      [StateMachineDoesNotExist, () => start('nobody')],
      [InvalidName, () => create('no spaces', rest)],
      [InvalidDefinition, () => states.send(new CreateStateMachineCommand({ name: 'x', definition: '{', roleArn }))],
      [InvalidArn, () => states.send(new DescribeExecutionCommand({ executionArn: 'nonsense' }))],
      [InvalidExecutionInput, () => start('refusing', { input: 'no json' })],
      [ExecutionDoesNotExist, () => states.send(new DescribeExecutionCommand({ executionArn: `${executionArn}x` }))],
      [ExecutionNotRedrivable, () => states.send(new RedriveExecutionCommand({ executionArn }))],
      [InvalidToken, () => states.send(new SendTaskSuccessCommand({ taskToken: 'x', output: '{}' }))],
      [InvalidOutput, () => states.send(new SendTaskSuccessCommand({ taskToken: 'x', output: 'no json' }))],
      [
        StateMachineDoesNotExist,
        () => states.send(new ListExecutionsCommand({ stateMachineArn: `${stateMachineArn}x` })),
      ],
    ];
    for (const [type, call] of cases) expect(await refusal(call()), type.name).toBeInstanceOf(type);
  });
});

describe('the actions that aws-sdk may name in a definition', () => {
  const wire: Readonly<Record<string, string>> = {
    dynamodb: 'DynamoDB_20120810',
    dynamodbstreams: 'DynamoDBStreams_20120810',
    eventbridge: 'AWSEvents',
    secretsmanager: 'secretsmanager',
    sfn: 'AWSStepFunctions',
    sqs: 'AmazonSQS',
  };

  it.each(Object.entries(wire))('of %s are all run', async (service, target) => {
    for (const action of sdkActions[service] ?? []) {
      const answer = await fetch(kiosk.stack.url, {
        method: 'POST',
        headers: {
          authorization: 'AWS4-HMAC-SHA256 Credential=local/20260302/us-east-1/x/aws4_request, Signature=x',
          'x-amz-target': `${target}.${action.charAt(0).toUpperCase()}${action.slice(1)}`,
        },
        body: '{}',
      });
      // Without input most are refused, but none as unknown.
      expect(await answer.text(), action).not.toMatch(/not supported/);
    }
  });
});
