// Starting, stopping and finding executions, as AWS's API does.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, functionArn, tokenTask, type World } from './world.ts';

let made: World;
beforeEach(() => {
  made = createWorld();
});
afterEach(() => made.close());

const rest = { Rest: { Type: 'Wait', Seconds: 60, End: true } };

describe('StartExecution', () => {
  it('answers the same for the same name and input while it runs', async () => {
    const stateMachineArn = await made.define(rest);
    const request = { stateMachineArn, name: 'case-1', input: '{"a":1}' };
    const answers = await Promise.all(Array.from({ length: 20 }, () => made.call('StartExecution', request)));
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect((await made.call('ListExecutions', { stateMachineArn })).executions).toHaveLength(1);
  });

  it('refuses the name for another input, and for ever once closed', async () => {
    const stateMachineArn = await made.define(rest);
    const executionArn = await made.start(stateMachineArn, { a: 1 });
    const start = (input: string) => made.call('StartExecution', { stateMachineArn, name: 'one', input });
    await expect(start('{"a":2}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await made.finish(executionArn);
    await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it('refuses what AWS refuses, by its names', async () => {
    const stateMachineArn = await made.define(rest);
    const start = (more: object) => made.call('StartExecution', { stateMachineArn, ...more });
    await expect(start({ name: 'a b' })).rejects.toMatchObject({ name: 'InvalidName' });
    await expect(start({ input: '{' })).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(start({ input: JSON.stringify('x'.repeat(262_144)) })).rejects.toMatchObject({
      name: 'InvalidExecutionInput',
    });
    await expect(start({ stateMachineArn: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidArn' });
    await expect(start({ stateMachineArn: `${stateMachineArn}-2` })).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
    });
    await expect(made.call('DescribeExecution', { executionArn: stateMachineArn })).rejects.toMatchObject({
      name: 'InvalidArn',
    });
  });
});

describe('an execution', () => {
  it('can be stopped, and is then of no use to a token', async () => {
    const ask = {
      Type: 'Task',
      Resource: tokenTask,
      Arguments: { Token: '{% $states.context.Task.Token %}' },
      End: true,
    };
    const executionArn = await made.start(await made.define({ Ask: ask }));
    await made.call('StopExecution', { executionArn, error: 'Enough', cause: 'said so' });
    expect(await made.finish(executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'said so' });
    expect((await made.types(executionArn)).at(-1)).toBe('ExecutionAborted');
    await expect(made.call('SendTaskSuccess', { taskToken: made.tokens()[0], output: '1' })).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
    expect(made.nextDueAt()).toBeUndefined();
  });

  it('times out as a whole', async () => {
    const executionArn = await made.start(await made.define(rest, { TimeoutSeconds: 30 }));
    await made.advance(29);
    expect(await made.status(executionArn)).toBe('RUNNING');
    await made.advance(1);
    expect(await made.status(executionArn)).toBe('TIMED_OUT');
    expect((await made.types(executionArn)).at(-1)).toBe('ExecutionTimedOut');
    expect(made.nextDueAt()).toBeUndefined();
  });

  it('lives a year at most', async () => {
    const executionArn = await made.start(
      await made.define({ Rest: { Type: 'Wait', Seconds: 99_999_999, End: true } }),
    );
    await made.advance(365 * 24 * 3600 - 1);
    expect(await made.status(executionArn)).toBe('RUNNING');
    await made.advance(1);
    expect(await made.status(executionArn)).toBe('TIMED_OUT');
  });

  it('tells each change of its status once, in order', async () => {
    made.functions.set('fail', () => {
      throw Object.assign(new Error('no'), { name: 'Broken' });
    });
    await made.start(await made.define({ Fail: { Type: 'Task', Resource: functionArn('fail'), End: true } }));
    expect(made.changes.map(({ status, error }) => [status, error])).toEqual([
      ['RUNNING', null],
      ['FAILED', 'Broken'],
    ]);
  });
});

describe('lists', () => {
  it('come in pages, newest first, and by status', async () => {
    const stateMachineArn = await made.define(rest);
    for (let count = 1; count <= 7; count += 1) await made.start(stateMachineArn, {}, `case-${count}`);
    const executionArn = 'arn:aws:states:us-east-1:111111111111:execution:machine:case-3';
    await made.call('StopExecution', { executionArn });
    const names: string[] = [];
    for (let nextToken: string | undefined, more = true; more; ) {
      const page = await made.call('ListExecutions', {
        stateMachineArn,
        maxResults: 3,
        ...(nextToken ? { nextToken } : {}),
      });
      names.push(...page.executions.map(({ name }: { name: string }) => name));
      nextToken = page.nextToken;
      more = nextToken !== undefined;
    }
    expect(names).toEqual([7, 6, 5, 4, 3, 2, 1].map((count) => `case-${count}`));
    const { executions } = await made.call('ListExecutions', { stateMachineArn, statusFilter: 'ABORTED' });
    expect(executions).toMatchObject([{ executionArn, status: 'ABORTED' }]);
    await expect(made.call('ListExecutions', { stateMachineArn, nextToken: 'x' })).rejects.toMatchObject({
      name: 'InvalidToken',
    });
  });

  it('give a history in pages, forwards and backwards, with or without its data', async () => {
    const states = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [
        `s${index}`,
        { Type: 'Pass', ...(index === 299 ? { End: true } : { Next: `s${index + 1}` }) },
      ]),
    );
    const executionArn = await made.start(await made.define(states), { a: 1 });
    const read = async (more: object): Promise<any[]> => {
      const events: any[] = [];
      for (let nextToken: string | undefined, go = true; go; ) {
        const page = await made.call('GetExecutionHistory', {
          executionArn,
          ...more,
          ...(nextToken ? { nextToken } : {}),
        });
        events.push(...page.events);
        nextToken = page.nextToken;
        go = nextToken !== undefined;
      }
      return events;
    };
    const forwards = await read({ maxResults: 70 });
    expect(forwards.map(({ id }) => id)).toEqual(Array.from({ length: 602 }, (_, index) => index + 1));
    expect(await read({ maxResults: 90, reverseOrder: true })).toEqual(forwards.toReversed());
    expect((await read({ includeExecutionData: false }))[1].stateEnteredEventDetails).toEqual({
      name: 's0',
      inputDetails: { truncated: false },
    });
  });
});
