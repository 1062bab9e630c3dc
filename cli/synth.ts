// The template, synthesized only when something it is made from has changed. Each result lies in a folder named by the
// hash of its sources, so that a running stack keeps its bundles while the next one is made.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CommandError, during } from './terminal.ts';

export const projectRoot = join(import.meta.dirname, '..');

const shelf = join(projectRoot, '.jiesu', 'synthesized');
const keptResults = 4;

/** What the template and the bundles are made from. */
const sourcesOfSynth = [
  'infra/**/*.ts',
  'functions/**/*.ts',
  'schemas/**/*.ts',
  'workflows/**/*.json',
  'cities/*.ts',
  'cities/check/**/*.ts',
  'tsconfig.json',
  'package.json',
  'package-lock.json',
];

const hashOfSources = (city: string): string => {
  const hash = createHash('sha256').update(`city=${city}\n`);
  for (const file of globSync([...sourcesOfSynth, `cities/${city}/**/*.{yaml,json,model}`], {
    cwd: projectRoot,
  }).sort()) {
    hash.update(`${file}\n`).update(readFileSync(join(projectRoot, file)));
  }
  return hash.digest('hex').slice(0, 16);
};

const folderOf = (city: string): string => join(shelf, `${city}-${hashOfSources(city)}`);

/** True when the template of this city needs not be made anew. */
export const isSynthesized = (city: string): boolean => existsSync(folderOf(city));

/** The cdk.out folder of this city. @throws CommandError with what the app said. */
export const synthesize = async (city: string, signal: AbortSignal): Promise<string> => {
  const folder = folderOf(city);
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  try {
    await during('Synthesizing the template', runApp(unfinished, city, signal));
    // Two at once make the same: whoever is first stands.
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  forgetOld();
  return folder;
};

/** The app as `cdk synth` runs it. CloudFormation's own rules are checked by the tests, not at every start. */
const runApp = (folder: string, city: string, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['infra/app.ts'], {
      cwd: projectRoot,
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      env: {
        ...process.env,
        CDK_OUTDIR: folder,
        CDK_CONTEXT_JSON: JSON.stringify({ city }),
        CDK_VALIDATION: 'false',
        NO_COLOR: '1',
      },
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (part: Buffer) => {
        said += part.toString('utf8');
      });
    }
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new CommandError(`The template could not be synthesized:\n${said.trim()}`));
    });
  });

const forgetOld = (): void => {
  const byAge = readdirSync(shelf)
    .map((name) => ({ path: join(shelf, name), at: statSync(join(shelf, name)).mtimeMs }))
    .sort((one, other) => other.at - one.at);
  for (const { path } of byAge.slice(keptResults)) rmSync(path, { recursive: true, force: true });
};
