// Scores become probabilities. Each label is first asked on its own (a score of 0 is "as likely as not"), then the answers
// are shares of 1: a request that fits two labels well is better told from one that fits none than by the difference of scores.

/** How the scores of one kind of request become probabilities. */
export type Calibration = { sharpness: number; shifts: number[] };

export const sharesOf = (scores: Float64Array, { sharpness, shifts }: Calibration): Float64Array => {
  const alone = scores.map((score, label) => aloneOf(score * sharpness + (shifts[label] ?? 0)));
  const sum = alone.reduce((total, share) => total + share, 0);
  return alone.map((share) => share / sum);
};

/** Never quite 0, so that there is always something to share. */
export const aloneOf = (raised: number): number => 1 / (1 + Math.exp(-Math.max(raised, -500)));

/** The place of the largest; the first of equals. */
export const largest = (values: Float64Array): number => {
  let best = 0;
  for (let at = 1; at < values.length; at += 1) if ((values[at] ?? 0) > (values[best] ?? 0)) best = at;
  return best;
};
