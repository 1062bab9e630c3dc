// Whatever an execution waits for, it goes on with after the power has gone: at any write, at any wait.
import { afterEach, describe, expect, it } from 'vitest';
import { createWorld, functionArn, start, tokenTask, type World } from './world.ts';

const worlds: World[] = [];
function world(options = {}): World {
  const made = createWorld(options);
  worlds.push(made);
  return made;
}
afterEach(async () => {
  for (const made of worlds.splice(0)) await made.close();
});

const again = { ErrorEquals: ['Busy'], IntervalSeconds: 10, MaxAttempts: 3 };
const everything = {
  Begin: { Type: 'Pass', Assign: { seen: '{% $states.input.number %}' }, Next: 'Work' },
  Work: {
    Type: 'Task',
    Resource: functionArn('work'),
    Arguments: { number: '{% $seen %}' },
    Retry: [again],
    Next: 'Rest',
  },
  Rest: { Type: 'Wait', Seconds: 60, Next: 'Ask' },
  Ask: {
    Type: 'Task',
    Resource: tokenTask,
    Arguments: { Token: '{% $states.context.Task.Token %}' },
    TimeoutSeconds: 600,
    Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Both' }],
    Next: 'Both',
  },
  Both: {
    Type: 'Parallel',
    Branches: [
      { StartAt: 'Left', States: { Left: { Type: 'Task', Resource: functionArn('left'), End: true } } },
      {
        StartAt: 'Right',
        States: { Right: { Type: 'Wait', Seconds: 5, Output: 'right', End: true } },
      },
    ],
    Next: 'Each',
  },
  Each: {
    Type: 'Map',
    Items: [1, 2, 3],
    MaxConcurrency: 2,
    ItemProcessor: {
      StartAt: 'Double',
      States: { Double: { Type: 'Task', Resource: functionArn('double'), End: true } },
    },
    Output: { doubled: '{% $states.result %}', seen: '{% $seen %}' },
    End: true,
  },
};

function furnish(made: World): void {
  made.functions.set('work', ({ number }, count) => {
    if (count % 2 === 0) throw Object.assign(new Error('not yet'), { name: 'Busy' });
    return { number: number + 1 };
  });
  made.functions.set('left', () => 'left');
  made.functions.set('double', (number) => number * 2);
}

const expected = { doubled: [2, 4, 6], seen: 20 };

/** Drives the machine to its end as a person would: starting it, answering its question, starting the process again. */
async function live(made: World): Promise<any> {
  furnish(made);
  const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:machine';
  const executionArn = 'arn:aws:states:us-east-1:111111111111:execution:machine:one';
  const step = async (work: () => Promise<unknown>): Promise<void> => {
    // A caller whose answer never comes asks again: nothing that was not acknowledged may be relied on.
    await Promise.race([work().catch(() => undefined), dead(made)]);
    if (!made.isDead()) return;
    await made.restart();
    await work().catch(() => undefined);
  };
  await step(() => made.define(everything));
  await step(() => made.call('StartExecution', { stateMachineArn, name: 'one', input: '{"number":20}' }));
  for (let count = 0; count < 60; count += 1) {
    await made.idle();
    if (made.isDead()) await made.restart();
    if ((await made.status(executionArn)) !== 'RUNNING') break;
    const taskToken = made.tokens().at(-1);
    if (taskToken !== undefined && count % 2 === 0)
      await step(() => made.call('SendTaskSuccess', { taskToken, output: '"yes"' }));
    await made.advance(5);
  }
  return made.finish(executionArn);
}

async function dead(made: World): Promise<void> {
  while (!made.isDead()) await new Promise((resolve) => setImmediate(resolve));
}

