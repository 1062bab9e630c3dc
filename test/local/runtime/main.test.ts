import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder, synthesized } from './library.ts';

let cdkOut: string;
const running = new Set<ChildProcess>();
beforeAll(() => {
  cdkOut = synthesized();
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

function start(...parameters: string[]) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../../local/main.ts'), ...parameters]);
  running.add(child);
  let out = '';
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) =>
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code, out, err });
    }),
  );
  const ready = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      out += chunk;
      const url = /^ready (\S+)\n/.exec(out)?.[1];
      if (url !== undefined) resolve(url);
    });
    ended.then(() => reject(new Error(err)));
  });
  ready.catch(() => undefined);
  return { child, ended, ready };
}

describe('the command', () => {
  it.each([
    [['--cdk-out', 'x', '--data', 'y', '--speed', '9'], /Unknown option '--speed'/],
    [['--data', 'y'], /--cdk-out and --data must be given/],
    [['--cdk-out', 'x', '--data', 'y', '--start', 'yesterday'], /--start must be an instant/],
  ])('%j is answered with the usage', async (parameters, message) => {
    const { code, err } = await start(...parameters).ended;
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(err).toContain('usage: node local/main.ts');
  });

  it('refuses an address that other machines can reach', async () => {
    const { code, err } = await start('--cdk-out', cdkOut, '--data', scratchFolder(), '--host', '0.0.0.0').ended;
    expect([code, err]).toEqual([1, '0.0.0.0 can be reached by other machines: say --expose if that is meant\n']);
  });

  it('says one line when it is ready, and stops cleanly', async () => {
    const { child, ready, ended } = start('--cdk-out', cdkOut, '--data', scratchFolder(), '--port', '0');
    const url = await ready;
    expect(await (await fetch(`${url}/_local/clock`)).json()).toMatchObject({ virtual: false });
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, out: `ready ${url}\n`, err: '' });
  });

  it('loses nothing that was acknowledged when it is killed in the middle', async () => {
    const data = scratchFolder();
    const parameters = ['--cdk-out', cdkOut, '--data', data, '--virtual', '--start', '2026-03-02T09:00:00+08:00'];
    const accepted: string[] = [];
    for (const round of [1, 2, 3]) {
      const { child, ready, ended } = start(...parameters);
      const url = await ready;
      const books = Array.from({ length: 8 }, (_unused, index) => `book-${round}-${index}`);
      const lending = books.map(async (book) => {
        const answer = await fetch(`${url}/loans/${book}`, { method: 'POST', body: 'ada' });
        if (answer.status === 201) accepted.push(book);
      });
      await Promise.race(lending);
      setTimeout(() => child.kill('SIGKILL'), round * 60);
      await Promise.allSettled(lending);
      await ended;
    }
    const { child, ready, ended } = start(...parameters);
    const url = await ready;
    await fetch(`${url}/_local/clock`, { method: 'POST', body: JSON.stringify({ advanceSeconds: 3600 }) });
    const returned = await Promise.all(
      accepted.map(async (book) => (await fetch(`${url}/loans/${book}/return`, { method: 'POST' })).status),
    );
    expect(returned).toEqual(accepted.map(() => 200));
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});
