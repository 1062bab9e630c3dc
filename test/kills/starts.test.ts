// Processes that end while they start, or whose parent does: the next one goes on.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { scratchFolder } from '../local/runtime/library.ts';
import { writtenApp } from '../local/runtime/written-app.ts';

const root = join(import.meta.dirname, '..', '..');
const running = new Set<ChildProcess>();
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

const start = (words: readonly string[], environment: Record<string, string> = {}) => {
  const child = spawn(process.execPath, words, { cwd: root, env: { ...process.env, ...environment } });
  running.add(child);
  let said = '';
  child.stderr.on('data', (part) => {
    said += part;
  });
  const ended = new Promise<{ code: number | null; signal: string | null; said: string }>((resolve) =>
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code, signal, said });
    }),
  );
  const ready = new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (part) => {
      text += part;
      const url = /^ready (\S+)$/m.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
    ended.then(() => reject(new Error(said)));
  });
  ready.catch(() => undefined);
  return { child, ended, ready };
};

const queue = { Q: { Type: 'AWS::SQS::Queue' } };
const wordsFor = (data: string) => ['local/main.ts', '--cdk-out', writtenApp(queue), '--data', data];

describe('a start that is cut off', () => {
  it.each(['data-file-being-made', 'storage-opened', 'tables-prepared', 'sources-started', 'recovery-begun'])(
    'at %s is followed by one that goes well',
    async (place) => {
      const data = scratchFolder();
      const first = start(wordsFor(data), { STACK_FAILPOINT: place });
      expect(await first.ended).toEqual({ code: null, signal: 'SIGKILL', said: `failpoint ${place}\n` });
      const second = start(wordsFor(data));
      expect(await (await fetch(`${await second.ready}/_local/idle`)).json()).toMatchObject({ idle: true });
      second.child.kill('SIGTERM');
      expect((await second.ended).code).toBe(0);
    },
  );

  it('is not cut off at a place that there is not', async () => {
    const { code, said } = await start(wordsFor(scratchFolder()), { STACK_FAILPOINT: 'nowhere:1' }).ended;
    expect([code, said]).toEqual([2, 'STACK_FAILPOINT must be PLACE:NTH with a place of local/failpoints.ts\n']);
  });
});

describe('places to end at', () => {
  it('are listed, armed and disarmed at /_local/failpoints', async () => {
    const { ready, ended } = start(wordsFor(scratchFolder()));
    const url = `${await ready}/_local/failpoints`;
    const post = (body: object) => fetch(url, { method: 'POST', body: JSON.stringify(body) });
    expect(await (await fetch(url)).json()).toMatchObject({
      armed: null,
      places: expect.arrayContaining(['after-commit']),
    });
    expect((await post({ place: 'nowhere', nth: 1 })).status).toBe(400);
    expect(await (await post({ place: 'after-commit', nth: 9 })).json()).toMatchObject({ armed: { nth: 9 } });
    expect(await (await fetch(url, { method: 'DELETE' })).json()).toMatchObject({ armed: null });
    await post({ place: 'after-commit', nth: 2 });
    const send = () =>
      fetch(new URL('/_local/sinks/sms', url), { method: 'POST', body: '{"to":"13800000000","text":"x"}' });
    expect((await send()).status).toBe(200);
    await expect(send()).rejects.toThrow();
    expect(await ended).toMatchObject({ signal: 'SIGKILL', said: 'failpoint after-commit\n' });
  });
});

describe('a damaged or foreign data file', () => {
  it('keeps the process from starting, with one sentence', async () => {
    const data = scratchFolder();
    const file = join(data, 'stack.sqlite');
    writeFileSync(file, 'Dear diary');
    const { code, said } = await start(wordsFor(data)).ended;
    expect([code, said]).toEqual([1, `${file} is not a data file of this program; it was left untouched\n`]);
    expect(readFileSync(file, 'utf8')).toBe('Dear diary');
  });
});

describe('a process whose parent is killed', () => {
  it('ends too: nothing of `jiesu dev` outlives it', async () => {
    const words = ['cli/jiesu.ts', 'dev', '--port', '0', '--virtual', '--no-feed', '--data', scratchFolder()];
    const { child, ready, ended } = start(words);
    const url = await ready;
    child.kill('SIGKILL');
    // The pipes close when the last process that holds them has ended.
    await ended;
    await expect(fetch(url)).rejects.toThrow();
  }, 60_000);
});
