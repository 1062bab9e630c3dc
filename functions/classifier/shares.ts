// Scores become probabilities.

/** How the scores of one kind of request become probabilities: sharpened, shifted by label, as shares of 1. */
export type Calibration = { sharpness: number; shifts: number[] };

export const sharesOf = (scores: Float64Array, { sharpness, shifts }: Calibration): Float64Array => {
  const raised = scores.map((score, label) => score * sharpness + (shifts[label] ?? 0));
  const highest = raised.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = raised.map((value) => Math.exp(value - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
};

/** The place of the largest; the first of equals. */
export const largest = (values: Float64Array): number => {
  let best = 0;
  for (let at = 1; at < values.length; at += 1) if ((values[at] ?? 0) > (values[best] ?? 0)) best = at;
  return best;
};
