// Texts as sparse vectors over the grams that several of them share.
import { findGram, type GramIndex, indexHashes } from '../gram-index.ts';
import { type Grams, valuesOf } from '../grams.ts';

/** Row i has the numbers `ids[starts[i] … starts[i + 1]]` with their values; all numbers are below `width`. */
export type Vectors = { starts: Int32Array; ids: Int32Array; values: Float32Array; width: number };

/** The grams that stand in at least `fewest` of the texts. */
export const sharedGrams = (texts: readonly Grams[], fewest: number): GramIndex => {
  let total = 0;
  for (const { hashes } of texts) total += hashes.length;
  const all = new Uint32Array(total);
  let end = 0;
  for (const { hashes } of texts) {
    all.set(hashes, end);
    end += hashes.length;
  }
  all.sort();
  let kept = 0;
  for (let from = 0; from < total; ) {
    const hash = all[from] ?? 0;
    let to = from + 1;
    while (to < total && all[to] === hash) to += 1;
    if (to - from >= fewest) {
      all[kept] = hash;
      kept += 1;
    }
    from = to;
  }
  return indexHashes(all.slice(0, kept));
};

/** The length of a vector counts grams that no other text has, too: a text of unknown words stays short, and unsure. */
export const vectorsOf = (texts: readonly Grams[], index: GramIndex, field: 'title' | 'text'): Vectors => {
  const starts = new Int32Array(texts.length + 1);
  let total = 0;
  for (const { hashes } of texts) total += hashes.length;
  const ids = new Int32Array(total);
  const values = new Float32Array(total);
  let end = 0;
  texts.forEach((text, row) => {
    const weights = valuesOf(text, field);
    for (let at = 0; at < text.hashes.length; at += 1) {
      const id = findGram(index, text.hashes[at] ?? 0);
      if (id < 0) continue;
      ids[end] = id;
      values[end] = weights[at] ?? 0;
      end += 1;
    }
    starts[row + 1] = end;
  });
  return { starts, ids: ids.slice(0, end), values: values.slice(0, end), width: index.hashes.length };
};

/** The rows of both side by side: the second's numbers follow the first's, its values times `weight`. */
export const besides = (first: Vectors, second: Vectors, weight: number): Vectors => {
  const rows = first.starts.length - 1;
  const starts = new Int32Array(rows + 1);
  const ids = new Int32Array(first.ids.length + second.ids.length);
  const values = new Float32Array(ids.length);
  let end = 0;
  for (let row = 0; row < rows; row += 1) {
    for (let at = first.starts[row] ?? 0; at < (first.starts[row + 1] ?? 0); at += 1) {
      ids[end] = first.ids[at] ?? 0;
      values[end] = first.values[at] ?? 0;
      end += 1;
    }
    for (let at = second.starts[row] ?? 0; at < (second.starts[row + 1] ?? 0); at += 1) {
      ids[end] = (second.ids[at] ?? 0) + first.width;
      values[end] = (second.values[at] ?? 0) * weight;
      end += 1;
    }
    starts[row + 1] = end;
  }
  return { starts, ids, values, width: first.width + second.width };
};
