// Fits sharpness and shifts by likelihood on rows that the scoring fits did not see (temperature scaling, Guo and
// others, 2017, with a shift a label).
import { type Calibration, sharesOf } from '../shares.ts';

/** Scores of many rows: of row r for label l at `r * labels + l`. */
export type Scores = { values: Float64Array; labels: number };

export const scoresOfRow = ({ values, labels }: Scores, row: number): Float64Array =>
  values.subarray(row * labels, (row + 1) * labels);

const rounds = 60;
/** Keeps shifts near nothing where labels are few, in rows. */
const caution = 1;

/** @param rows those to fit on */
export const calibrate = (scores: Scores, truth: Int32Array, rows: Int32Array): Calibration => {
  const { labels } = scores;
  const calibration: Calibration = { sharpness: 1, shifts: Array.from({ length: labels }, () => 0) };
  // Newton's steps on the sharpness and each shift in turn; the loss is convex, so they settle.
  for (let round = 0; round < rounds; round += 1) {
    const { slope, curve } = lossAt(scores, truth, rows, calibration);
    calibration.sharpness = Math.max(0.05, calibration.sharpness - 0.7 * ((slope[labels] ?? 0) / (curve[labels] ?? 1)));
    calibration.shifts = calibration.shifts.map(
      (shift, label) => shift - 0.7 * (((slope[label] ?? 0) + caution * shift) / ((curve[label] ?? 0) + caution)),
    );
  }
  return calibration;
};

// First and second derivatives by each shift, and last by the sharpness.
const lossAt = (scores: Scores, truth: Int32Array, rows: Int32Array, calibration: Calibration) => {
  const { labels } = scores;
  const slope = new Float64Array(labels + 1);
  const curve = new Float64Array(labels + 1);
  for (const row of rows) {
    const said = scoresOfRow(scores, row);
    const shares = sharesOf(said, calibration);
    let mean = 0;
    let square = 0;
    shares.forEach((share, label) => {
      const off = share - (truth[row] === label ? 1 : 0);
      slope[label] = (slope[label] ?? 0) + off;
      curve[label] = (curve[label] ?? 0) + share * (1 - share);
      const score = said[label] ?? 0;
      slope[labels] = (slope[labels] ?? 0) + off * score;
      mean += share * score;
      square += share * score * score;
    });
    curve[labels] = (curve[labels] ?? 0) + square - mean * mean;
  }
  curve[labels] = Math.max(curve[labels] ?? 0, 1e-6);
  return { slope, curve };
};
