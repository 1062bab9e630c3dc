// A state machine engine on a file, with functions and services made up by the test, time that stands still until it is moved,
// and a switch that pulls the plug before any chosen write.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AwsError, type Caller, type Storage } from '#local/contracts.ts';
import { createStates, type States } from '#local/states/create-states.ts';
import { openStorage } from '#local/storage.ts';

export type Call = { service: string; action: string; input: any; caller: Caller };
type FunctionBody = (payload: any, call: number) => unknown;

export const start = Date.parse('2026-11-23T08:00:00Z');
const root = { accessKeyId: 'test', roleArn: 'root' } as const;
export const machineRole = 'arn:aws:iam::111111111111:role/machine';

export const functionArn = (name: string): string => `arn:aws:lambda:us-east-1:111111111111:function:${name}`;
export const tokenTask = 'arn:aws:states:::aws-sdk:dynamodb:updateItem.waitForTaskToken';

export type World = ReturnType<typeof createWorld>;

export function createWorld({ killBeforeWrite = 0, awake = true } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'states-'));
  const functions = new Map<string, FunctionBody>();
  const invocations: { name: string; payload: any }[] = [];
  const calls: Call[] = [];
  const changes: Record<string, any>[] = [];
  const sleepers: { at: number; wake: () => void }[] = [];
  let answer: (call: Call) => unknown = () => ({});
  let now = start;
  let writesLeft = killBeforeWrite === 0 ? Number.POSITIVE_INFINITY : killBeforeWrite - 1;
  let writes = 0;
  let life = boot();

  function boot() {
    const storage = openStorage(join(folder, 'stack.sqlite'));
    const self = { dead: false };
    const guarded: Storage = {
      db: storage.db,
      close: () => storage.close(),
      write(change) {
        if (self.dead) return new Promise(() => undefined);
        if (writesLeft === 0) {
          self.dead = true;
          return new Promise(() => undefined);
        }
        writesLeft -= 1;
        writes += 1;
        return storage.write(change);
      },
    };
    const states: States = createStates({
      storage: guarded,
      clock: { now: () => now },
      wake: () => undefined,
      async invokeLambda({ functionArn: arn, payload, caller: _caller }) {
        const name = arn.split(':')[6]!;
        const body = functions.get(name);
        if (self.dead) return new Promise(() => undefined);
        if (body === undefined) throw new AwsError('ResourceNotFoundException', `Function not found: ${arn}`, 404);
        const count = invocations.filter((one) => one.name === name).length;
        invocations.push({ name, payload: JSON.parse(payload) });
        try {
          return { payload: JSON.stringify((await body(JSON.parse(payload), count)) ?? null), requestId: 'request' };
        } catch (fault) {
          const { name: errorType, message: errorMessage } = fault as Error;
          return {
            payload: JSON.stringify({ errorMessage, errorType }),
            functionError: 'Unhandled',
            requestId: 'request',
          };
        }
      },
      async callService(call) {
        if (self.dead) return new Promise(() => undefined);
        calls.push(call as Call);
        if (call.service === 'states') return states.api(call.action, call.input, call.caller);
        return answer(call as Call);
      },
      accountId: '111111111111',
      region: 'us-east-1',
      partition: 'aws',
      onFault: (fault) => {
        if (!self.dead) throw fault;
      },
    });
    states.onStatusChange(({ detail }) => void changes.push(detail));
    if (awake) states.runDue();
    return { states, storage, self };
  }

  async function call(action: string, input: object = {}): Promise<any> {
    return life.states.api(action, input, root);
  }

  /** Until nothing is under way but functions that sleep; also ends when the plug is pulled. */
  async function idle(): Promise<void> {
    for (let calm = 0; calm < 6; ) {
      await new Promise((resolve) => setImmediate(resolve));
      const resting = life.states.inFlight() === 0 || sleepers.length > 0 || life.self.dead;
      calm = resting ? calm + 1 : 0;
    }
  }

  function nextAt(): number | undefined {
    const due = [life.states.nextDueAt(), ...sleepers.map(({ at }) => at)].filter((at) => at !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  async function moveTo(at: number): Promise<void> {
    now = Math.max(now, at);
    for (const sleeper of sleepers.filter((one) => one.at <= now)) {
      sleepers.splice(sleepers.indexOf(sleeper), 1);
      sleeper.wake();
    }
    life.states.runDue();
    await idle();
  }

  async function status(executionArn: string): Promise<string> {
    return (await call('DescribeExecution', { executionArn })).status;
  }

  return {
    folder,
    functions,
    invocations,
    calls,
    changes,
    call,
    idle,
    status,
    now: () => now,
    writes: () => writes,
    isDead: () => life.self.dead,
    runDue: () => life.states.runDue(),
    inFlight: () => life.states.inFlight(),
    nextDueAt: () => life.states.nextDueAt(),
    storage: () => life.storage,
    sleep: (seconds: number): Promise<void> =>
      new Promise((wake) => void sleepers.push({ at: now + seconds * 1000, wake })),
    services(respond: (call: Call) => unknown): void {
      answer = respond;
    },

    async define(states: object, more: object = {}, name = 'machine'): Promise<string> {
      const definition = JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: Object.keys(states)[0],
        States: states,
        ...more,
      });
      const input = { name, roleArn: machineRole, definition };
      return (await call('CreateStateMachine', input)).stateMachineArn;
    },

    async start(stateMachineArn: string, input: unknown = {}, name = 'one'): Promise<string> {
      const { executionArn } = await call('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
      await idle();
      return executionArn;
    },

    /** Moves time, through every timer on the way. */
    async advance(seconds: number): Promise<void> {
      const target = now + seconds * 1000;
      await idle();
      for (let at = nextAt(); at !== undefined && at <= target && !life.self.dead; at = nextAt()) await moveTo(at);
      await moveTo(target);
    },

    /** Moves time until the execution has ended. */
    async finish(executionArn: string): Promise<any> {
      await idle();
      for (let count = 0; count < 1000 && (await status(executionArn)) === 'RUNNING'; count += 1) {
        const at = nextAt();
        if (at === undefined || life.self.dead) break;
        await moveTo(at);
      }
      const described = await call('DescribeExecution', { executionArn });
      return { ...described, output: described.output === undefined ? undefined : JSON.parse(described.output) };
    },

    async history(executionArn: string): Promise<any[]> {
      return (await call('GetExecutionHistory', { executionArn, maxResults: 1000 })).events;
    },

    async types(executionArn: string): Promise<string[]> {
      return (await call('GetExecutionHistory', { executionArn, maxResults: 1000 })).events.map(
        (event: { type: string }) => event.type,
      );
    },

    /** The tokens that calls carried to DynamoDB, in order. */
    tokens: (): string[] => calls.map(({ input }) => input.Token).filter((token) => token !== undefined),

    async restart(): Promise<void> {
      life.self.dead = true;
      await life.storage.close();
      sleepers.length = 0;
      writesLeft = Number.POSITIVE_INFINITY;
      life = boot();
      await idle();
    },

    async close(): Promise<void> {
      life.self.dead = true;
      await life.storage.close();
      rmSync(folder, { recursive: true });
    },
  };
}
