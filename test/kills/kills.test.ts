// Durable: fifty cases are carried on by real processes that are killed at named places and at any moment, and every
// case ends as it does undisturbed. Twenty kills, other ones with every commit; with JIESU_FULL=1 two hundred, and what
// came of them is written to bench/results/kills.json. A run is repeated with KILL_SEED=<seed>.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { synthesize } from '#cli/synth.ts';
import { FailpointPlace } from '#local/failpoints.ts';
import { cases, followers } from './support/cases.ts';
import { isOnlyLater, mismatches } from './support/compare.ts';
import { killPlans } from './support/kill-plan.ts';
import { type Played, playThrough, playWithKills } from './support/killed-run.ts';

const full = process.env['JIESU_FULL'] === '1';
const root = join(import.meta.dirname, '..', '..');
const each = 20;
const runs = full ? 10 : 1;

const head = (): string => {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'no commit';
  }
};
const seed = process.env['KILL_SEED'] ?? head();

const folder = mkdtempSync(join(tmpdir(), 'jiesu-kills-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let cdkOut: string;
let undisturbed: Promise<Played>;
let made = 0;
const place = () => {
  made += 1;
  const cache = join(folder, 'compiled');
  // One worker a function halves what a new process has to start; at full length there are as many as usual.
  return { cdkOut, cache, data: join(folder, String(made)), seed: 'kills', concurrency: full ? 2 : 1 };
};
beforeAll(async () => {
  cdkOut = await synthesize(process.env['JOURNEY_CITY'] ?? 'linjiang', new AbortController().signal);
  // Beside the first run with kills: there are two cores.
  undisturbed = playThrough(place());
  undisturbed.catch(() => undefined);
});

describe('fifty cases', () => {
  it(`end in the same state, with nothing lost, when ${runs * each} processes are killed on their way`, async () => {
    const begun = performance.now();
    const kills: string[] = [];
    const found: string[] = [];
    for (const [index, plan] of killPlans(seed, runs, each).entries()) {
      const where = place();
      const killed = await playWithKills(where, plan);
      rmSync(where.data, { recursive: true, force: true });
      expect(killed.kills.length).toBeGreaterThanOrEqual(each);
      kills.push(...killed.kills);
      const wrong = mismatches(await undisturbed, killed, followers);
      found.push(...wrong.map((one) => `run ${index + 1} of seed ${seed}: ${one}`));
    }
    const seconds = Math.round((performance.now() - begun) / 1000);
    console.info(`${kills.length} kills in ${seconds} s, seed ${seed}: ${found.length} mismatches`);
    if (full) {
      keepResult({ kills, facts: (await undisturbed).state.facts.size, mismatches: found.length, seconds });
      expect(FailpointPlace.options.filter((one) => !kills.some((kill) => kill.startsWith(one)))).toEqual([]);
    }
    expect(found).toEqual([]);
  });

  it('are carried to where each is meant to go when nothing disturbs them', async () => {
    expect(cases).toHaveLength(50);
    const played = await undisturbed;
    expect(mismatches(played, played, followers)).toEqual([]);
    const statuses = [...played.state.facts]
      .filter(([key]) => key.startsWith('execution '))
      .map(([, text]) => text.split('\n')[0]);
    expect(new Set(statuses)).toEqual(new Set(['SUCCEEDED', 'RUNNING']));
    expect(played.acknowledged.length).toBeGreaterThan(200);
  });
});

describe('the comparison', () => {
  it('takes a fact for later only when it is moved by redeliveries of the queue', () => {
    const at = (minute: string) => `{"at":"2026-03-02T06:${minute}.000Z","timeoutSeconds":79201}`;
    expect(isOnlyLater(at('00:00'), at('02:00'))).toBe(true);
    expect(isOnlyLater(at('00:00'), at('00:15'))).toBe(false);
    expect(isOnlyLater(at('00:00'), at('08:00'))).toBe(false);
    expect(isOnlyLater(at('00:00'), at('02:00').replace('at', 'on'))).toBe(false);
  });
});

const keepResult = (result: { kills: readonly string[]; facts: number; mismatches: number; seconds: number }): void => {
  const byPlace: Record<string, number> = {};
  for (const kill of [...result.kills].sort()) byPlace[kill] = (byPlace[kill] ?? 0) + 1;
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const kept = {
    date: new Date().toISOString().slice(0, 10),
    versions: { jiesu: version, node: process.versions.node, sqlite: process.versions['sqlite'] },
    seed,
    cases: cases.length,
    facts: result.facts,
    runs,
    kills: result.kills.length,
    mismatches: result.mismatches,
    seconds: result.seconds,
    killsByPlace: byPlace,
  };
  mkdirSync(join(root, 'bench', 'results'), { recursive: true });
  writeFileSync(join(root, 'bench', 'results', 'kills.json'), `${JSON.stringify(kept, null, 2)}\n`);
};
