// Fits sharpness and shifts by likelihood on rows that the scoring fits did not see: temperature scaling (Guo and others,
// 2017) with a shift a label, for the shares of shares.ts.
import { aloneOf, type Calibration, sharesOf } from '../shares.ts';

/** Scores of many rows: of row r for label l at `r * labels + l`. */
export type Scores = { values: Float64Array; labels: number };

export const scoresOfRow = ({ values, labels }: Scores, row: number): Float64Array =>
  values.subarray(row * labels, (row + 1) * labels);

const rounds = 50;
/** Keeps shifts near nothing where a label has few rows. */
const caution = 1;

export const calibrate = (scores: Scores, truth: Int32Array, rows: Int32Array): Calibration => {
  const { labels } = scores;
  let calibration: Calibration = { sharpness: 4, shifts: Array.from({ length: labels }, () => 0) };
  let loss = lossOf(scores, truth, rows, calibration);
  // Downhill by the slope over the curvature of each number alone; half as far whenever that was too far.
  for (let round = 0; round < rounds; round += 1) {
    const { slope, curve } = slopeAt(scores, truth, rows, calibration);
    let reach = 1;
    while (reach > 1e-3) {
      const next = stepFrom(calibration, slope, curve, reach);
      const nextLoss = lossOf(scores, truth, rows, next);
      if (nextLoss < loss) {
        calibration = next;
        loss = nextLoss;
        break;
      }
      reach /= 2;
    }
    if (reach <= 1e-3) break;
  }
  return calibration;
};

const stepFrom = (
  { sharpness, shifts }: Calibration,
  slope: Float64Array,
  curve: Float64Array,
  reach: number,
): Calibration => {
  const by = (at: number): number => (reach * (slope[at] ?? 0)) / Math.max(curve[at] ?? 0, 1e-6);
  return {
    sharpness: Math.min(50, Math.max(0.05, sharpness - by(shifts.length))),
    shifts: shifts.map((shift, label) => shift - by(label)),
  };
};

const lossOf = (scores: Scores, truth: Int32Array, rows: Int32Array, calibration: Calibration): number => {
  let loss = 0;
  for (const row of rows) {
    loss -= Math.log(Math.max(sharesOf(scoresOfRow(scores, row), calibration)[truth[row] ?? 0] ?? 0, 1e-12));
  }
  return loss + calibration.shifts.reduce((sum, shift) => sum + (caution * shift * shift) / 2, 0);
};

// Slope of the loss and its curvature (Gauss and Newton's) by each shift, and last by the sharpness.
const slopeAt = (scores: Scores, truth: Int32Array, rows: Int32Array, calibration: Calibration) => {
  const { labels } = scores;
  const slope = new Float64Array(labels + 1);
  const curve = new Float64Array(labels + 1);
  for (const row of rows) {
    const said = scoresOfRow(scores, row);
    const shares = sharesOf(said, calibration);
    let mean = 0;
    let square = 0;
    for (let label = 0; label < labels; label += 1) {
      const score = said[label] ?? 0;
      const share = shares[label] ?? 0;
      const give = 1 - aloneOf(score * calibration.sharpness + (calibration.shifts[label] ?? 0));
      const off = (share - (truth[row] === label ? 1 : 0)) * give;
      slope[label] = (slope[label] ?? 0) + off;
      slope[labels] = (slope[labels] ?? 0) + off * score;
      curve[label] = (curve[label] ?? 0) + share * (1 - share) * give * give;
      mean += share * give * score;
      square += share * (give * score) ** 2;
    }
    curve[labels] = (curve[labels] ?? 0) + square - mean * mean;
  }
  calibration.shifts.forEach((shift, label) => {
    slope[label] = (slope[label] ?? 0) + caution * shift;
    curve[label] = (curve[label] ?? 0) + caution;
  });
  return { slope, curve };
};
