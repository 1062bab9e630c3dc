// Lint, types and dead code are tests like any other: one command, one summary, nothing hidden behind the first failure.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Runs a tool of the project and answers what it complains about; an empty answer is a clean bill. */
const complaintsOf = (tool: string, ...words: string[]): Promise<string> =>
  new Promise((resolve) => {
    const command = join(root, 'node_modules', '.bin', tool);
    execFile(command, words, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 }, (fault, stdout, stderr) => {
      resolve(fault === null ? '' : `${tool} ${words.join(' ')}\n${stdout}\n${stderr}`);
    });
  });

it('is formatted and follows the rules of style', async () => {
  expect(await complaintsOf('biome', 'check', '--error-on-warnings', '--max-diagnostics=60', '.')).toBe('');
});

it('has types that fit everywhere', async () => {
  expect(await complaintsOf('tsc', '--noEmit', '--pretty', 'false')).toBe('');
});

it('has no dead code and no package that nobody uses', async () => {
  expect(await complaintsOf('knip', '--no-progress')).toBe('');
});
