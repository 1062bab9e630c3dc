// Five models, each trained on four fifths of the groups, written, read again, and asked about the fifth it never saw.
// Calibration happens inside the four fifths.
import type { Judged } from '#functions/classifier/measure.ts';
import { classifyBy, type Kind, type Said } from '#functions/classifier/model.ts';
import { readModel, writeModel } from '#functions/classifier/model-file.ts';
import { foldsOf } from '#functions/classifier/training/chance.ts';
import { trainModel } from '#functions/classifier/training/train-model.ts';
import type { BenchRow } from './read-data.ts';

export type Answered = Judged & { id: string };
export type CrossValidation = {
  answers: Record<Kind, Answered[]>;
  trainSeconds: number[];
  bytes: number[];
  /** One of the models, for measuring speed. */
  model: Uint8Array;
};

const kinds: Kind[] = ['both', 'title', 'text'];

const saidOf = ({ title, text }: BenchRow): Record<Kind, Said> => ({
  both: { title, text },
  title: { title },
  text: { text },
});

export const crossValidate = (
  rows: readonly BenchRow[],
  labels: readonly string[],
  { folds: count, seed, tell }: { folds: number; seed: number; tell: (line: string) => void },
): CrossValidation => {
  const folds = foldsOf(
    rows.map(({ group }) => group),
    count,
    seed,
  );
  const found: CrossValidation = {
    answers: { both: [], title: [], text: [] },
    trainSeconds: [],
    bytes: [],
    model: new Uint8Array(),
  };
  for (let fold = 0; fold < count; fold += 1) {
    const begun = performance.now();
    const { model: trained } = trainModel(
      rows.filter((_, row) => folds[row] !== fold),
      { seed },
    );
    found.model = writeModel(trained, { rows: rows.length, seed, digest: '', jiesu: '', measured: {} });
    found.trainSeconds.push((performance.now() - begun) / 1000);
    found.bytes.push(found.model.length);
    const { model } = readModel(found.model);
    rows.forEach((row, at) => {
      if (folds[at] !== fold) return;
      for (const kind of kinds) {
        const [first] = classifyBy(model, saidOf(row)[kind]);
        found.answers[kind].push({
          id: row.id,
          truth: labels.indexOf(row.label),
          guess: labels.indexOf(first?.label ?? ''),
          probability: first?.probability ?? 0,
        });
      }
    });
    tell(`fold ${fold + 1} of ${count}: trained in ${found.trainSeconds.at(-1)?.toFixed(0)} s`);
  }
  return found;
};
