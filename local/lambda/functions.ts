// All functions of the stack: a small pool of workers each, started when first needed.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AwsError, type InvocationResult } from '../contracts.ts';
import type { Access } from '../iam/access.ts';
import type { StackClock } from '../time/clock.ts';
import type { Ids } from '../time/ids.ts';
import type { Turns } from '../time/turns.ts';
import { functionEnvironment } from './environment.ts';
import type { FunctionPlan } from './function-plan.ts';
import { startWorker, type WorkerThread } from './worker-thread.ts';

export type FunctionCounts = {
  invocations: number;
  errors: number;
  logBytes: number;
  milliseconds: number;
  cpuMicros: number;
};

export type Functions = {
  find(nameOrArn: string): FunctionPlan | undefined;
  list(): readonly FunctionPlan[];
  /** Runs the function once, now. Waits for a free worker, and for its turn where functions run one at a time. */
  run(functionArn: string, payload: string): Promise<InvocationResult>;
  /** The same for a function that another one waits for: that one has the turn. */
  runWithin(functionArn: string, payload: string): Promise<InvocationResult>;
  counts(): Record<string, FunctionCounts>;
  resetCounts(): void;
  inFlight(): number;
  /** How many events one function can work on at a time. */
  concurrency(functionArn: string): number;
  /** Where its output goes. */
  logFile(functionArn: string): string;
  close(): Promise<void>;
};

/** What a fault injected for a function does. */
export type FunctionFault = 'throttle' | 'error-before' | 'error-after' | 'timeout' | 'kill' | 'kill-after';

export type FunctionsOptions = {
  plans: readonly FunctionPlan[];
  clock: StackClock;
  ids: Ids;
  access: Access;
  dataDirectory: string;
  cacheDirectory: string;
  origin: string;
  region: string;
  /** Workers per function. */
  concurrency: number;
  turns: Turns;
  /** Makes chance inside functions repeatable. */
  seed: string | undefined;
  wake(): void;
  fault(functionName: string): FunctionFault | undefined;
};

type Pool = {
  plan: FunctionPlan;
  environment: Record<string, string>;
  workers: WorkerThread[];
  waiting: (() => void)[];
  counts: FunctionCounts;
  limit: number;
};

const LARGEST_PAYLOAD = 6 * 1024 * 1024;

