// Runs one vector's machine on the engine, on time of its own that jumps to whatever is due.

import { createStates, type States } from '#local/states/create-states.ts';
import { openStorage } from '#local/storage.ts';
import { createFakes, type Fakes } from './fakes.ts';
import type { CallbackStep, Vector } from './vector.ts';

export type Execution = {
  status: string;
  output?: unknown;
  error?: string;
  cause?: string;
  events: (Record<string, any> & { type: string })[];
};

const caller = { accessKeyId: 'test', roleArn: 'root' } as const;
const roleArn = 'arn:aws:iam::111111111111:role/states';
const mostSteps = 10_000;

export async function execute(vector: Vector): Promise<Execution> {
  const world = createWorld(vector);
  const { states } = world;
  try {
    const call = async (action: string, input: unknown): Promise<any> => states.api(action, input, caller);
    const { stateMachineArn } = await call('CreateStateMachine', {
      name: 'machine',
      roleArn,
      definition: definitionText(vector),
    });
    const { executionArn } = await call('StartExecution', {
      stateMachineArn,
      name: 'execution',
      input: JSON.stringify(vector.input ?? {}),
    });
    await world.untilClosed(executionArn, vector.callback ?? []);
    const described = await call('DescribeExecution', { executionArn });
    const events: Execution['events'] = [];
    for (let page: any = {}; page !== undefined; ) {
      const answer = await call('GetExecutionHistory', { executionArn, maxResults: 1000, ...page });
      events.push(...answer.events);
      page = answer.nextToken === undefined ? undefined : { nextToken: answer.nextToken };
    }
    const { status, output, error, cause } = described;
    return {
      status,
      ...(output === undefined ? {} : { output: JSON.parse(output) }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      events,
    };
  } finally {
    await world.close();
  }
}

export function definitionText(vector: Vector): string {
  return vector.definitionText ?? JSON.stringify(vector.definition);
}

export function createWorld(vector: Vector) {
  const storage = openStorage(':memory:');
  const sleepers: { at: number; wake: () => void }[] = [];
  let now = Date.parse('2026-11-23T08:00:00Z');
  const sleep = (seconds: number): Promise<void> =>
    new Promise((wake) => sleepers.push({ at: now + seconds * 1000, wake }));
  const fakes = createFakes(vector, sleep);
  const states: States = createStates({
    storage,
    clock: { now: () => now },
    wake: () => undefined,
    invokeLambda: fakes.invokeLambda,
    callService: fakes.callService,
    accountId: '111111111111',
    region: 'us-east-1',
    partition: 'aws',
    services: ['*'],
  });
  states.runDue();

  /** Until nothing is under way but calls that sleep. */
  async function settled(): Promise<void> {
    for (let calm = 0; calm < 8; ) {
      await new Promise((resolve) => setImmediate(resolve));
      calm = states.inFlight() === 0 || sleepers.length > 0 ? calm + 1 : 0;
    }
  }

  function nextAt(): number | undefined {
    const due = [states.nextDueAt(), ...sleepers.map(({ at }) => at)].filter((at) => at !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  async function moveTo(at: number): Promise<void> {
    now = Math.max(now, at);
    for (const sleeper of sleepers.filter((one) => one.at <= now)) {
      sleepers.splice(sleepers.indexOf(sleeper), 1);
      sleeper.wake();
    }
    states.runDue();
    await settled();
  }

  async function statusOf(executionArn: string): Promise<string> {
    const { status } = (await states.api('DescribeExecution', { executionArn }, caller)) as { status: string };
    return status;
  }

  return {
    states,
    async untilClosed(executionArn: string, callback: readonly CallbackStep[]): Promise<void> {
      const steps = [...callback];
      for (let count = 0; count < mostSteps; count += 1) {
        await settled();
        if ((await statusOf(executionArn)) !== 'RUNNING') return;
        const ending = fakes.byToken();
        if (ending !== undefined) await send(states, fakes, { state: '', send: 'success', output: ending.output });
        const step = ending === undefined && fakes.tokens.length > 0 ? steps.shift() : undefined;
        if (step !== undefined) {
          if (step.delaySeconds !== undefined) await moveTo(now + step.delaySeconds * 1000);
          await send(states, fakes, step);
          continue;
        }
        if (ending !== undefined) continue;
        const at = nextAt();
        if (at === undefined) throw new Error('the execution waits for nothing');
        await moveTo(at);
      }
      throw new Error('the execution does not end');
    },
    async close(): Promise<void> {
      await states.close();
      await storage.close();
    },
  };
}

async function send(states: States, fakes: Fakes, step: CallbackStep): Promise<void> {
  const { token: taskToken, input } = fakes.tokens.at(-1)!;
  // What is settled is no longer waited for; the next step is for the next token.
  if (step.send === 'success' || step.send === 'failure') fakes.tokens.length = 0;
  const call = (action: string, more: object): Promise<unknown> => states.api(action, { taskToken, ...more }, caller);
  for (let time = 0; time < (step.times ?? 1); time += 1) {
    if (step.send === 'heartbeat') await call('SendTaskHeartbeat', {});
    if (step.send === 'success')
      await call('SendTaskSuccess', { output: JSON.stringify(outputOf(step.output, input)) });
    if (step.send === 'failure')
      await call('SendTaskFailure', {
        ...(step.error === undefined ? {} : { error: step.error }),
        ...(step.cause === undefined ? {} : { cause: step.cause }),
      });
  }
}

function outputOf(output: any, input: any): unknown {
  const name = output?.$fromArguments;
  if (name === undefined) return output;
  const value = input[name];
  try {
    return typeof value === 'string' ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}
