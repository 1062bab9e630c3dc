// `jiesu simulate`: a month of a made-up town in minutes, on virtual time, the same for the same seed.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { CityPackError } from '#cities/city-pack-error.ts';
import { loadPack } from '#cities/load-pack.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { discoverEndpoints, writeEndpoints } from '../endpoints.ts';
import { chanceOf } from '../simulate/chance.ts';
import { planCalls } from '../simulate/plan-calls.ts';
import { play } from '../simulate/play.ts';
import { readMachinery } from '../simulate/read-machinery.ts';
import { readRecord } from '../simulate/read-record.ts';
import { isWell, type Summary, summaryText, sumUp } from '../simulate/sum-up.ts';
import { openTown } from '../simulate/town.ts';
import { readTraffic } from '../simulate/traffic-file.ts';
import { startStackProcess } from '../stack-process.ts';
import { projectRoot, synthesize } from '../synth.ts';
import { CommandError, print, printJson, progressBar, say, UsageError } from '../terminal.ts';

const usage = `usage: jiesu simulate [options]
  --days N        how many days (30)
  --cases N       how many calls in that time (1000)
  --seed N        the same seed plays the same month, to the last id (1)
  --city NAME     folder in cities/ with a sample/traffic.yaml (linjiang)
  --start ISO     where time begins (2026-03-02T00:00:00+08:00)
  --data DIR      keeps everything in this new folder; without it a temporary one is used and removed
  --json          the summary as JSON

Starts a stack of its own on virtual time with one worker, and posts, opens and answers as people would. The summary
ends with a hash over every commit, task and message. Exit code 1 when a figure is not 0 that should be.`;

const dayMs = 86_400_000;

const readOptions = (words: string[]) => {
  const { values } = parseArgs({
    args: words,
    options: {
      days: { type: 'string', default: '30' },
      cases: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      city: { type: 'string', default: 'linjiang' },
      start: { type: 'string', default: '2026-03-02T00:00:00+08:00' },
      data: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const start = Date.parse(values.start);
  if (Number.isNaN(start)) throw new UsageError('--start must be an instant such as 2026-03-02T00:00:00+08:00.');
  return {
    ...values,
    start,
    days: wholeNumber('--days', values.days, 1, 366),
    cases: wholeNumber('--cases', values.cases, 1, 100_000),
    seed: wholeNumber('--seed', values.seed, 0, Number.MAX_SAFE_INTEGER),
  };
};

const wholeNumber = (name: string, text: string, least: number, most: number): number => {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new UsageError(`${name} must be a whole number from ${least} to ${most}.`);
  return number;
};

const run = async (words: string[]): Promise<number> => {
  const options = readOptions(words);
  const folder = folderFor(options.data);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  try {
    const summary = await simulate(options, folder, stopping.signal);
    if (options.json) printJson(summary);
    else print(summaryText(summary));
    return isWell(summary) ? 0 : 1;
  } catch (fault) {
    if (!stopping.signal.aborted) throw fault;
    say('Stopped.');
    return 1;
  } finally {
    stopping.abort();
    if (options.data === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};

/** A run that goes on where another one stopped would not be the same. */
const folderFor = (data: string | undefined): string => {
  if (data === undefined) return mkdtempSync(join(tmpdir(), 'jiesu-simulate-'));
  const folder = resolve(data);
  if (existsSync(join(folder, 'stack.sqlite')))
    throw new CommandError(`${folder} holds a town already. Name a new folder.`);
  mkdirSync(folder, { recursive: true });
  return folder;
};

const simulate = async (
  options: ReturnType<typeof readOptions>,
  folder: string,
  signal: AbortSignal,
): Promise<Summary> => {
  const { city, seed, days, cases, start } = options;
  const pack = readPack(city);
  const traffic = readTraffic(join(projectRoot, 'cities', city, 'sample', 'traffic.yaml'));
  const chance = chanceOf(`${city} ${seed}`);
  const calls = planCalls({ traffic, pack, chance: chance.of('calls'), start, days, cases });
  const stack = await startStackProcess(wordsForStack(options, await synthesize(city, signal), folder), signal);
  try {
    const endpoints = await discoverEndpoints(stack.url, new Map());
    writeEndpoints(folder, endpoints);
    const begun = performance.now();
    const end = start + days * dayMs;
    const onTime = progressOf(start, days, options.json);
    const town = await openTown(endpoints);
    const played = await play({ town, traffic, pack, chance: chance.of('people'), calls, end, onTime });
    const wallMs = performance.now() - begun;
    const record = await readRecord(endpoints);
    const machinery = await readMachinery(endpoints);
    return sumUp({ city, seed, days, from: start, to: end, wallMs }, played, record, machinery);
  } finally {
    stack.stop();
    await stack.ended;
  }
};

const readPack = (city: string): CityPack => {
  try {
    return loadPack(join(projectRoot, 'cities', city));
  } catch (fault) {
    if (fault instanceof CityPackError) throw new CommandError(fault.message);
    throw fault;
  }
};

const wordsForStack = ({ seed, start }: { seed: number; start: number }, cdkOut: string, folder: string): string[] => [
  ...['--cdk-out', cdkOut, '--data', folder, '--port', '0', '--virtual', '--start', new Date(start).toISOString()],
  ...['--seed', `simulate ${seed}`, '--concurrency', '1', '--fleeting'],
  ...['--parameter', 'SmsGatewayUrl={url}/_local/sinks/sms', '--parameter', 'OutboundPrivateHosts=127.0.0.1'],
];

/** A bar on a terminal, else a line now and then. */
const progressOf = (start: number, days: number, quiet: boolean): ((now: number) => void) => {
  const bar = progressBar('Simulating', days);
  const begun = performance.now();
  const step = Math.max(1, Math.ceil(days / 10));
  let told = 0;
  return (now) => {
    const day = Math.floor((now - start) / dayMs);
    bar.update(day);
    if (day === days) bar.end();
    if (quiet || day < told + step) return;
    told = day;
    say(`day ${day} of ${days}: ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  };
};

export const simulateTown = { run, usage };
