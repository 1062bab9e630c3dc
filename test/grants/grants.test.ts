// Least privilege, shown: nothing that is granted is superfluous, and nothing is missing. A grant is one action on one
// resource in a statement of a role. Fifteen are taken away in turn at every run, others at every commit; with
// JIESU_FULL=1 (npm run test:full) all of them, and the result is written to bench/results/grants.json. GRANTS=text takes
// those whose names have the text in them.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { exempt, type Removal, removalsOf } from './support/exempt.ts';
import { type Recording, record } from './support/recording.ts';
import { type Shown, show } from './support/removing.ts';
import { grantsOf, hashOf } from './support/template-grants.ts';

const root = join(import.meta.dirname, '../..');
const cdkOut = inject('cdkOut');
const grants = grantsOf(cdkOut);
const removals = removalsOf(grants);
const isFull = process.env['JIESU_FULL'] === '1';
const perRun = 15;
/** Stacks that run at once: more would only wait for each other on two cores. */
const atOnce = 2;

/** Another start at every commit, and from there in equal steps, so that every run sees most of the roles. */
const chosen = (): readonly Removal[] => {
  const named = process.env['GRANTS'];
  if (named !== undefined) return removals.filter(({ name }) => name.includes(named));
  if (isFull) return removals;
  const head = spawnSync('git', ['rev-parse', 'HEAD'], { cwd: root, encoding: 'utf8' }).stdout?.trim();
  const start = Number.parseInt((head || hashOf(grants)).slice(0, 8), 16);
  const step = Math.max(1, Math.floor(removals.length / perRun));
  return Array.from({ length: Math.min(perRun, removals.length) }, (_, index) => {
    const removal = removals[(start + index * step) % removals.length];
    if (removal === undefined) throw new RangeError('there is nothing to take away');
    return removal;
  });
};

const taken = chosen();
const outcomes = new Map<string, Promise<Awaited<ReturnType<typeof show>>>>();
let recording: Recording;

beforeAll(async () => {
  recording = await record();
  const queue = [...taken];
  const settle = new Map(taken.map(({ name }) => [name, Promise.withResolvers<Awaited<ReturnType<typeof show>>>()]));
  for (const [name, { promise }] of settle) {
    promise.catch(() => undefined);
    outcomes.set(name, promise);
  }
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { resolve, reject } = settle.get(next.name)!;
      await show(cdkOut, next, recording).then(resolve, reject);
    }
  };
  for (let worker = 0; worker < atOnce; worker += 1) void work();
});

describe('all journeys together', () => {
  it('are refused nothing and come to their ends: no grant is missing', () => {
    expect(recording.denials).toEqual([]);
    expect(recording.broken).toEqual([]);
  });

  it('use every grant: none is superfluous', () => {
    const isUsed = ({ key }: { key: string }): boolean => {
      const use = recording.uses.get(key);
      return use !== undefined && (use.atStart || use.journeys.length > 0);
    };
    expect(removals.filter((removal) => !removal.grants.some(isUsed)).map(({ name }) => name)).toEqual([]);
  });

  it('leave out only what is on the list, and the list has nothing that is not granted', () => {
    expect(Object.keys(exempt).filter((action) => !grants.some((grant) => grant.action === action))).toEqual([]);
    const left = grants.filter(({ action }) => exempt[action] !== undefined).map(({ action }) => action.split(':')[0]);
    expect([...new Set(left)].sort()).toEqual(['logs', 'xray']);
  });
});

describe(`without one of ${taken.length} grants of ${removals.length}`, () => {
  it.each(taken.map((removal) => [removal.name, removal] as const))(
    '%s a journey fails, and is told why',
    async (name, { grants: gone }) => {
      const { shown } = (await outcomes.get(name)) ?? {};
      expect(shown, 'nothing was refused').toBeDefined();
      for (const word of [gone[0]?.action, 'arn:aws:']) expect(shown?.refusal).toContain(word);
      if (shown?.journey !== undefined)
        expect(shown.refusal).toMatch(
          /^User: arn:aws:sts::\d+:assumed-role\/\S+ is not authorized to perform: \S+ on resource: arn:aws:\S+ because no identity-based policy allows the \S+ action$/,
        );
      expect(shown?.broken, `refused in “${shown?.journey}”, which reached its end all the same`).toBeDefined();
    },
  );
});

afterAll(async () => {
  if (!isFull) return;
  const results = await Promise.all(
    taken.map(async ({ name }) => {
      const outcome = await outcomes
        .get(name)
        ?.catch((error: unknown) => ({ shown: undefined, milliseconds: 0, error }));
      return { name, milliseconds: Math.round(outcome?.milliseconds ?? 0), ...shownAs(outcome?.shown) };
    }),
  );
  mkdirSync(join(root, 'bench/results'), { recursive: true });
  const left = grants.filter(({ action }) => exempt[action] !== undefined).length;
  const report = {
    date: new Date().toISOString().slice(0, 10),
    grantsHash: hashOf(grants),
    grants: grants.length,
    exempt: left,
    removals: removals.length,
    failedAsTheyShould: results.filter(({ broken }) => broken !== undefined).length,
    recordingSeconds: Math.round(recording.milliseconds / 1000),
    removalSeconds: Math.round(results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / atOnce / 1000),
    results,
  };
  writeFileSync(join(root, 'bench/results/grants.json'), `${JSON.stringify(report, null, 2)}\n`);
});

const shownAs = (shown: Shown | undefined) =>
  shown === undefined ? {} : { journey: shown.journey ?? 'none: the stack does not start', broken: shown.broken };
