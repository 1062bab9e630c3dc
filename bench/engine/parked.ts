// What a transition costs beside a thousand executions that wait for an answer, and beside a million; and how long a
// start takes with them. `node bench/engine/parked.ts [--parked N] [--transitions N] [--out FILE]`.
// One execution is parked by the engine itself; the others are copies of its rows under their own names.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { perExecution } from '#local/states/store/schema.ts';
import { openEngine } from './open-engine.ts';

const { values } = parseArgs({
  options: {
    parked: { type: 'string', default: '1000000' },
    workflows: { type: 'string', default: '300' },
    rounds: { type: 'string', default: '5' },
    out: { type: 'string' },
  },
});
const few = 1000;
const many = Number(values.parked);
const workflows = Number(values.workflows);

/** Copies execution 1, which waits, until there are `count`. Batches keep the log of the database small. */
const park = (db: DatabaseSync, count: number): void => {
  const batch = 50_000;
  for (let from = 2; from <= count; from += batch) {
    const to = Math.min(count, from + batch - 1);
    const numbers = `WITH RECURSIVE n(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM n WHERE i < ${to})`;
    const shift = `(i - 1) * ${perExecution}`;
    db.exec(`BEGIN;
      ${numbers} INSERT INTO sfn_executions SELECT i, machine, 'parked-' || i, status, definition, role, started, due, stopped, redrives, redriven, error, cause, input, output FROM n, sfn_executions WHERE id = 1;
      ${numbers} INSERT INTO sfn_frames SELECT f.id + ${shift}, busy, body, input, variables, data FROM n, sfn_frames f WHERE f.id BETWEEN ${perExecution} AND ${2 * perExecution - 1};
      ${numbers} INSERT INTO sfn_history SELECT h.id + ${shift}, first, events FROM n, sfn_history h WHERE h.id BETWEEN ${perExecution} AND ${2 * perExecution - 1};
      ${numbers} INSERT INTO sfn_timers SELECT due + i, i, frame, kind FROM n, sfn_timers t WHERE t.execution = 1;
      COMMIT;`);
  }
};

/** Microseconds of CPU and of time for one six-step workflow, one after the other. */
const measure = async (engine: Awaited<ReturnType<typeof openEngine>>, label: string) => {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  for (let at = 0; at < workflows; at += 1) await engine.runThrough(`${label}-${at}`);
  const cpu = process.cpuUsage(cpuBefore);
  return { us: ((performance.now() - began) * 1000) / workflows, cpuUs: (cpu.user + cpu.system) / workflows };
};

type Setting = { folder: string; engine: Awaited<ReturnType<typeof openEngine>>; fileMb: number; startMs: number };

const setting = async (count: number): Promise<Setting> => {
  const folder = mkdtempSync(join(tmpdir(), 'jiesu-parked-'));
  const file = join(folder, 'engine.sqlite');
  const first = await openEngine(file);
  await first.parkOne('parked-1');
  park(first.db, count);
  await first.close();
  const began = performance.now();
  const engine = await openEngine(file);
  await engine.ready();
  return { folder, engine, fileMb: Math.round(statSync(file).size / 2 ** 20), startMs: performance.now() - began };
};

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const small = await setting(few);
console.log(`${few} parked: ${small.fileMb} MB, ready after ${small.startMs.toFixed(0)} ms`);
const large = await setting(many);
console.log(`${many} parked: ${large.fileMb} MB, ready after ${large.startMs.toFixed(0)} ms`);
const rounds: { few: number; many: number; cpuFew: number; cpuMany: number }[] = [];
for (let round = 0; round <= Number(values.rounds); round += 1) {
  const [a, b] = [await measure(small.engine, `a${round}`), await measure(large.engine, `b${round}`)];
  // The first round warms both up.
  if (round === 0) continue;
  rounds.push({ few: a.us, many: b.us, cpuFew: a.cpuUs, cpuMany: b.cpuUs });
  console.log(
    `round ${round}: ${a.us.toFixed(0)} and ${b.us.toFixed(0)} us a workflow, CPU ${a.cpuUs.toFixed(0)} and ${b.cpuUs.toFixed(0)} us`,
  );
}
const rounded = (value: number): number => Math.round(value * 100) / 100;
const result = {
  what: 'a workflow of six steps and one signal beside parked executions, on disk with fsync, one after the other',
  at: new Date().toISOString(),
  machine: { cores: availableParallelism(), cpu: cpus()[0]?.model, node: process.version },
  workflows,
  rounds: rounds.length,
  beside1000: {
    us: Math.round(median(rounds.map((one) => one.few))),
    fileMb: small.fileMb,
    startMs: Math.round(small.startMs),
  },
  besideMany: {
    parked: many,
    us: Math.round(median(rounds.map((one) => one.many))),
    fileMb: large.fileMb,
    startMs: Math.round(large.startMs),
  },
  timesAsDear: {
    time: rounded(median(rounds.map((one) => one.many / one.few))),
    cpu: rounded(median(rounds.map((one) => one.cpuMany / one.cpuFew))),
  },
  residentMb: Math.round(process.memoryUsage().rss / 2 ** 20),
};
console.log(JSON.stringify(result, null, 2));
if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
for (const { folder, engine } of [small, large]) {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
}
