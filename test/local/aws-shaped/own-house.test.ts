// The stack taken out of this project: its folder alone, beside the two packages that it uses, runs an app that is
// none of this product's.
import { spawn } from 'node:child_process';
import { cpSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { scratchFolder, synthesized } from '../runtime/library.ts';

const project = join(import.meta.dirname, '../../..');

it('runs a CDK app from a folder that holds nothing else of this project', async () => {
  const house = scratchFolder();
  cpSync(join(project, 'local'), join(house, 'local'), { recursive: true });
  writeFileSync(join(house, 'package.json'), '{"type":"module"}');
  mkdirSync(join(house, 'node_modules'));
  for (const name of ['jsonata', 'zod'])
    symlinkSync(join(project, 'node_modules', name), join(house, 'node_modules', name));
  const child = spawn(
    process.execPath,
    ['local/main.ts', '--cdk-out', synthesized(), '--data', join(house, 'data'), '--virtual'],
    { cwd: house, env: { PATH: process.env.PATH } },
  );
  try {
    let err = '';
    child.stderr.on('data', (chunk) => {
      err += chunk;
    });
    const url = await new Promise<string>((resolve, reject) => {
      let out = '';
      child.stdout.on('data', (chunk) => {
        out += chunk;
        const found = /^ready (\S+)$/m.exec(out)?.[1];
        if (found !== undefined) resolve(found);
      });
      child.on('close', () => reject(new Error(err)));
    });
    expect((await fetch(`${url}/loans/ulysses`, { method: 'POST', body: 'ada' })).status).toBe(201);
  } finally {
    child.kill('SIGKILL');
  }
});

it('knows no word of a hotline', () => {
  const told = globSync('local/**/*.{ts,md}', { cwd: project }).filter((file) =>
    /hotline|jiesu|12345|citizen|接诉/i.test(readFileSync(join(project, file), 'utf8').replaceAll('0123456789', '')),
  );
  expect(told).toEqual([]);
});
