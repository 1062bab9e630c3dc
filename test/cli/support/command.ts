// The command as a process: run to its end, or started and awaited until it is ready.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Endpoints, EndpointsSchema } from '#cli/endpoints.ts';

export const root = join(import.meta.dirname, '..', '..', '..');

const start = (...words: string[]): ChildProcess =>
  spawn(process.execPath, ['cli/jiesu.ts', ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: 'true' },
  });

const textOf = (stream: ChildProcess['stdout']): (() => string) => {
  let text = '';
  stream?.on('data', (part) => {
    text += part;
  });
  return () => text;
};

/** Runs the command to its end. */
export const jiesu = (...words: string[]): Promise<{ code: number | null; out: string; said: string }> =>
  new Promise((resolve) => {
    const child = start(...words);
    const out = textOf(child.stdout);
    const said = textOf(child.stderr);
    child.on('close', (code) => resolve({ code, out: out(), said: said() }));
  });

export type Running = { url: string; endpoints(): Endpoints; stop(): Promise<number | null> };

/** Starts `jiesu dev` on a data folder and waits for its line `ready`. */
export const begin = async (data: string, ...words: string[]): Promise<Running> => {
  const child = start('dev', '--data', data, '--port', '0', ...words);
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const said = textOf(child.stderr);
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (part) => {
      const ready = /^ready (\S+)/m.exec(String(part));
      if (ready?.[1] !== undefined) resolve(ready[1]);
    });
    ended.then((code) => reject(new Error(`ended with ${code}: ${said()}`)));
  });
  return {
    url,
    endpoints: () => EndpointsSchema.parse(JSON.parse(readFileSync(join(data, 'endpoints.json'), 'utf8'))),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
};
