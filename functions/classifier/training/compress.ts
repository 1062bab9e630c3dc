// A fitted model keeps the grams that matter, with weights of one byte: megabytes of floats become a file that a Lambda
// function loads at once.
import { indexHashes } from '../gram-index.ts';
import type { Field, GramTable } from '../model.ts';
import { toByte } from '../small-weights.ts';
import type { Linear } from './support-vectors.ts';
import type { Vectors } from './vectors.ts';

type Part = {
  field: Field;
  hashes: Uint32Array;
  /** Where the field's grams begin among the numbers of the fit, and by what its values were multiplied there. */
  from: number;
  times: number;
  /** How many grams to keep. */
  most: number;
};

/** The grams whose weights, times how often they are met, tell labels apart most. */
export const compress = ({ weights, bias }: Linear, vectors: Vectors, part: Part): GramTable => {
  const labels = bias.length;
  const own = weights.subarray(part.from * labels, (part.from + part.hashes.length) * labels);
  const worth = meetings(vectors, part).map((rows, gram) => Math.sqrt(rows) * spread(own, gram, labels));
  const floor = worth.length <= part.most ? 0 : (worth.slice().sort()[worth.length - part.most] ?? 0);
  const kept = [...worth.keys()].filter((gram) => (worth[gram] ?? 0) > 0 && (worth[gram] ?? 0) >= floor);
  let top = 0;
  for (const weight of own) top = Math.max(top, Math.abs(weight * part.times));
  const small = new Int8Array(kept.length * labels);
  kept.forEach((gram, at) => {
    for (let label = 0; label < labels; label += 1) {
      small[at * labels + label] = toByte((own[gram * labels + label] ?? 0) * part.times, top || 1);
    }
  });
  const hashes = Uint32Array.from(kept, (gram) => part.hashes[gram] ?? 0);
  return { field: part.field, index: indexHashes(hashes), weights: small, top: top || 1 };
};

const meetings = ({ ids }: Vectors, { hashes, from }: Part): Float64Array => {
  const met = new Float64Array(hashes.length);
  for (const id of ids) if (id >= from && id < from + hashes.length) met[id - from] = (met[id - from] ?? 0) + 1;
  return met;
};

// What a gram weighs for all labels alike tells nothing.
const spread = (weights: Float32Array, gram: number, labels: number): number => {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let label = 0; label < labels; label += 1) {
    const weight = weights[gram * labels + label] ?? 0;
    least = Math.min(least, weight);
    most = Math.max(most, weight);
  }
  return most - least;
};
