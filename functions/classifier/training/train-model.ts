// Trains a model from rows with labels: two fits (title with text, title alone), each tried on rows that it did not see
// to calibrate it, then made on all rows and compressed.
import type { GramIndex } from '../gram-index.ts';
import { type Grams, gramsOf } from '../grams.ts';
import { type GramTable, type Head, type Kind, type Model, readOf } from '../model.ts';
import type { Calibration } from '../shares.ts';
import { calibrate, type Scores } from './calibrate.ts';
import { foldsOf } from './chance.ts';
import { compress } from './compress.ts';
import { ratioScales } from './scales.ts';
import { fitLinear, type Linear, scoreRow, type Task } from './support-vectors.ts';
import { besides, sharedGrams, type Vectors, vectorsOf } from './vectors.ts';

export type LabelledRow = { title: string; text: string; label: string; group: string };

/** Scores on unseen rows, uncalibrated, with the rows that this kind of request was tried on. */
export type Trial = { scores: Scores; rows: Int32Array; calibration: Calibration };
export type Training = { model: Model; trials: Record<Kind, Trial>; truth: Int32Array };

export type TrainingOptions = {
  seed: number;
  /** Told before each of the `of` fits. */
  onFit?: (done: number, of: number) => void;
};

const trials = 5;
const smoothing = 0.07;
const cost = 0.5;
const balance = 0.3;
const passes = 8;
/** A text says more than its title, but less of it per word. */
const textWeight = 1.5;
/** How far into a text its words also teach what a title can say, and how much such a row counts next to a title. */
const opening = 150;
const openingCount = 0.5;
/** Grams that a table may keep: what fits 4 MB. */
const mostOf = (labels: number): number => Math.floor(Math.min(260_000, 2_100_000 / labels));

export const trainModel = (rows: readonly LabelledRow[], { seed, onFit }: TrainingOptions): Training => {
  const labels = [...new Set(rows.map(({ label }) => label))].sort();
  const truth = Int32Array.from(rows, ({ label }) => labels.indexOf(label));
  const folds = foldsOf(
    rows.map(({ group }) => group),
    trials,
    seed,
  );
  let done = 0;
  const fit = (task: Task): Linear => {
    onFit?.(done, 2 * (trials + 1));
    done += 1;
    return fitLinear(task, { scales: ratioScales(task, smoothing), cost, balance, passes, seed });
  };
  const known = { rows, truth, labels: labels.length, folds, fit };
  const both = trainBoth(known);
  const title = trainTitle(known);
  return {
    model: { labels, heads: { title: title.head, text: both.text.head, both: both.both.head } },
    trials: { title: title.trial, text: both.text.trial, both: both.both.trial },
    truth,
  };
};

type Known = {
  rows: readonly LabelledRow[];
  truth: Int32Array;
  labels: number;
  folds: Uint8Array;
  fit: (task: Task) => Linear;
};
type Trained = { head: Head; trial: Trial };

const trainBoth = ({ rows, truth, labels, folds, fit }: Known): { both: Trained; text: Trained } => {
  const title = fieldOf(
    rows.map((row) => gramsOf(row.title)),
    2,
    'title',
  );
  const text = fieldOf(
    rows.map((row) => gramsOf(readOf(row, 'text'))),
    3,
    'text',
  );
  const vectors = besides(title.vectors, text.vectors, textWeight);
  const textsAlone = rows.map((row) => gramsOf(row.text));
  const untitled = besides(nothing(title.vectors), vectorsOf(textsAlone, text.index, 'text'), textWeight);
  const all = Int32Array.from(rows.keys());
  const task = { vectors, truth, labels, rows: all };
  const scores = { both: emptyScores(rows.length, labels), text: emptyScores(rows.length, labels) };
  for (let fold = 0; fold < trials; fold += 1) {
    const linear = fit({ ...task, rows: all.filter((row) => folds[row] !== fold) });
    for (const row of all) {
      if (folds[row] !== fold) continue;
      keepScores(scores.both, row, vectors, linear);
      keepScores(scores.text, row, untitled, linear);
    }
  }
  const linear = fit(task);
  const textTable = compress(linear, vectors, {
    field: 'text',
    hashes: text.index.hashes,
    from: title.vectors.width,
    times: textWeight,
    most: mostOf(labels),
  });
  const titleTable = compress(linear, vectors, {
    field: 'title',
    hashes: title.index.hashes,
    from: 0,
    times: 1,
    most: mostOf(labels),
  });
  const bias = [...linear.bias];
  return {
    both: finish([titleTable, textTable], bias, scores.both, truth, having(rows, 'title', 'text')),
    text: finish([textTable], bias, scores.text, truth, having(rows, 'text')),
  };
};

/** Titles are few words: the openings of the texts, taken as titles, teach the words that no title had. */
const trainTitle = ({ rows, truth, labels, folds, fit }: Known): Trained => {
  const openings = rows.map(({ text }) => gramsOf(text.slice(0, opening)));
  const { index, vectors } = fieldOf([...rows.map(({ title }) => gramsOf(title)), ...openings], 2, 'title');
  const count = rows.length;
  const counts = new Float32Array(2 * count).fill(1).fill(openingCount, count);
  const all = Int32Array.from({ length: 2 * count }, (_, row) => row);
  const task = { vectors, truth: Int32Array.from([...truth, ...truth]), labels, rows: all, counts };
  const scores = emptyScores(count, labels);
  for (let fold = 0; fold < trials; fold += 1) {
    const linear = fit({ ...task, rows: all.filter((row) => folds[row % count] !== fold) });
    for (let row = 0; row < count; row += 1) if (folds[row] === fold) keepScores(scores, row, vectors, linear);
  }
  const linear = fit(task);
  const table = compress(linear, vectors, {
    field: 'title',
    hashes: index.hashes,
    from: 0,
    times: 1,
    most: mostOf(labels),
  });
  return finish([table], [...linear.bias], scores, truth, having(rows, 'title'));
};

const fieldOf = (
  texts: readonly Grams[],
  fewest: number,
  field: 'title' | 'text',
): { index: GramIndex; vectors: Vectors } => {
  const index = sharedGrams(texts, fewest);
  return { index, vectors: vectorsOf(texts, index, field) };
};

/** The rows that a kind of request is tried on: those that have its fields, or all where none has. */
const having = (rows: readonly LabelledRow[], ...fields: readonly ('title' | 'text')[]): Int32Array => {
  const all = Int32Array.from(rows.keys());
  const own = all.filter((row) => fields.every((field) => rows[row]?.[field].trim() !== ''));
  return own.length > 0 ? own : all;
};

const nothing = ({ starts, width }: Vectors): Vectors => ({
  starts: new Int32Array(starts.length),
  ids: new Int32Array(0),
  values: new Float32Array(0),
  width,
});

const emptyScores = (rows: number, labels: number): Scores => ({ values: new Float64Array(rows * labels), labels });

const keepScores = ({ values, labels }: Scores, row: number, vectors: Vectors, linear: Linear): void =>
  scoreRow(vectors, row, linear, values.subarray(row * labels, (row + 1) * labels));

const finish = (tables: GramTable[], bias: number[], scores: Scores, truth: Int32Array, rows: Int32Array): Trained => {
  const calibration = calibrate(scores, truth, rows);
  return { head: { tables, bias, calibration }, trial: { scores, rows, calibration } };
};