export function createFunctions(options: FunctionsOptions): Functions {
  const { clock, ids } = options;
  const logDirectory = join(options.dataDirectory, 'logs');
  mkdirSync(logDirectory, { recursive: true });
  const pools = new Map<string, Pool>();
  for (const plan of options.plans) {
    const principal = options.access.enrol(plan.roleArn, plan.name, plan.name);
    pools.set(plan.arn, {
      plan,
      environment: functionEnvironment(plan, principal, options),
      workers: [],
      waiting: [],
      counts: noCounts(),
      limit: Math.max(1, Math.min(options.concurrency, plan.reserved ?? options.concurrency)),
    });
  }
  let flying = 0;

  function poolOf(functionArn: string): Pool {
    // A qualifier of $LATEST, the only version there is, may follow the name.
    const pool = pools.get(functionArn) ?? pools.get(functionArn.replace(/:\$LATEST$/, ''));
    if (pool === undefined) {
      throw new AwsError('ResourceNotFoundException', `Function not found: ${functionArn}`, 404, { Type: 'User' });
    }
    return pool;
  }

  /** A worker that is free right now. The caller must give it work at once: nothing else reserves it. */
  function takeWorker(pool: Pool): WorkerThread | undefined {
    pool.workers = pool.workers.filter((worker) => !worker.dead);
    const free = pool.workers.find((worker) => !worker.busy);
    if (free !== undefined || pool.workers.length >= pool.limit) return free;
    const worker = start(pool);
    pool.workers.push(worker);
    return worker;
  }

  function logFileOf({ name }: FunctionPlan): string {
    return join(logDirectory, `${name}.log`);
  }

  function start({ plan, environment }: Pool): WorkerThread {
    return startWorker(
      {
        cells: clock.cells,
        cacheDirectory: options.cacheDirectory,
        bundleUrl: plan.bundleUrl,
        exportName: plan.exportName,
        ...(options.seed === undefined ? {} : { seed: `${options.seed} ${plan.name}` }),
        logFile: logFileOf(plan),
        context: {
          functionName: plan.name,
          invokedFunctionArn: plan.arn,
          memoryLimitInMB: String(plan.memoryMb),
          logGroupName: `/aws/lambda/${plan.name}`,
          logStreamName: 'local',
        },
      },
      environment,
      plan.memoryMb,
    );
  }

  async function run(functionArn: string, payload: string): Promise<InvocationResult> {
    flying += 1;
    try {
      return await options.turns.oneByOne(() => runWithin(functionArn, payload));
    } finally {
      flying -= 1;
      options.wake();
    }
  }

  async function runWithin(functionArn: string, payload: string): Promise<InvocationResult> {
    const pool = poolOf(functionArn);
    if (pool.plan.reserved === 0) throw throttled();
    if (Buffer.byteLength(payload) > LARGEST_PAYLOAD) {
      throw new AwsError('RequestTooLargeException', `${payload.length} byte payload is too large`, 413);
    }
    const requestId = ids.uuid();
    try {
      const fault = options.fault(pool.plan.name);
      if (fault === 'throttle') throw throttled();
      if (fault === 'kill') process.kill(process.pid, 'SIGKILL');
      pool.counts.invocations += 1;
      if (fault === 'error-before') return injected(pool, requestId);
      let worker = takeWorker(pool);
      while (worker === undefined) {
        await new Promise<void>((resolve) => pool.waiting.push(resolve));
        worker = takeWorker(pool);
      }
      const begun = performance.now();
      const outcome = await worker.run({
        requestId,
        payload,
        timeoutMs: pool.plan.timeoutMs,
        traceId: `Root=1-${Math.floor(clock.now() / 1000).toString(16)}-${ids.bytes(12).toString('hex')};Sampled=0`,
      });
      pool.counts.milliseconds += performance.now() - begun;
      pool.counts.logBytes += outcome.logBytes;
      pool.counts.cpuMicros += outcome.cpuMicros;
      if (fault === 'kill-after') process.kill(process.pid, 'SIGKILL');
      if (fault === 'error-after' || fault === 'timeout') return injected(pool, requestId);
      if (outcome.failed) pool.counts.errors += 1;
      if (!outcome.failed && outcome.payload.length > LARGEST_PAYLOAD)
        return tooLarge(pool, requestId, outcome.payload);
      return {
        payload: outcome.payload,
        requestId,
        ...(outcome.failed ? { functionError: 'Unhandled' as const } : {}),
      };
    } finally {
      pool.waiting.shift()?.();
    }
  }

  return {
    find: (nameOrArn) =>
      [...pools.values()].map((pool) => pool.plan).find((plan) => plan.arn === nameOrArn || plan.name === nameOrArn),
    list: () => [...pools.values()].map((pool) => pool.plan),
    run,
    runWithin,
    counts: () => Object.fromEntries([...pools.values()].map((pool) => [pool.plan.name, pool.counts])),
    resetCounts: () => {
      for (const pool of pools.values()) pool.counts = noCounts();
    },
    inFlight: () => flying,
    concurrency: (functionArn) => poolOf(functionArn).limit,
    logFile: (functionArn) => logFileOf(poolOf(functionArn).plan),
    async close() {
      await Promise.all([...pools.values()].flatMap((pool) => pool.workers.map((worker) => worker.end())));
    },
  };
}

function noCounts(): FunctionCounts {
  return { invocations: 0, errors: 0, logBytes: 0, milliseconds: 0, cpuMicros: 0 };
}

function throttled(): AwsError {
  return new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429, {
    Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
  });
}

function injected(pool: Pool, requestId: string): InvocationResult {
  pool.counts.errors += 1;
  const payload = JSON.stringify({ errorType: 'InjectedFault', errorMessage: 'a fault was asked for', trace: [] });
  return { payload, requestId, functionError: 'Unhandled' };
}

function tooLarge(pool: Pool, requestId: string, payload: string): InvocationResult {
  pool.counts.errors += 1;
  const errorMessage = `Response payload size (${payload.length} bytes) exceeded maximum allowed payload size (${LARGEST_PAYLOAD} bytes).`;
  const error = { errorType: 'Function.ResponseSizeTooLarge', errorMessage };
  return { payload: JSON.stringify(error), requestId, functionError: 'Unhandled' };
}
