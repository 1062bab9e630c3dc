// The library app on the stack, for tests: synthesized once a file, started as often as a test needs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { isObject, type JsonObject } from '#local/json.ts';
import type { StackOptions } from '#local/options.ts';
import type { Stack } from '#local/stack.ts';
import { startStack } from '#local/start-stack.ts';
import { type LibraryOptions, synthesizeLibrary } from './fixture/app.ts';

const folders: string[] = [];
// What a file opens at its beginning and never closes may still write while it is taken away.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stack-'));
  folders.push(folder);
  return folder;
}

export function synthesized(options: Omit<LibraryOptions, 'outdir'> = {}): string {
  return synthesizeLibrary({ ...options, outdir: join(scratchFolder(), 'cdk.out') });
}

export const monday = '2026-03-02T01:00:00.000Z';
export const rootKeys = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };

type Counts = { invocations: number; errors: number; logBytes: number };

export type Library = Stack & {
  faults: unknown[];
  lend(book: string, reader?: string): Promise<Response>;
  /** Calls the control interface; the answer's JSON. */
  local(path: string, body?: unknown, method?: string): Promise<JsonObject>;
  invocations(): Promise<Record<string, Counts>>;
};

export async function openLibrary(options: Partial<StackOptions> & { cdkOut: string }): Promise<Library> {
  const faults: unknown[] = [];
  const stack = await startStack({
    dataDirectory: scratchFolder(),
    virtual: true,
    start: Date.parse(monday),
    onFault: (error) => faults.push(error),
    ...options,
  });
  const local: Library['local'] = async (path, body, method = body === undefined ? 'GET' : 'POST') => {
    const answer = await fetch(`${stack.url}/_local/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const value = await answer.json();
    return isObject(value) ? value : { list: value };
  };
  return {
    ...stack,
    faults,
    local,
    lend: (book, reader = 'ada') => fetch(`${stack.url}/loans/${book}`, { method: 'POST', body: reader }),
    invocations: async () => {
      const counts = await (await fetch(`${stack.url}/_local/invocations`)).json();
      return Object.fromEntries(
        Object.entries(counts as Record<string, Counts>).map(([name, count]) => [name.replace('library-', ''), count]),
      );
    },
  };
}
