// Threads of an execution: how they are joined, given up, waited for and run again.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWorld, functionArn, tokenTask, type World } from './world.ts';

let made: World;
beforeEach(() => {
  made = createWorld();
});
afterEach(() => made.close());

const task = (name: string, more: object = {}) => ({ Type: 'Task', Resource: functionArn(name), End: true, ...more });
const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
const ask = { Type: 'Task', Resource: tokenTask, Arguments: { Token: '{% $states.context.Task.Token %}' }, End: true };

function failing(name: string): void {
  made.functions.set(name, () => {
    throw Object.assign(new Error('no'), { name: 'Broken' });
  });
}

describe('a Parallel', () => {
  it('gives the others up when one fails: their timers, tokens and answers count no more', async () => {
    failing('fails');
    made.functions.set('slow', () => made.sleep(30));
    const both = {
      Type: 'Parallel',
      Branches: [
        branch('Slow', task('slow')),
        branch('Rest', { Type: 'Wait', Seconds: 60, End: true }),
        branch('Ask', ask),
        branch('Fails', task('fails')),
      ],
      Catch: [{ ErrorEquals: ['Broken'], Next: 'After' }],
      End: true,
    };
    const executionArn = await made.start(
      await made.define({ Both: both, After: { Type: 'Wait', Seconds: 100, End: true } }),
    );
    const types = await made.types(executionArn);
    expect(types.filter((type) => type.endsWith('Aborted')).sort()).toEqual([
      'TaskStateAborted',
      'TaskStateAborted',
      'TaskStateAborted',
      'WaitStateAborted',
    ]);
    expect(types.slice(-3)).toEqual(['ParallelStateFailed', 'ParallelStateExited', 'WaitStateEntered']);
    await expect(made.call('SendTaskSuccess', { taskToken: made.tokens()[0], output: '1' })).rejects.toMatchObject({
      name: 'TaskTimedOut',
    });
    expect((await made.finish(executionArn)).status).toBe('SUCCEEDED');
    expect((await made.history(executionArn)).length).toBe(types.length + 2);
  });

  it('is tried again as a whole', async () => {
    let tries = 0;
    made.functions.set('flaky', () => {
      tries += 1;
      if (tries === 1) throw Object.assign(new Error('no'), { name: 'Broken' });
      return tries;
    });
    made.functions.set('calm', () => 'calm');
    const both = {
      Type: 'Parallel',
      Branches: [branch('Flaky', task('flaky')), branch('Calm', task('calm'))],
      Retry: [{ ErrorEquals: ['Broken'] }],
      End: true,
    };
    const executionArn = await made.start(await made.define({ Both: both }));
    expect((await made.finish(executionArn)).output).toEqual([2, 'calm']);
    expect((await made.types(executionArn)).filter((type) => type === 'ParallelStateStarted')).toHaveLength(2);
  });

  it('leaves nothing of its branches behind', async () => {
    const executionArn = await made.start(
      await made.define({
        Both: {
          Type: 'Parallel',
          Branches: [branch('A', { Type: 'Pass', End: true }), branch('B', ask)],
          Next: 'Rest',
        },
        Rest: { Type: 'Wait', Seconds: 60, End: true },
      }),
    );
    await made.call('SendTaskSuccess', { taskToken: made.tokens()[0], output: '1' });
    const frames = () => made.storage().db.prepare('SELECT count(*) AS n FROM sfn_frames').get()?.['n'];
    expect(frames()).toBe(1);
    await made.finish(executionArn);
    expect(frames()).toBe(0);
  });
});

describe('a Map', () => {
  it('keeps to its MaxConcurrency and to the order of its items', async () => {
    let running = 0;
    let most = 0;
    made.functions.set('work', async (item) => {
      running += 1;
      most = Math.max(most, running);
      await made.sleep(10 - item);
      running -= 1;
      return item * 10;
    });
    const each = {
      Type: 'Map',
      Items: '{% [1..9] %}',
      MaxConcurrency: 3,
      ItemProcessor: branch('Work', task('work')),
      End: true,
    };
    const executionArn = await made.start(await made.define({ Each: each }));
    expect((await made.finish(executionArn)).output).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90]);
    expect(most).toBe(3);
  });

  it('runs forty at once and no more when nothing is said', async () => {
    let running = 0;
    let most = 0;
    made.functions.set('work', async () => {
      running += 1;
      most = Math.max(most, running);
      await made.sleep(1);
      running -= 1;
    });
    const each = { Type: 'Map', Items: '{% [1..100] %}', ItemProcessor: branch('Work', task('work')), End: true };
    await made.finish(await made.start(await made.define({ Each: each })));
    expect(most).toBe(40);
  });

  it('fails as a whole with its running iterations when an item cannot be prepared', async () => {
    made.functions.set('slow', () => made.sleep(100));
    const each = {
      Type: 'Map',
      Items: [1, 2, 3],
      ItemSelector: { value: '{% $states.context.Map.Item.Value = 3 ? $nothing : 1 %}' },
      ItemProcessor: branch('Slow', task('slow')),
      End: true,
    };
    const outer = { Type: 'Parallel', Branches: [branch('Each', each)], End: true };
    const executionArn = await made.start(await made.define({ Outer: outer }));
    expect(await made.finish(executionArn)).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' });
    expect(made.invocations).toHaveLength(0);
  });
});

