// How much a gram may come to weigh for a label, squared, before anything is fitted.
import type { Task } from './support-vectors.ts';

/**
 * By how much more often the gram stands under the label than elsewhere (Wang and Manning, 2012): the fit then starts
 * from what naive Bayes knows. `smoothing` is added to every count.
 */
export const ratioScales = ({ vectors, truth, labels, rows, counts }: Task, smoothing: number): Float32Array => {
  const { width } = vectors;
  const under = new Float64Array(width * labels);
  const anywhere = new Float64Array(width);
  for (const row of rows) {
    const label = truth[row] ?? 0;
    const weight = counts?.[row] ?? 1;
    for (let at = vectors.starts[row] ?? 0; at < (vectors.starts[row + 1] ?? 0); at += 1) {
      const id = vectors.ids[at] ?? 0;
      const value = (vectors.values[at] ?? 0) * weight;
      under[id * labels + label] = (under[id * labels + label] ?? 0) + value;
      anywhere[id] = (anywhere[id] ?? 0) + value;
    }
  }
  const total = anywhere.reduce((sum, value) => sum + value, 0);
  const totals = new Float64Array(labels);
  for (let at = 0; at < under.length; at += 1) totals[at % labels] = (totals[at % labels] ?? 0) + (under[at] ?? 0);
  const scales = new Float32Array(width * labels);
  for (let id = 0; id < width; id += 1) {
    const all = anywhere[id] ?? 0;
    if (all === 0) continue;
    for (let label = 0; label < labels; label += 1) {
      const here = under[id * labels + label] ?? 0;
      const sum = totals[label] ?? 0;
      const inside = (here + smoothing) / (sum + smoothing * width);
      const outside = (all - here + smoothing) / (total - sum + smoothing * width);
      scales[id * labels + label] = Math.log(inside / outside) ** 2;
    }
  }
  return scales;
};
