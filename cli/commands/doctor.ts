// `jiesu doctor`: looks at everything that `npm start` needs and says what to do about what is missing.
import { accessSync, constants, existsSync, globSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { loadPack } from '#cities/load-pack.ts';
import { defaultData } from '../endpoints.ts';
import { isSynthesized, projectRoot } from '../synth.ts';
import { print, printJson } from '../terminal.ts';
import { isFree } from './dev.ts';

const usage = `usage: jiesu doctor [--data DIR] [--port N] [--json]
Exit code 1 when something stands in the way.`;

type Finding = { what: string; state: 'fine' | 'note' | 'bad'; detail: string };

const run = async (words: string[]): Promise<number> => {
  const { values } = parseArgs({
    args: words,
    options: {
      data: { type: 'string', default: defaultData },
      port: { type: 'string', default: '8080' },
      json: { type: 'boolean', default: false },
    },
  });
  const findings = [
    checkNode(),
    checkPackages(),
    ...checkPacks(),
    checkSynth(),
    checkData(values.data),
    await checkPort(Number(values.port)),
    await checkRunning(values.data),
  ];
  if (values.json) printJson(findings);
  else for (const { what, state, detail } of findings) print(`${signs[state]} ${what.padEnd(16)} ${detail}`);
  return findings.some(({ state }) => state === 'bad') ? 1 : 0;
};

const signs = { fine: '✓', note: '·', bad: '✗' } as const;

const PackageSchema = z.object({ engines: z.object({ node: z.string() }) });

const checkNode = (): Finding => {
  const { engines } = PackageSchema.parse(JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')));
  const wanted = Number(/\d+/.exec(engines.node)?.[0]);
  const fits = Number(process.versions.node.split('.')[0]) >= wanted;
  return fits
    ? { what: 'Node', state: 'fine', detail: process.version }
    : {
        what: 'Node',
        state: 'bad',
        detail: `${process.version} is too old: run this by \`npm run jiesu -- doctor\`, which takes the project's own Node ${wanted}`,
      };
};

const checkPackages = (): Finding => {
  const installed = join(projectRoot, 'node_modules', '.package-lock.json');
  const wanted = join(projectRoot, 'package-lock.json');
  const fits = existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;
  return fits
    ? { what: 'packages', state: 'fine', detail: 'as the lock wants them' }
    : { what: 'packages', state: 'bad', detail: 'older than package-lock.json: run `npm ci`' };
};

const checkPacks = (): Finding[] =>
  globSync('cities/*/city.yaml', { cwd: projectRoot }).map((file) => {
    const what = `city ${dirname(file).split(/[\\/]/).at(-1)}`;
    try {
      const pack = loadPack(join(projectRoot, dirname(file)));
      return {
        what,
        state: 'fine',
        detail: `${pack.departments.units.length} units, ${pack.catalogue.leaves.length} categories`,
      };
    } catch (fault) {
      return { what, state: 'bad', detail: fault instanceof Error ? fault.message : String(fault) };
    }
  });

const checkSynth = (): Finding =>
  isSynthesized('linjiang')
    ? { what: 'template', state: 'fine', detail: 'synthesized from the sources as they are' }
    : {
        what: 'template',
        state: 'note',
        detail: 'older than its sources, or not there: the next `npm start` makes it',
      };

const checkData = (data: string): Finding => {
  try {
    mkdirSync(data, { recursive: true });
    accessSync(data, constants.W_OK);
    return { what: 'data folder', state: 'fine', detail: data };
  } catch {
    return { what: 'data folder', state: 'bad', detail: `${data} cannot be written to: choose another with --data` };
  }
};

const checkPort = async (port: number): Promise<Finding> =>
  (await isFree(port, '127.0.0.1'))
    ? { what: 'port', state: 'fine', detail: `${port} is free` }
    : { what: 'port', state: 'note', detail: `${port} is taken: \`npm start\` takes another by itself` };

const checkRunning = async (data: string): Promise<Finding> => {
  const file = join(data, 'endpoints.json');
  if (!existsSync(file)) return { what: 'running', state: 'note', detail: 'nothing was started here yet' };
  const { api } = z.object({ api: z.url() }).parse(JSON.parse(readFileSync(file, 'utf8')));
  try {
    await fetch(`${api}/_local/clock`, { signal: AbortSignal.timeout(2000) });
    return { what: 'running', state: 'fine', detail: api };
  } catch {
    return { what: 'running', state: 'note', detail: `nobody answers at ${api}: \`npm start\` goes on from its data` };
  }
};

export const doctor = { run, usage };
