// `jiesu evaluate`: the three rates and the burden ledger, from the ledger that was written when cases closed, or counted
// again from the events. Both give the same: that is what the events are kept for (DOMAIN §4).
import { parseArgs } from 'node:util';
import { loadPack } from '#cities/load-pack.ts';
import { sumOfBurden } from '#functions/evaluation/burden.ts';
import { type Drift, driftOf } from '#functions/evaluation/drift.ts';
import { type Line, recounting } from '#functions/evaluation/from-events.ts';
import { type ReadLine, readLine } from '#functions/evaluation/read-ledger.ts';
import { type Evaluation, evaluate, type Rate } from '#functions/evaluation/three-rates.ts';
import type { BurdenLine } from '#schemas/burden.ts';
import { CaseEventSchema } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { type Commit, CommitSchema } from '#schemas/matter.ts';
import { cityFolder } from '../city-folder.ts';
import { endpointOptions } from '../endpoints.ts';
import { type Item, isCommit, itemsByCase, readMatters, sortKeyOf, storedCommit } from '../read-tables.ts';
import { CommandError, print, printJson, UsageError } from '../terminal.ts';

const usage = `usage: jiesu evaluate [options]
  --from ledger|events    the lines written when cases closed (ledger), or everything counted again from the events
  --month YYYY-MM         cases closed in this month; left out, all
  --unit ID               one unit; left out, all that led a case
  --city NAME             the city pack with weights, tiers and calendar (linjiang)
  --drift                 how the classifier keeps up, instead
  --json                  rates and burden lines as JSON
  --data DIR | --endpoints FILE    where Jiesu runs (.jiesu)
  --table NAME            instead: the table of matters of a deployment, with the credentials of your environment

Rates are counts over counts. A case is left out of its unit's rates only when a ruling excluded it.
--drift tells instead, by week and first level, how often the classifier was unsure and how often a person decided otherwise.
The burden ledger: tasks, fields, messages, returns, cases taken over, hours, and what was spared (merged, answered at once, refused by the duty lists, filled in already).`;

const options = {
  ...endpointOptions,
  from: { type: 'string', default: 'ledger' },
  month: { type: 'string' },
  unit: { type: 'string' },
  city: { type: 'string', default: 'linjiang' },
  json: { type: 'boolean', default: false },
  drift: { type: 'boolean', default: false },
  table: { type: 'string' },
} as const;

const run = async (words: string[]): Promise<number> => {
  const { values } = parseArgs({ args: words, options });
  const { from, month, unit } = values;
  if (from !== 'ledger' && from !== 'events') throw new UsageError('--from ledger, or --from events.');
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month))
    throw new UsageError('--month looks like 2026-03.');
  const pack = loadPack(cityFolder(values.city));
  if (unit !== undefined && !pack.departments.units.some(({ id }) => id === unit))
    throw new CommandError(`${values.city} has no unit ${unit}.`);
  const cases = itemsByCase(await readMatters(values));
  if (values.drift) {
    showDrift(driftOf(datedEvents(cases)), values.json);
    return 0;
  }
  const recount = recounting(pack);
  const all = from === 'events' ? commitsOf(cases).flatMap(({ commits }) => recount(commits)) : writtenLines(cases);
  const lines = all
    .filter((line) => (month === undefined || line.month === month) && (unit === undefined || line.unit === unit))
    .map((line) => ({ ...readLine(line.week, line.facts), unit: line.unit }));
  const units = unitsIn(lines, pack);
  const burden = sumOfBurden(lines.map((line) => ({ unit: line.unit, week: line.week, ...line.burden })));
  if (values.json) printJson({ from, month, units: Object.fromEntries(units), burden });
  else show(units, burden, pack);
  return 0;
};

const commitsOf = (cases: ReadonlyMap<string, Item[]>): { commits: Commit[] }[] =>
  [...cases.values()].map((own) => ({
    commits: own.filter(isCommit).map((item) => CommitSchema.parse(storedCommit(item))),
  }));

