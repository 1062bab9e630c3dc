// Processes under measurement: started, waited for, and asked for their CPU time and memory.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';

const ticksPerSecond = 100;

/** A port of loopback that nobody has just now. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });

/** CPU milliseconds of a process so far, user and system (proc(5)). */
export const cpuMs = ({ pid }: Pick<ChildProcess, 'pid'>): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
};

/** Resident memory in MiB. */
export const residentMb = ({ pid }: Pick<ChildProcess, 'pid'>): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;

export const start = (command: string, args: readonly string[], env: Record<string, string> = {}): ChildProcess =>
  spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } });

/** Asks until somebody answers. @throws Error after half a minute. */
export const answering = async (url: string, init?: RequestInit): Promise<Response> => {
  const until = Date.now() + 30_000;
  for (;;) {
    try {
      const response = await fetch(url, init);
      if (response.status < 500) return response;
    } catch {
      // Not there yet.
    }
    if (Date.now() > until) throw new Error(`${url} does not answer`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
};

export const stop = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
