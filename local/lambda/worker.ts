// Runs inside a function's worker thread: loads the bundle once, then answers one event at a time.
// It imports nothing but Node's own modules: the host strips its types once and starts every worker from that text.

import crypto from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { Agent } from 'node:http';
import { enableCompileCache, syncBuiltinESMExports } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';

/** What the host gives a worker at its start. */
export type WorkerStart = {
  cells: BigInt64Array<SharedArrayBuffer>;
  cacheDirectory: string;
  bundleUrl: string;
  exportName: string;
  /** Chance comes from here, and calls go out one after the other. */
  seed?: string;
  logFile: string;
  context: {
    functionName: string;
    invokedFunctionArn: string;
    memoryLimitInMB: string;
    logGroupName: string;
    logStreamName: string;
  };
};
export type WorkerInvocation = { requestId: string; payload: string; timeoutMs: number; traceId: string };
export type WorkerMessage =
  | { kind: 'ready' }
  | { kind: 'result'; requestId: string; payload: string; failed: boolean; logBytes: number; cpuMicros: number };

const start: WorkerStart = workerData;
const port = parentPort;
if (port === null) throw new Error('lambda/worker.ts runs in a worker thread');

followClock(start.cells);
const chance = start.seed === undefined ? undefined : seedChance(start.seed);
if (start.seed !== undefined) callOneByOne();
const log = logTo(start.logFile);
enableCompileCache(start.cacheDirectory);

type Handler = (event: unknown, context: object) => unknown;
const loading = load();
// A bundle that fails to load is reported by the first invocation, not by an unhandled rejection.
loading.catch(() => undefined);

