import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, it } from 'vitest';
import { openLibrary, scratchFolder, synthesized } from './library.ts';
import { inlineFunction, role, writtenApp } from './written-app.ts';

let cdkOut: string;
beforeAll(() => {
  cdkOut = synthesized();
});

/** Everything that is on disk, table by table; only the port may differ from run to run. */
function everythingIn(dataDirectory: string, origin: string): Record<string, string[]> {
  const db = new DatabaseSync(join(dataDirectory, 'stack.sqlite'), { readOnly: true });
  const names = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  const rows = names.map(({ name }) => {
    const all = db.prepare(`SELECT * FROM "${name}"`).all();
    return [String(name), all.map((row) => JSON.stringify(row).replaceAll(origin, '{origin}'))] as const;
  });
  db.close();
  return Object.fromEntries(rows);
}

/** A week of the library: books are lent, some come back, one function fails for a while, reminders go out together. */
async function week(seed: string, dataDirectory = scratchFolder()): Promise<Record<string, string[]>> {
  const library = await openLibrary({ cdkOut, dataDirectory, seed, concurrency: 1, durable: false });
  await library.local('faults', { function: 'announce', fault: 'error-after', every: 5 });
  for (let book = 0; book < 12; book += 1) {
    await library.lend(`book-${book}`, `reader-${book % 5}`);
    await library.idle();
  }
  await fetch(`${library.url}/loans/book-3/return`, { method: 'POST' });
  await library.local('clock', { advanceSeconds: 15 * 86_400 });
  await library.stop();
  return everythingIn(dataDirectory, library.url);
}

describe('a seeded run on virtual time with one worker', () => {
  it('leaves the same data file every time: ids, tokens, order and all', async () => {
    const first = await week('one');
    expect(await week('one')).toEqual(first);
    expect(Object.values(first).flat().length).toBeGreaterThan(100);
    expect(await week('two')).not.toEqual(first);
  });

  it('makes up other ids when it goes on in the same folder', async () => {
    const folder = scratchFolder();
    const before = await week('one', folder);
    const after = await week('one', folder);
    // An execution is named after the message that asked for it: a name that comes again starts nothing.
    const executions = (all: Record<string, string[]>) => all['sfn_executions']?.length ?? 0;
    expect(executions(before)).toBeGreaterThanOrEqual(12);
    expect(executions(after)).toBe(2 * executions(before));
  });

  it('hands functions the same chance for the same seed', async () => {
    const code = `
      const crypto = require('node:crypto');
      exports.handler = async () => [
        Math.random(), crypto.randomUUID(), crypto.randomBytes(8).toString('hex'), crypto.randomInt(1000),
        globalThis.crypto.randomUUID(), globalThis.crypto.getRandomValues(new Uint8Array(4)).join(),
      ];`;
    const app = writtenApp({ Role: role(), F: inlineFunction(code, { FunctionName: 'dice' }) });
    const throws = async (seed: string): Promise<unknown[]> => {
      const stack = await openLibrary({ cdkOut: app, seed, concurrency: 1 });
      const authorization =
        'AWS4-HMAC-SHA256 Credential=local/20260302/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0';
      const answers: unknown[] = [];
      for (let count = 0; count < 2; count += 1) {
        const dice = `${stack.url}/2015-03-31/functions/dice/invocations`;
        answers.push(await (await fetch(dice, { method: 'POST', headers: { authorization }, body: '{}' })).json());
      }
      await stack.stop();
      return answers;
    };
    const first = await throws('one');
    expect(await throws('one')).toEqual(first);
    expect(first[1]).not.toEqual(first[0]);
    expect(await throws('two')).not.toEqual(first);
  });
});
