// What a classifier is worth on rows whose labels are known.

/** One judged row. */
export type Judged = { truth: number; guess: number; probability: number };

export type LabelFigures = { rows: number; precision: number; recall: number; f1: number };
export type Bin = { from: number; to: number; rows: number; said: number; right: number };
export type Figures = {
  rows: number;
  accuracy: number;
  macroF1: number;
  /** Accuracy on the 75 % of rows it is surest of. */
  surest75: number;
  /** Expected calibration error of the first guess, in 15 bins of equal width. */
  calibrationError: number;
  labels: LabelFigures[];
  /** `confusion[truth][guess]`. */
  confusion: number[][];
  reliability: Bin[];
  /** Accuracy when only this share of rows, the surest, is decided. */
  coverage: { share: number; accuracy: number }[];
};

const bins = 15;

export const measure = (judged: readonly Judged[], labels: number): Figures => {
  const confusion = Array.from({ length: labels }, () => Array.from({ length: labels }, () => 0));
  for (const { truth, guess } of judged) {
    const row = confusion[truth];
    if (row !== undefined) row[guess] = (row[guess] ?? 0) + 1;
  }
  const byLabel = confusion.map((row, label) => figuresOf(confusion, row, label));
  const reliability = reliabilityOf(judged);
  const shares = Array.from({ length: 20 }, (_, step) => (step + 1) / 20);
  const surest = [...judged].sort((a, b) => b.probability - a.probability);
  return {
    rows: judged.length,
    accuracy: rightShare(judged),
    macroF1: byLabel.reduce((sum, { f1 }) => sum + f1, 0) / labels,
    surest75: accuracyOfSurest(surest, 0.75),
    calibrationError: reliability.reduce(
      (sum, { rows, said, right }) => sum + (rows / judged.length) * Math.abs(said - right),
      0,
    ),
    labels: byLabel,
    confusion,
    reliability,
    coverage: shares.map((share) => ({ share, accuracy: accuracyOfSurest(surest, share) })),
  };
};

const rightShare = (judged: readonly Judged[]): number =>
  judged.filter(({ truth, guess }) => truth === guess).length / Math.max(judged.length, 1);

const accuracyOfSurest = (surest: readonly Judged[], share: number): number =>
  rightShare(surest.slice(0, Math.max(1, Math.floor(surest.length * share))));

const figuresOf = (confusion: readonly number[][], row: readonly number[], label: number): LabelFigures => {
  const right = row[label] ?? 0;
  const rows = row.reduce((sum, count) => sum + count, 0);
  const guessed = confusion.reduce((sum, other) => sum + (other[label] ?? 0), 0);
  return {
    rows,
    precision: right / Math.max(guessed, 1),
    recall: right / Math.max(rows, 1),
    f1: (2 * right) / Math.max(rows + guessed, 1),
  };
};

const reliabilityOf = (judged: readonly Judged[]): Bin[] =>
  Array.from({ length: bins }, (_, number) => {
    const own = judged.filter(({ probability }) => Math.min(Math.floor(probability * bins), bins - 1) === number);
    const said = own.reduce((sum, { probability }) => sum + probability, 0) / Math.max(own.length, 1);
    return { from: number / bins, to: (number + 1) / bins, rows: own.length, said, right: rightShare(own) };
  });