async function load(): Promise<Handler> {
  const bundle: Record<string, unknown> = await import(start.bundleUrl);
  const fromDefault = bundle.default;
  const found =
    bundle[start.exportName] ??
    (typeof fromDefault === 'object' && fromDefault !== null
      ? Object.entries(fromDefault).find(([name]) => name === start.exportName)?.[1]
      : undefined);
  if (typeof found !== 'function') {
    throw Object.assign(new Error(`${start.exportName} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return (event, context) => found(event, context);
}

port.on('message', (invocation: WorkerInvocation) => void answer(invocation));
port.postMessage({ kind: 'ready' } satisfies WorkerMessage);

async function answer(invocation: WorkerInvocation): Promise<void> {
  const { requestId } = invocation;
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  chance?.begin(requestId);
  let payload: string;
  let failed = false;
  await loading.catch(() => undefined);
  // Of this thread alone: what the handler and the SDK in it take, the services not counted.
  const before = process.threadCpuUsage();
  try {
    const handler = await loading;
    payload = JSON.stringify(await handler(JSON.parse(invocation.payload), contextOf(invocation))) ?? 'null';
  } catch (error) {
    failed = true;
    payload = describe(error);
    log.write(`${payload}\n`);
  }
  const { user, system } = process.threadCpuUsage(before);
  const counted = { logBytes: log.takeCount(), cpuMicros: user + system };
  port?.postMessage({ kind: 'result', requestId, payload, failed, ...counted } satisfies WorkerMessage);
}

function contextOf(invocation: WorkerInvocation): object {
  const deadline = performance.now() + invocation.timeoutMs;
  return {
    ...start.context,
    functionVersion: '$LATEST',
    awsRequestId: invocation.requestId,
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, Math.floor(deadline - performance.now())),
  };
}

/** The form in which Lambda's Node.js runtime reports an error. */
function describe(error: unknown): string {
  if (error instanceof Error) {
    return JSON.stringify({
      errorType: error.name,
      errorMessage: error.message,
      // The lines below the bundle are of this file, which is loaded as one long address.
      trace: (error.stack ?? '').split('\n').filter((line) => !line.includes('data:text/javascript')),
    });
  }
  return JSON.stringify({ errorType: typeof error, errorMessage: String(error), trace: [] });
}

function followClock(cells: BigInt64Array<SharedArrayBuffer>): void {
  const machineNow = Date.now.bind(Date);
  const offset = Number(Atomics.load(cells, 0));
  const virtual = Atomics.load(cells, 1) === 1n;
  if (!virtual && offset === 0) return;
  const now = virtual ? () => Number(Atomics.load(cells, 0)) : () => machineNow() + offset;
  const MachineDate = Date;
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget),
    apply: () => new MachineDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  MachineDate.prototype.constructor = globalThis.Date;
}

/** Random numbers, bytes and ids that are the same for the same seed and the same invocation. */
function seedChance(seed: string): { begin(invocation: string): void } {
  let scope = 'start';
  let count = 0;
  const bytes = (size: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let made = 0; made < size; made += 32) {
      blocks.push(crypto.createHash('sha256').update(`${seed} ${scope} ${count}`).digest());
      count += 1;
    }
    return Buffer.concat(blocks).subarray(0, size);
  };
  const fill = <T extends ArrayBufferView>(view: T): T => {
    new Uint8Array(view.buffer, view.byteOffset, view.byteLength).set(bytes(view.byteLength));
    return view;
  };
  const fraction = (): number => bytes(6).readUIntBE(0, 6) / 2 ** 48;
  const uuid = (): string => {
    const raw = bytes(16);
    raw[6] = (raw.readUInt8(6) & 0x0f) | 0x40;
    raw[8] = (raw.readUInt8(8) & 0x3f) | 0x80;
    return raw.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  };
  type Done<T> = (error: Error | null, value: T) => void;
  const answered = <T>(value: T, done: Done<T> | undefined): T | undefined => {
    if (done === undefined) return value;
    queueMicrotask(() => done(null, value));
    return undefined;
  };
  Math.random = fraction;
  const seeded = {
    randomUUID: uuid,
    randomBytes: (size: number, done?: Done<Buffer>) => answered(bytes(size), done),
    randomFillSync: fill,
    randomInt(low: number, high?: number | Done<number>, done?: Done<number>) {
      const [from, to] = typeof high === 'number' ? [low, high] : [0, low];
      return answered(from + Math.floor(fraction() * (to - from)), typeof high === 'function' ? high : done);
    },
  };
  for (const [name, value] of Object.entries(seeded)) Object.defineProperty(crypto, name, { value });
  syncBuiltinESMExports();
  for (const [name, value] of Object.entries({ getRandomValues: fill, randomUUID: uuid }))
    Object.defineProperty(globalThis.crypto, name, { value });
  return {
    begin(invocation) {
      scope = invocation;
      count = 0;
    },
  };
}

/** Two calls at once would arrive in either order: all share one connection. */
function callOneByOne(): void {
  const shared = new Agent({ keepAlive: true, maxSockets: 1 });
  const add: unknown = Reflect.get(Agent.prototype, 'addRequest');
  if (typeof add !== 'function') throw new Error('this version of Node has no Agent.addRequest');
  Reflect.set(Agent.prototype, 'addRequest', function addRequest(this: Agent, ...parameters: unknown[]) {
    return add.apply(Reflect.get(this, 'protocol') === 'http:' ? shared : this, parameters);
  });
}

/** Sends standard output and standard error to the function's log file, and counts the bytes. */
function logTo(file: string): { write(text: string | Uint8Array): void; takeCount(): number } {
  let count = 0;
  let descriptor: number | undefined;
  const write = (text: string | Uint8Array): void => {
    descriptor ??= openSync(file, 'a');
    const bytes = typeof text === 'string' ? Buffer.from(text) : text;
    count += bytes.length;
    writeSync(descriptor, bytes);
  };
  for (const stream of [process.stdout, process.stderr]) {
    Object.defineProperty(stream, 'write', {
      value: (text: string | Uint8Array, second?: unknown, third?: unknown) => {
        write(text);
        const done = typeof second === 'function' ? second : third;
        if (typeof done === 'function') done();
        return true;
      },
    });
  }
  process.on('exit', () => {
    if (descriptor !== undefined) closeSync(descriptor);
  });
  return {
    write,
    takeCount: () => {
      const taken = count;
      count = 0;
      return taken;
    },
  };
}