describe('a machine started by another', () => {
  const child = 'arn:aws:states:us-east-1:111111111111:stateMachine:child';
  const run = (pattern: string, more: object = {}) => ({
    Type: 'Task',
    Resource: `arn:aws:states:::states:startExecution${pattern}`,
    Arguments: { StateMachineArn: child, Name: 'inner', Input: { number: 1 } },
    End: true,
    ...more,
  });

  it('is waited for, across a restart, and its output taken', async () => {
    await made.define(
      { Rest: { Type: 'Wait', Seconds: 60, Output: { done: '{% $states.input.number %}' }, End: true } },
      {},
      'child',
    );
    const executionArn = await made.start(await made.define({ Run: run('.sync:2') }));
    await made.advance(30);
    await made.restart();
    const { output } = await made.finish(executionArn);
    expect(output).toMatchObject({ Status: 'SUCCEEDED', Output: { done: 1 }, Input: { number: 1 }, Name: 'inner' });
    expect(await made.types(executionArn)).toContain('TaskSubmitted');
  });

  it('fails its starter when it fails', async () => {
    await made.define({ No: { Type: 'Fail', Error: 'Inner', Cause: 'because' } }, {}, 'child');
    const executionArn = await made.start(await made.define({ Run: run('.sync') }));
    const { status, error, cause } = await made.finish(executionArn);
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.TaskFailed' });
    expect(JSON.parse(cause)).toMatchObject({ Error: 'Inner', Cause: 'because', Status: 'FAILED' });
  });

  it('is stopped when its starter is', async () => {
    await made.define({ Rest: { Type: 'Wait', Seconds: 600, End: true } }, {}, 'child');
    const executionArn = await made.start(await made.define({ Run: run('.sync', { TimeoutSeconds: 60 }) }));
    await made.advance(60);
    expect(await made.status(executionArn)).toBe('FAILED');
    const inner = 'arn:aws:states:us-east-1:111111111111:execution:child:inner';
    expect(await made.call('DescribeExecution', { executionArn: inner })).toMatchObject({
      status: 'ABORTED',
      cause: `The Task state in AWS Step Functions execution [${executionArn}] which was managing this resource was aborted`,
    });
  });

  it('is not waited for when nobody asks', async () => {
    await made.define({ Rest: { Type: 'Wait', Seconds: 600, End: true } }, {}, 'child');
    const executionArn = await made.start(await made.define({ Run: run('') }));
    expect((await made.finish(executionArn)).output).toMatchObject({
      ExecutionArn: 'arn:aws:states:us-east-1:111111111111:execution:child:inner',
    });
  });
});

describe('a redrive', () => {
  it('runs again what failed, and keeps what had succeeded', async () => {
    let broken = true;
    made.functions.set('good', () => 'good');
    made.functions.set('bad', () => {
      if (broken) throw Object.assign(new Error('no'), { name: 'Broken' });
      return 'mended';
    });
    const both = {
      Type: 'Parallel',
      Branches: [
        branch('Good', task('good')),
        { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 1, Next: 'Bad' }, Bad: task('bad') } },
      ],
      End: true,
    };
    const executionArn = await made.start(
      await made.define({
        First: { Type: 'Pass', Assign: { kept: 1 }, Next: 'Both' },
        Both: {
          ...both,
          Output: {
            all: '{% $states.result %}',
            kept: '{% $kept %}',
            redrives: '{% $states.context.Execution.RedriveCount %}',
          },
        },
      }),
    );
    expect((await made.finish(executionArn)).status).toBe('FAILED');
    broken = false;
    await made.restart();
    await made.call('RedriveExecution', { executionArn });
    expect(await made.finish(executionArn)).toMatchObject({
      status: 'SUCCEEDED',
      output: { all: ['good', 'mended'], kept: 1, redrives: 1 },
      redriveCount: 1,
    });
    expect(made.invocations.filter(({ name }) => name === 'good')).toHaveLength(1);
    expect(await made.types(executionArn)).toContain('ExecutionRedriven');
  });

  it('is refused while it runs, and after it has succeeded', async () => {
    const executionArn = await made.start(await made.define({ Rest: { Type: 'Wait', Seconds: 1, End: true } }));
    const redrive = () => made.call('RedriveExecution', { executionArn });
    await expect(redrive()).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
    await made.finish(executionArn);
    await expect(redrive()).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
  });
});
