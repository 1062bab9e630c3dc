// What the trained classifier reads of a text: character n-grams by their hashes. A model holds hashes and no words, so
// that the file of a city's model tells nobody what its citizens wrote.

const longestGram = 4;
/** Nobody needs more to know what a request is about; it bounds the time that a hostile text can take. */
const longestRead = 6000;
const between = /[^\p{L}\p{N}]+/u;

/** Distinct grams of one text: hash i stands `counts[i]` times in it. */
export type Grams = { hashes: Uint32Array; counts: Float32Array };

/** Width, case and spaces do not matter; a number matters as a number, not by its value. Cuts the text into runs without punctuation. */
export const runsOf = (text: string): string[] =>
  text
    .slice(0, longestRead)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/\s+/g, '')
    .replace(/\p{Nd}/gu, '0')
    .split(between)
    .filter((run) => run !== '');

const begin = 0x811c9dc5;
const extend = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193);

/** Spreads the bits, so that grams with a common beginning do not lie together (finaliser of MurmurHash3). */
const spread = (hash: number): number => {
  let mixed = hash ^ (hash >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
};

/** Every gram of the runs in turn, repeats included. */
export const eachGram = (
  runs: readonly string[],
  visit: (hash: number, run: string, from: number, to: number) => void,
) => {
  for (const run of runs) {
    for (let from = 0; from < run.length; from += 1) {
      const end = Math.min(from + longestGram, run.length);
      let hash = begin;
      for (let to = from; to < end; to += 1) {
        hash = extend(hash, run.charCodeAt(to));
        visit(spread(hash), run, from, to + 1);
      }
    }
  }
};

/** The distinct grams of a text with their counts, in the order of their first appearance. */
export const gramsOf = (text: string): Grams => {
  const runs = runsOf(text);
  let most = 0;
  for (const run of runs) most += run.length * longestGram;
  // Open addressing, at most half full: several times as fast as a Map for the thousands of grams of a long text.
  let size = 16;
  while (size < most * 2) size *= 2;
  const slots = new Int32Array(size);
  const hashes = new Uint32Array(most);
  const counts = new Float32Array(most);
  let found = 0;
  eachGram(runs, (hash) => {
    let slot = hash & (size - 1);
    for (;;) {
      const known = slots[slot] ?? 0;
      if (known === 0) {
        hashes[found] = hash;
        counts[found] = 1;
        found += 1;
        slots[slot] = found;
        return;
      }
      if (hashes[known - 1] === hash) {
        counts[known - 1] = (counts[known - 1] ?? 0) + 1;
        return;
      }
      slot = (slot + 1) & (size - 1);
    }
  });
  return { hashes: hashes.subarray(0, found), counts: counts.subarray(0, found) };
};

/** Grams of an ordinary title and text, and how much more a longer one may say (0: no more, 0.5: as much as it is longer). */
const ordinary = { title: { grams: 50, gain: 0.15 }, text: { grams: 600, gain: 0.25 } };

/** A field of a request as a vector: a title by what stands in it, a text also by how often, damped; its length near 1. */
export const valuesOf = ({ counts }: Grams, field: 'title' | 'text'): Float32Array => {
  const values =
    field === 'title' ? new Float32Array(counts.length).fill(1) : counts.map((count) => 1 + Math.log(count));
  let squares = 0;
  for (const value of values) squares += value * value;
  const { grams, gain } = ordinary[field];
  const scale = squares > 0 ? (counts.length / grams) ** gain / Math.sqrt(squares) : 0;
  return values.map((value) => value * scale);
};
