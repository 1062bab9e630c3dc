// What happens before `npm start` and `npm test` on a machine that has nothing yet. npm is played by a small script.
import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

let house = '';
const inHouse = (...path: string[]): string => join(house, ...path);

beforeEach(() => {
  house = mkdtempSync(join(tmpdir(), 'jiesu-ready-'));
  mkdirSync(inHouse('cli'));
  copyFileSync(join(import.meta.dirname, '../../cli/ready.mjs'), inHouse('cli', 'ready.mjs'));
  writeFileSync(inHouse('package.json'), '{"engines":{"node":">=24"}}');
  writeFileSync(inHouse('package-lock.json'), '{}');
});
afterEach(() => rmSync(house, { recursive: true, force: true }));

const npmThat = (script: string): string => {
  writeFileSync(
    inHouse('npm.cjs'),
    `const fs = require('node:fs');\nfs.appendFileSync('asked', process.argv.slice(2).join(' '));\n${script}`,
  );
  return inHouse('npm.cjs');
};

const installs = (nodeVersion: string): string => `
  fs.mkdirSync('node_modules/.bin', { recursive: true });
  fs.writeFileSync('node_modules/.package-lock.json', '{}');
  fs.writeFileSync('node_modules/.bin/node', '#!/bin/sh\\necho ${nodeVersion}\\n', { mode: 0o755 });
`;

const makeReady = (npm: string): Promise<{ code: number; said: string }> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [inHouse('cli', 'ready.mjs')],
      { cwd: house, env: { ...process.env, npm_execpath: npm } },
      (fault, stdout, stderr) => resolve({ code: fault === null ? 0 : 1, said: stdout + stderr }),
    );
  });

describe('a fresh clone', () => {
  it('is installed by npm ci, and says so', async () => {
    const { code, said } = await makeReady(npmThat(installs('v24.21.0')));
    expect(code).toBe(0);
    expect(said).toMatch(/Installing packages \(npm ci\)[\s\S]*Packages installed in \d+ s\./);
    expect(readFileSync(inHouse('asked'), 'utf8')).toMatch(/^ci /);
  });

  it('is left alone once it is installed, until the lock is newer', async () => {
    const npm = npmThat(installs('v24.21.0'));
    await makeReady(npm);
    rmSync(inHouse('asked'));
    expect(await makeReady(npm)).toEqual({ code: 0, said: '' });
    expect(existsSync(inHouse('asked'))).toBe(false);
    const later = new Date(Date.now() + 10_000);
    utimesSync(inHouse('package-lock.json'), later, later);
    await makeReady(npm);
    expect(existsSync(inHouse('asked'))).toBe(true);
  });

  it.each([
    ['getaddrinfo ENOTFOUND registry', /registry could not be reached\. Connect to the network/],
    ['ENOSPC: no space left', /disk is full/],
    ['EACCES: permission denied', /cannot be written to/],
    ['something else', /See the lines above/],
  ])('says what to do when npm says %s', async (complaint, advice) => {
    const { code, said } = await makeReady(
      npmThat(`process.stderr.write(${JSON.stringify(complaint)}); process.exit(1);`),
    );
    expect(code).toBe(1);
    expect(said).toContain(complaint);
    expect(said).toMatch(advice);
  });

  it('says what to do when install scripts are switched off and Node is an empty folder', async () => {
    const { code, said } = await makeReady(
      npmThat(`fs.mkdirSync('node_modules'); fs.writeFileSync('node_modules/.package-lock.json', '{}');`),
    );
    expect(code).toBe(1);
    expect(said).toMatch(/npm rebuild node/);
  });

  it('does not go on with a Node that is too old', async () => {
    const { code, said } = await makeReady(npmThat(installs('v20.1.0')));
    expect(code).toBe(1);
    expect(said).toMatch(/Node 24 of the project is missing .*v20\.1\.0/);
  });
});

it('scripts of npm run on the Node of the project', () => {
  expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
});
