// The rows of a trial as judged rows: what `measure` takes.
import type { Judged } from '../measure.ts';
import type { Kind } from '../model.ts';
import { largest, sharesOf } from '../shares.ts';
import { scoresOfRow } from './calibrate.ts';
import type { Training } from './train-model.ts';

/** Each row as the fit that had not seen it judged it. The calibration has seen all of them: a bench holds out again. */
export const judgeTrial = ({ trials, truth }: Training, kind: Kind): Judged[] => {
  const { scores, rows, calibration } = trials[kind];
  return [...rows].map((row) => {
    const shares = sharesOf(scoresOfRow(scores, row), calibration);
    const guess = largest(shares);
    return { truth: truth[row] ?? 0, guess, probability: shares[guess] ?? 0 };
  });
};
