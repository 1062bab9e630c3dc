// `jiesu train FILE`: learns from a city's own closed requests what they are about.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { measure } from '#functions/classifier/measure.ts';
import type { Kind } from '#functions/classifier/model.ts';
import { type TrainingFacts, writeModel } from '#functions/classifier/model-file.ts';
import { judgeTrial } from '#functions/classifier/training/judge-trial.ts';
import { compareModels, splitForShadow } from '#functions/classifier/training/shadow.ts';
import { type LabelledRow, type Training, trainModel } from '#functions/classifier/training/train-model.ts';
import { cityFolder } from '../city-folder.ts';
import { endpointOptions } from '../endpoints.ts';
import { loadModel } from '../load-model.ts';
import { readMatters, readPeople } from '../read-tables.ts';
import { rowsOfClosedCases } from '../rows/closed-cases.ts';
import { readColumns } from '../rows/read-columns.ts';
import { readMapping } from '../rows/read-mapping.ts';
import { CommandError, print, printJson, progressBar, say, UsageError } from '../terminal.ts';
import { version } from '../version.ts';

const usage = `usage: jiesu train FILE --out MODEL [options]
       jiesu train --from-cases --city CITY [options]
  FILE             requests with their labels, .tsv or .csv, columns named in the first line
  --from-cases     instead: the closed cases of a running Jiesu (--data DIR, --endpoints FILE), or of a deployment
                   (--table NAME --people-table NAME), under the categories that people let stand
  --depth N        with --from-cases: how many levels of the category make a label (1)
  --against MODEL  a fifth of the rows is kept out of a trial; the file is written only if the new model judges it not worse
  --title NAME     column of the title (title)
  --text NAME      column of the text (text)
  --label NAME     column of the label (label)
  --group NAME     column that marks duplicates: rows of one group are never used to judge each other
  --out MODEL      the file to write; with --city, cities/CITY/model/classifier.model unless said otherwise
  --city CITY      with --map: check its paths against the catalogue of this city
  --map FILE       .tsv or .csv with the columns label and path: which part of the catalogue a label is; a label may have several lines
  --drop-rare      leave labels with fewer than 5 rows (or groups) out, instead of stopping
  --seed N         the same rows and the same seed give the same file (1)
  --json           figures as JSON`;

/** Fewer rows of a label cannot be spread over the trials that calibrate. */
const fewest = 5;