const datedEvents = (cases: ReadonlyMap<string, Item[]>) =>
  commitsOf(cases).map(({ commits }) =>
    commits.flatMap(({ at, events }) => events.map((event) => ({ at, event: CaseEventSchema.parse(event) }))),
  );

const share = (count: number, of: number): string => `${((count / of) * 100).toFixed(1)} %`.padStart(10);

const showDrift = (lines: readonly Drift[], asJson: boolean): void => {
  if (asJson) {
    printJson(lines);
    return;
  }
  print(
    `${'week'.padEnd(10)}${'class'.padEnd(20)}${'requests'.padStart(9)}${'unsure'.padStart(10)}${'corrected'.padStart(10)}`,
  );
  for (const { week, class: name, requests, unsure, corrected } of lines)
    print(
      `${week.padEnd(10)}${name.padEnd(20)}${String(requests).padStart(9)}${share(unsure, requests)}${share(corrected, requests)}`,
    );
};

const writtenLines = (cases: ReadonlyMap<string, Item[]>): Line[] =>
  [...cases].flatMap(([caseId, own]) =>
    own.flatMap((item): Line[] => {
      const [, unit, week] = /^LEDGER#(.+)#(.+)$/.exec(sortKeyOf(item)) ?? [];
      if (unit === undefined || week === undefined) return [];
      const facts: Line['facts'] = JSON.parse(item['facts']?.S ?? 'null');
      return [{ caseId, unit, week, month: item['ledgerMonth']?.S ?? '', facts }];
    }),
  );

/** In the order of the city pack: nobody is ranked. */
const unitsIn = (
  lines: readonly (ReadLine & { unit: string })[],
  { departments, evaluation }: CityPack,
): [string, Evaluation][] =>
  departments.units.flatMap(({ id }): [string, Evaluation][] => {
    const ended = lines.flatMap((line) => (line.unit === id && line.ended !== undefined ? [line.ended] : []));
    return ended.length === 0 ? [] : [[id, evaluate(ended, evaluation)]];
  });

const shown = ({ count, of, rate }: Rate): string =>
  (rate === undefined ? '-' : `${(rate * 100).toFixed(1)} % ${count}/${of}`).padStart(18);

const show = (
  units: readonly [string, Evaluation][],
  burden: readonly BurdenLine[],
  { evaluation }: CityPack,
): void => {
  print(`Formula ${evaluation.version}`);
  print(
    `${'unit'.padEnd(28)}${'closed'.padStart(7)}${'excl.'.padStart(6)}${['response', 'resolution', 'satisfaction'].map((name) => name.padStart(18)).join('')}  tier`,
  );
  for (const [unit, one] of units)
    print(
      `${unit.padEnd(28)}${String(one.closed).padStart(7)}${String(one.excluded).padStart(6)}${shown(one.response)}${shown(one.resolution)}${shown(one.satisfaction)}  ${one.tier ?? '-'}`,
    );
  if (burden.length === 0) return;
  print(`\n${'unit'.padEnd(28)}${'week'.padEnd(10)}${columns.map(([name]) => name.padStart(9)).join('')}`);
  for (const line of burden)
    print(
      `${line.unit.padEnd(28)}${line.week.padEnd(10)}${columns.map(([, member]) => String(line[member] ?? 0).padStart(9)).join('')}`,
    );
};

const columns = [
  ['tasks', 'tasks'],
  ['fields', 'fields'],
  ['messages', 'messages'],
  ['returns', 'returns'],
  ['taken', 'hopsIn'],
  ['hours', 'hours'],
  ['merged', 'sparedMerges'],
  ['answered', 'sparedAnswers'],
  ['refused', 'sparedAssignments'],
  ['filled', 'sparedFields'],
] as const;

export const evaluateUnits = { run, usage };
