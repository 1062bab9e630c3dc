// `npm run bench:classify -- --data FILE.tsv`: what the classifier is worth on real requests, by five-fold
// cross-validation with duplicates kept together, and what the catalogue alone is worth on the same rows.
// [--out FOLDER] [--seed N] [--folds N] [--errors FILE: the mistakes' ids, for reading them where the data lies]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { version } from '#cli/version.ts';
import { type Figures, type Judged, measure } from '#functions/classifier/measure.ts';
import { coverageChart, reliabilityChart } from './charts.ts';
import { coldStart } from './cold-start.ts';
import { type Answered, crossValidate } from './cross-validate.ts';
import { readData } from './read-data.ts';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string', default: '11' },
    folds: { type: 'string', default: '5' },
    errors: { type: 'string' },
    map: { type: 'string', default: join(import.meta.dirname, 'linjiang-paths.tsv') },
  },
});
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
const tell = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const file = values.data ?? process.env['JIESU_CLASSIFY_DATA'];

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

const table = (figures: Figures, labels: readonly string[]): void => {
  tell('  label: precision recall F1 | guessed as');
  figures.labels.forEach(({ precision, recall, f1 }, label) => {
    const numbers = [precision, recall, f1].map((value) => value.toFixed(3)).join('  ');
    tell(`  ${(labels[label] ?? '').padEnd(8, '　')} ${numbers} | ${figures.confusion[label]?.join('\t')}`);
  });
};

const summary = (name: string, judged: readonly Judged[], labels: readonly string[]): Figures => {
  const figures = measure(judged, labels.length);
  const { macroF1, accuracy, surest75, calibrationError } = figures;
  tell(
    `\n${name}: macro-F1 ${macroF1.toFixed(4)}, accuracy ${accuracy.toFixed(4)}, on the surest 75 % ${surest75.toFixed(4)}, calibration error ${calibrationError.toFixed(4)}`,
  );
  table(figures, labels);
  return figures;
};

const stored = (figures: Figures, labels: readonly string[]) => ({
  macroF1: round(figures.macroF1),
  accuracy: round(figures.accuracy),
  surest75: round(figures.surest75),
  calibrationError: round(figures.calibrationError),
  f1: Object.fromEntries(labels.map((label, at) => [label, round(figures.labels[at]?.f1 ?? 0)])),
  confusion: figures.confusion,
  reliability: figures.reliability.map(({ rows, said, right }) => ({ rows, said: round(said), right: round(right) })),
  coverage: figures.coverage.map(({ share, accuracy }) => [share, round(accuracy)]),
});

const speedOf = (model: Uint8Array, data: string): Record<string, unknown> => {
  const folder = mkdtempSync(join(tmpdir(), 'jiesu-bench-classify-'));
  try {
    writeFileSync(join(folder, 'a.model'), model);
    const script = join(import.meta.dirname, 'in-one-process.ts');
    return JSON.parse(execFileSync(process.execPath, [script, join(folder, 'a.model'), data], { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const listErrors = (to: string, answers: readonly Answered[], labels: readonly string[]): void => {
  const wrong = answers.filter(({ truth, guess }) => truth !== guess);
  const lines = wrong.map(({ id, truth, guess, probability }) =>
    [id, labels[truth], labels[guess], probability.toFixed(3)].join('\t'),
  );
  writeFileSync(to, `id\tlabel\tguess\tprobability\n${lines.join('\n')}\n`);
};

const main = (): void => {
  const { rows, digest } = readData(file);
  const labels = [...new Set(rows.map(({ label }) => label))].sort();
  const seed = Number(values.seed);
  const found = crossValidate(rows, labels, { folds: Number(values.folds), seed, tell: say });
  const named = {
    'title and text': summary('Title and text', found.answers.both, labels),
    'title alone': summary('Title alone', found.answers.title, labels),
    'text alone': summary('Text alone', found.answers.text, labels),
  };
  const cold = { city: 'linjiang', map: values.map };
  const coldFigures = {
    both: summary('Cold start, title and text', coldStart(rows, labels, { ...cold, saidOf: (row) => row }), labels),
    title: summary(
      'Cold start, title alone',
      coldStart(rows, labels, { ...cold, saidOf: ({ title }) => ({ title, text: '' }) }),
      labels,
    ),
  };
  const speed = speedOf(found.model, file ?? '');
  const trained = { seconds: found.trainSeconds.map(Math.round), bytes: found.bytes };
  tell(`\ntrained in ${trained.seconds.join(', ')} s; files of ${trained.bytes.join(', ')} bytes`);
  tell(`in one process: ${JSON.stringify(speed)}`);
  if (values.errors !== undefined) listErrors(values.errors, found.answers.both, labels);
  if (values.out === undefined) return;
  writeFileSync(join(values.out, 'classify-coverage.svg'), coverageChart(named));
  writeFileSync(join(values.out, 'classify-reliability.svg'), reliabilityChart(named));
  const result = {
    what: 'first-level labels of real requests, cross-validated by groups of duplicates; leaves cannot be measured on them',
    versions: { jiesu: version(), node: process.versions.node },
    machine: { cores: cpus().length, cpu: cpus()[0]?.model },
    data: { rows: rows.length, sha256: digest },
    seed,
    folds: Number(values.folds),
    training: trained,
    speed,
    labels,
    ...Object.fromEntries(Object.entries(named).map(([name, figures]) => [name, stored(figures, labels)])),
    'cold start': {
      'title and text': stored(coldFigures.both, labels),
      'title alone': stored(coldFigures.title, labels),
    },
  };
  writeFileSync(join(values.out, 'classify.json'), `${JSON.stringify(result, null, 1)}\n`);
};

try {
  main();
} catch (fault) {
  say(fault instanceof Error ? fault.message : String(fault));
  process.exitCode = 1;
}
