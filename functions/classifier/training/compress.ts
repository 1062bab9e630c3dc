// A fitted model keeps the grams that matter, with weights of one byte: megabytes of floats become a file that a Lambda
// function loads at once.
import { indexHashes } from '../gram-index.ts';
import type { Field, GramTable } from '../model.ts';
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
  const centred = centre(weights, labels, part);
  const met = meetings(vectors, part);
  const worth = met.map((rows, gram) => Math.sqrt(rows) * widest(centred, gram, labels));
  const floor = worth.length <= part.most ? 0 : (Float64Array.from(worth).sort()[worth.length - part.most] ?? 0);
  const kept = [...worth.keys()].filter((gram) => (worth[gram] ?? 0) > 0 && (worth[gram] ?? 0) >= floor);
  const unit = kept.reduce((most, gram) => Math.max(most, widest(centred, gram, labels)), 0) / 127 || 1;
  const small = new Int8Array(kept.length * labels);
  kept.forEach((gram, at) => {
    for (let label = 0; label < labels; label += 1) {
      small[at * labels + label] = Math.round((centred[gram * labels + label] ?? 0) / unit);
    }
  });
  const hashes = Uint32Array.from(kept, (gram) => part.hashes[gram] ?? 0);
  return { field: part.field, index: indexHashes(hashes), weights: small, unit };
};

// What a gram weighs for all labels alike moves no share.
const centre = (weights: Float32Array, labels: number, { hashes, from, times }: Part): Float32Array => {
  const centred = new Float32Array(hashes.length * labels);
  for (let gram = 0; gram < hashes.length; gram += 1) {
    let mean = 0;
    for (let label = 0; label < labels; label += 1) mean += (weights[(from + gram) * labels + label] ?? 0) / labels;
    for (let label = 0; label < labels; label += 1) {
      centred[gram * labels + label] = ((weights[(from + gram) * labels + label] ?? 0) - mean) * times;
    }
  }
  return centred;
};

const meetings = ({ ids }: Vectors, { hashes, from }: Part): Float64Array => {
  const met = new Float64Array(hashes.length);
  for (const id of ids) if (id >= from && id < from + hashes.length) met[id - from] = (met[id - from] ?? 0) + 1;
  return met;
};

const widest = (weights: Float32Array, gram: number, labels: number): number => {
  let most = 0;
  for (let label = 0; label < labels; label += 1) most = Math.max(most, Math.abs(weights[gram * labels + label] ?? 0));
  return most;
};
