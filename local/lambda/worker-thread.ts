// One worker thread of one function, seen from the host: runs one event at a time, and ends when it must.
import { readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { Worker } from 'node:worker_threads';
import { roomToSpareMb, watchMemory } from './memory-watch.ts';
import type { WorkerInvocation, WorkerMessage, WorkerStart } from './worker.ts';

export type Outcome = { payload: string; failed: boolean; logBytes: number; cpuMicros: number };

export type WorkerThread = {
  readonly busy: boolean;
  readonly dead: boolean;
  run(invocation: WorkerInvocation): Promise<Outcome>;
  end(): Promise<void>;
};

/** Loading a bundle may take this much longer than the function's own time-out. */
const INIT_MS = 10_000;
/** What Node itself needs of a function's memory. */
const RUNTIME_MB = 40;

const OUT_OF_MEMORY = 'the function needs more memory than it has';

let source: URL | undefined;

/** The worker's text without types: stripping here, once, spares every worker the loading of the stripper. */
function workerSource(): URL {
  if (source === undefined) {
    const text = withoutWarnings(() =>
      stripTypeScriptTypes(readFileSync(new URL('./worker.ts', import.meta.url), 'utf8')),
    );
    source = new URL(`data:text/javascript,${encodeURIComponent(text)}`);
  }
  return source;
}

/** Node warns once that stripping by call is young; nobody who runs the stack can do anything about it. */
function withoutWarnings<T>(work: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return work();
  } finally {
    process.emitWarning = emitWarning;
  }
}

export function startWorker(start: WorkerStart, environment: Record<string, string>, memoryMb: number): WorkerThread {
  const limitMb = Math.max(memoryMb - RUNTIME_MB, 48);
  const worker = new Worker(workerSource(), {
    workerData: start,
    env: environment,
    resourceLimits: { maxOldGenerationSizeMb: limitMb + roomToSpareMb },
  });
  worker.unref();
  const memory = watchMemory(worker, limitMb, () => fail('Runtime.OutOfMemory', OUT_OF_MEMORY));
  let dead = false;
  let ready = false;
  let current: { invocation: WorkerInvocation; settle(outcome: Outcome): void } | undefined;
  let timer: NodeJS.Timeout | undefined;

  function settle(outcome: Outcome): void {
    const settled = current;
    current = undefined;
    clearTimeout(timer);
    memory.end();
    settled?.settle(outcome);
  }

  function fail(errorType: string, errorMessage: string, trace: string[] = []): void {
    dead = true;
    settle({ payload: JSON.stringify({ errorType, errorMessage, trace }), failed: true, logBytes: 0, cpuMicros: 0 });
    void worker.terminate();
  }

  function watch(): void {
    clearTimeout(timer);
    const running = current;
    if (running === undefined) return;
    const { requestId, timeoutMs } = running.invocation;
    timer = setTimeout(
      () =>
        fail(
          'Sandbox.Timedout',
          `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`,
        ),
      ready ? timeoutMs : timeoutMs + INIT_MS,
    );
  }

  worker.on('message', (message: WorkerMessage) => {
    if (message.kind === 'ready') {
      ready = true;
      watch();
    } else if (message.requestId === current?.invocation.requestId) {
      const { payload, failed, logBytes, cpuMicros } = message;
      settle({ payload, failed, logBytes, cpuMicros });
    }
  });
  worker.on('error', (error: Error & { code?: string }) => {
    const outOfMemory = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
    fail(
      outOfMemory ? 'Runtime.OutOfMemory' : error.name,
      outOfMemory ? OUT_OF_MEMORY : error.message,
      (error.stack ?? '').split('\n'),
    );
  });
  worker.on('exit', () => {
    if (!dead) fail('Runtime.ExitError', `RequestId: ${current?.invocation.requestId} Error: Runtime exited`);
  });

  return {
    get busy() {
      return current !== undefined;
    },
    get dead() {
      return dead;
    },
    run: (invocation) =>
      new Promise((resolve) => {
        current = { invocation, settle: resolve };
        watch();
        memory.begin();
        worker.postMessage(invocation);
      }),
    async end() {
      dead = true;
      settle({
        payload: '{"errorType":"Runtime.ExitError","errorMessage":"the stack stopped","trace":[]}',
        failed: true,
        logBytes: 0,
        cpuMicros: 0,
      });
      await worker.terminate();
    },
  };
}