const options = {
  title: { type: 'string', default: 'title' },
  text: { type: 'string', default: 'text' },
  label: { type: 'string', default: 'label' },
  group: { type: 'string' },
  out: { type: 'string' },
  city: { type: 'string' },
  map: { type: 'string' },
  'drop-rare': { type: 'boolean', default: false },
  seed: { type: 'string', default: '1' },
  'from-cases': { type: 'boolean', default: false },
  depth: { type: 'string', default: '1' },
  against: { type: 'string' },
  ...endpointOptions,
  table: { type: 'string' },
  'people-table': { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

const run = async (words: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({ args: words, allowPositionals: true, options });
  const [file, ...more] = positionals;
  if ((file === undefined) !== values['from-cases'] || more.length > 0)
    throw new UsageError('Name one file of requests, or say --from-cases.');
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new UsageError('--seed must be a whole number.');
  const out = outOf(values);
  const found = file === undefined ? await rowsOfCases(values) : rowsOf(file, values);
  const rows = enough(found, values['drop-rare'] || values['from-cases']);
  const labels = [...new Set(rows.map(({ label }) => label))];
  const paths = pathsOf(labels, values);
  say(`${rows.length} rows, ${labels.length} labels`);
  if (values.against !== undefined && !isGoodEnough(rows, values.against, seed)) return 1;
  const begun = performance.now();
  const bar = progressBar('fitting', 12);
  const training = trainModel(rows, { seed, onFit: (done) => bar.update(done) });
  bar.end();
  const facts = factsOf(training, rows, seed);
  const bytes = writeModel({ ...training.model, paths }, facts);
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, bytes);
  say(`trained in ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  if (values.json) printJson({ out, bytes: bytes.length, labels: training.model.labels, ...facts });
  else tell(out, bytes.length, facts);
  if (values.city !== undefined && paths !== undefined && !values.json) tellPack(bytes);
  return 0;
};

type Values = {
  title: string;
  text: string;
  label: string;
  group?: string | undefined;
  out?: string | undefined;
  city?: string | undefined;
};

const outOf = ({ out, city }: Values): string => {
  if (out !== undefined) return out;
  if (city === undefined) throw new UsageError('Say --out MODEL, or --city CITY.');
  return join(cityFolder(city), 'model', 'classifier.model');
};

type Cases = {
  depth: string;
  table?: string | undefined;
  'people-table'?: string | undefined;
  endpoints?: string | undefined;
  data?: string | undefined;
};

const rowsOfCases = async ({ depth, 'people-table': people, ...where }: Cases): Promise<LabelledRow[]> => {
  const levels = Number(depth);
  if (!Number.isInteger(levels) || levels < 1 || levels > 3) throw new UsageError('--depth is 1, 2 or 3.');
  if ((where.table === undefined) !== (people === undefined))
    throw new UsageError('--table and --people-table go together.');
  return rowsOfClosedCases(await readMatters(where), await readPeople({ ...where, table: people }), levels);
};

/** A label that came from cases is a part of the catalogue itself. */
const pathsOf = (
  labels: readonly string[],
  {
    map,
    city,
    'from-cases': fromCases,
  }: { map?: string | undefined; city?: string | undefined; 'from-cases': boolean },
): Record<string, string[]> | undefined => {
  if (map !== undefined) return readMapping(map, [...labels], city);
  return fromCases ? Object.fromEntries(labels.map((label) => [label, [label]])) : undefined;
};

/** Tells, label by label, how the model in use and a new one judge the rows that the new one has not seen. */
const isGoodEnough = (rows: readonly LabelledRow[], inUse: string, seed: number): boolean => {
  const { kept, rest } = splitForShadow(rows);
  if (kept.length === 0) throw new CommandError('There are too few rows to keep some out for a comparison.');
  const bar = progressBar('comparing', 12);
  const trial = trainModel(rest, { seed, onFit: (done) => bar.update(done) });
  bar.end();
  const shadow = compareModels(kept, { old: loadModel(inUse), new: trial.model });
  say(`On ${shadow.kept} rows that the new model has not seen, F1 of the model in use and of the new one:`);
  shadow.labels.forEach((label, at) => {
    const [before, after] = [shadow.old.labels[at]?.f1 ?? 0, shadow.new.labels[at]?.f1 ?? 0];
    say(`  ${label.padEnd(28)} ${before.toFixed(3)}  ${after.toFixed(3)}`);
  });
  say(`  ${'macro-F1'.padEnd(28)} ${shadow.old.macroF1.toFixed(3)}  ${shadow.new.macroF1.toFixed(3)}`);
  if (shadow.isWorse) say('The new model is worse: nothing was written, and the one in use stays.');
  return !shadow.isWorse;
};

const rowsOf = (file: string, { title, text, label, group }: Values): LabelledRow[] => {
  const needed = [title, text, label, ...(group === undefined ? [] : [group])];
  const { rows } = readColumns(file, { needed });
  const blank = rows.find(({ cells }) => cells[label]?.trim() === '');
  if (blank !== undefined) throw new CommandError(`${file}, line ${blank.line}: no label.`);
  return rows.map(({ line, cells }) => ({
    title: cells[title] ?? '',
    text: cells[text] ?? '',
    label: cells[label]?.trim() ?? '',
    group: group === undefined ? `line ${line}` : (cells[group] ?? ''),
  }));
};

const enough = (rows: LabelledRow[], dropRare: boolean): LabelledRow[] => {
  const groups = new Map<string, Set<string>>();
  for (const { label, group } of rows) groups.set(label, (groups.get(label) ?? new Set()).add(group));
  const rare = [...groups].filter(([, of]) => of.size < fewest);
  if (rare.length > 0 && !dropRare) {
    const told = rare.map(([label, of]) => `${label} (${of.size})`).join(', ');
    throw new CommandError(
      `A label needs ${fewest} rows of different groups. Too few: ${told}.\nMerge them into others, or leave them out with --drop-rare.`,
    );
  }
  const kept = rows.filter(({ label }) => (groups.get(label)?.size ?? 0) >= fewest);
  for (const [label, of] of rare) say(`left out: ${label} (${of.size})`);
  if (new Set(kept.map(({ label }) => label)).size < 2) {
    throw new CommandError('There must be two labels at least to tell apart.');
  }
  return kept;
};

const kinds: Kind[] = ['both', 'title', 'text'];

const factsOf = (training: Training, rows: readonly LabelledRow[], seed: number): TrainingFacts => {
  const round = (value: number): number => Math.round(value * 10_000) / 10_000;
  const measured = Object.fromEntries(
    kinds.map((kind) => {
      const figures = measure(judgeTrial(training, kind), training.model.labels.length);
      const { macroF1, accuracy, surest75, calibrationError } = figures;
      return [
        kind,
        {
          macroF1: round(macroF1),
          accuracy: round(accuracy),
          surest75: round(surest75),
          calibrationError: round(calibrationError),
        },
      ];
    }),
  );
  const digest = createHash('sha256').update(JSON.stringify(rows)).digest('hex');
  return { rows: rows.length, seed, digest, jiesu: version(), measured };
};

const named: Record<string, string> = { both: 'title and text', title: 'title alone', text: 'text alone' };

const tell = (out: string, bytes: number, { measured }: TrainingFacts): void => {
  print(`${out}: ${(bytes / 1e6).toFixed(2)} MB`);
  print('On rows held out of the fits:');
  print(`${''.padEnd(16)} macro-F1  accuracy  surest 75 %  calibration error`);
  for (const [kind, figures] of Object.entries(measured)) {
    const shown = [figures.macroF1, figures.accuracy, figures.surest75, figures.calibrationError];
    const [f1 = '', accuracy = '', surest = '', error = ''] = shown.map((value) => value.toFixed(4));
    print(`${(named[kind] ?? kind).padEnd(16)} ${f1.padEnd(9)} ${accuracy.padEnd(9)} ${surest.padEnd(12)} ${error}`);
  }
};

/** What the pack must say to decide by this model. */
const tellPack = (bytes: Uint8Array): void => {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  print(
    `For the triage of the pack, with the file in its folder model/:\nmodel:\n  file: model/classifier.model\n  sha256: ${sha256}`,
  );
};

export const train = { run, usage };