describe('an execution', () => {
  it('ends the same way wherever it was cut off', async () => {
    const calm = world();
    expect(await live(calm)).toMatchObject({ status: 'SUCCEEDED', output: expected });
    const writes = calm.writes();
    expect(writes).toBeGreaterThan(12);
    for (let killBeforeWrite = 1; killBeforeWrite <= writes; killBeforeWrite += 1) {
      const cut = world({ killBeforeWrite });
      const ended = await live(cut);
      expect({ killBeforeWrite, status: ended.status, output: ended.output }).toEqual({
        killBeforeWrite,
        status: 'SUCCEEDED',
        output: expected,
      });
      const events = await cut.history(ended.executionArn);
      expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    }
  });

  it('that was started before the first look at what is due ends once', async () => {
    const made = world({ awake: false });
    made.functions.set('work', () => 'done');
    const states = {
      First: { Type: 'Task', Resource: functionArn('work'), Next: 'Last' },
      Last: { Type: 'Pass', End: true },
    };
    const stateMachineArn = await made.define(states);
    const { executionArn } = await made.call('StartExecution', { stateMachineArn, name: 'early', input: '{}' });
    made.runDue();
    await made.idle();
    expect((await made.types(executionArn)).filter((type) => type === 'ExecutionSucceeded')).toHaveLength(1);
  });

  it('keeps waiting for its instant across a restart', async () => {
    const made = world();
    const executionArn = await made.start(await made.define({ Rest: { Type: 'Wait', Seconds: 3600, End: true } }));
    await made.advance(1800);
    await made.restart();
    expect(made.nextDueAt()).toBe(start + 3600 * 1000);
    await made.advance(1799);
    expect(await made.status(executionArn)).toBe('RUNNING');
    await made.advance(1);
    expect(await made.status(executionArn)).toBe('SUCCEEDED');
  });

  it('takes a token given out before a restart', async () => {
    const made = world();
    const ask = {
      Type: 'Task',
      Resource: tokenTask,
      Arguments: { Token: '{% $states.context.Task.Token %}' },
      End: true,
    };
    const executionArn = await made.start(await made.define({ Ask: ask }));
    await made.restart();
    await made.call('SendTaskSuccess', { taskToken: made.tokens()[0], output: '{"said":"yes"}' });
    expect((await made.finish(executionArn)).output).toEqual({ said: 'yes' });
    expect(made.calls).toHaveLength(1);
  });

  it('calls a function again whose answer was lost, with what it was called with', async () => {
    const made = world();
    made.functions.set('slow', async ({ id }, count) => {
      if (count === 0) await made.sleep(60);
      return { id, count };
    });
    const slow = { Type: 'Task', Resource: functionArn('slow'), Arguments: { id: '{% $uuid() %}' }, End: true };
    const executionArn = await made.start(await made.define({ Slow: slow }));
    await made.restart();
    const { output } = await made.finish(executionArn);
    expect(output.count).toBe(1);
    expect(made.invocations[1]?.payload).toEqual(made.invocations[0]?.payload);
    expect((await made.types(executionArn)).filter((type) => type === 'LambdaFunctionScheduled')).toHaveLength(1);
  });

  it('goes on with a retry in back-off', async () => {
    const made = world();
    made.functions.set('work', (_, count) => {
      if (count === 0) throw Object.assign(new Error('later'), { name: 'Busy' });
      return 'done';
    });
    const work = { Type: 'Task', Resource: functionArn('work'), Retry: [again], End: true };
    const executionArn = await made.start(await made.define({ Work: work }));
    await made.restart();
    await made.advance(9);
    expect(made.invocations).toHaveLength(1);
    await made.advance(1);
    expect((await made.finish(executionArn)).output).toBe('done');
  });

  it('keeps the definition that it began with', async () => {
    const made = world();
    const stateMachineArn = await made.define({ Rest: { Type: 'Wait', Seconds: 10, Output: 'old', End: true } });
    const executionArn = await made.start(stateMachineArn);
    const definition = JSON.stringify({
      QueryLanguage: 'JSONata',
      StartAt: 'Rest',
      States: { Rest: { Type: 'Wait', Seconds: 10, Output: 'new', End: true } },
    });
    await made.call('UpdateStateMachine', { stateMachineArn, definition });
    const second = await made.start(stateMachineArn, {}, 'two');
    await made.restart();
    expect((await made.finish(executionArn)).output).toBe('old');
    expect((await made.finish(second)).output).toBe('new');
    const { definition: started } = await made.call('DescribeStateMachineForExecution', { executionArn });
    expect(JSON.parse(started).States.Rest.Output).toBe('old');
  });

  it('tells of its end after a restart when nobody could be told before', async () => {
    const made = world({ killBeforeWrite: 3 });
    await made.define({ Done: { Type: 'Pass', End: true } });
    // The second write ends the execution; the third would note that everybody has been told.
    await made.start('arn:aws:states:us-east-1:111111111111:stateMachine:machine');
    expect(made.changes.map(({ status }) => status)).toEqual(['SUCCEEDED']);
    await made.restart();
    expect(made.changes.map(({ status }) => status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    await made.restart();
    expect(made.changes).toHaveLength(2);
  });
});
