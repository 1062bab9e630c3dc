// Every block of docs/integrators.md that says that it runs, run as it stands against a real Jiesu.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemKinds } from '#schemas/problem.ts';
import { webhookTypes } from '#schemas/webhooks.ts';
import { begin, type Running, root } from './support/command.ts';

const guide = readFileSync(join(root, 'docs', 'integrators.md'), 'utf8');
const data = mkdtempSync(join(tmpdir(), 'jiesu-guide-'));
let running: Running;
let environment: Record<string, string> = {};

beforeAll(async () => {
  running = await begin(data, '--no-feed');
  const [source] = running.endpoints().sources;
  environment = {
    API: running.url,
    SOURCE: source?.id ?? '',
    SECRET: source?.signingSecret ?? '',
    READ_KEY: source?.readKey ?? '',
    OPEN311_KEY: running.endpoints().sources.find(({ open311Key }) => open311Key !== undefined)?.open311Key ?? '',
  };
});
afterAll(async () => {
  await running.stop();
  rmSync(data, { recursive: true, force: true });
});

const sample = (name: string): { language: string; code: string } => {
  const [, language = '', code = ''] =
    new RegExp(`<!-- runs: ${name} -->\\n\`\`\`(\\w+)\\n([\\s\\S]*?)\`\`\``).exec(guide) ?? [];
  return { language, code };
};

const run = (name: string, more: Record<string, string> = {}): Promise<any> => {
  const { language, code } = sample(name);
  const [command, words] =
    language === 'sh' ? ['bash', ['-euc', code]] : [process.execPath, ['--input-type=module', '-e', code]];
  return new Promise((resolve, reject) => {
    execFile(
      command,
      words as string[],
      { env: { ...process.env, ...environment, ...more } },
      (fault, stdout, stderr) =>
        fault === null ? resolve(JSON.parse(stdout)) : reject(new Error(`${stdout}\n${stderr}`)),
    );
  });
};

describe("the integrator's guide", () => {
  it('posts with curl, posts again without a second case, and reads what became of it', async () => {
    const created = await run('post with curl');
    expect(created).toMatchObject({ caseNumber: expect.stringMatching(/^LJ-/), advice: { kind: expect.any(String) } });
    expect(await run('post with curl')).toMatchObject({ caseId: created.caseId });
    expect(await run('read with curl', { CASE_ID: created.caseId })).toMatchObject({
      caseId: created.caseId,
      timeline: expect.arrayContaining([expect.objectContaining({ event: 'Received' })]),
    });
  });

  it('posts with Node', async () => {
    expect(await run('post with Node')).toMatchObject({ status: 202, answer: { caseId: expect.any(String) } });
  });

  it('posts and reads by Open311', async () => {
    const [posted] = await run('post by Open311');
    expect(posted).toMatchObject({ service_notice: expect.stringContaining('LJ-'), account_id: null });
    expect(await run('post by Open311')).toMatchObject([{ service_request_id: posted.service_request_id }]);
    expect(await run('read by Open311', { CASE_ID: posted.service_request_id })).toMatchObject([
      { service_request_id: posted.service_request_id, address: '文昌路 12 号', description: null },
    ]);
  });

  it('tells every type of event and every problem that a program can meet', () => {
    const untold = [...webhookTypes, ...problemKinds].filter((name) => !guide.includes(`\`${name}\``));
    expect(untold).toEqual(['not-readable', 'no-such-page']);
  });
});
