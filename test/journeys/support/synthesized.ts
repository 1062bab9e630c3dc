// The real template, synthesized once for all journeys of a run.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

const root = join(import.meta.dirname, '../../..');

declare module 'vitest' {
  export interface ProvidedContext {
    cdkOut: string;
  }
}

/** Synthesizes into `folder`; context values as `cdk synth -c` takes them. @throws Error with what the app said. */
export const synthesize = (folder: string, context: Record<string, string> = {}): string => {
  mkdirSync(folder, { recursive: true });
  const run = spawnSync(process.execPath, ['infra/app.ts'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, CDK_OUTDIR: folder, CDK_CONTEXT_JSON: JSON.stringify(context) },
  });
  if (run.status !== 0) throw new Error(`synth failed:\n${run.stdout}\n${run.stderr}`);
  return folder;
};

export const setup = ({ provide }: TestProject): void => {
  const city = process.env['JOURNEY_CITY'];
  provide('cdkOut', synthesize(join(root, '.jiesu', 'journeys.cdk.out'), city === undefined ? {} : { city }));
};
