// Finds the number of a gram by its hash: sorted hashes, entered by their upper sixteen bits.

export type GramIndex = { hashes: Uint32Array; buckets: Uint32Array };

const buckets = 1 << 16;

/** @param hashes sorted, without repeats */
export const indexHashes = (hashes: Uint32Array): GramIndex => {
  const starts = new Uint32Array(buckets + 1);
  for (const hash of hashes) starts[(hash >>> 16) + 1] = (starts[(hash >>> 16) + 1] ?? 0) + 1;
  for (let at = 0; at < buckets; at += 1) starts[at + 1] = (starts[at + 1] ?? 0) + (starts[at] ?? 0);
  return { hashes, buckets: starts };
};

/** The place of the hash, or -1. */
export const findGram = ({ hashes, buckets: starts }: GramIndex, hash: number): number => {
  const bucket = hash >>> 16;
  const end = starts[bucket + 1] ?? 0;
  for (let at = starts[bucket] ?? 0; at < end; at += 1) if (hashes[at] === hash) return at;
  return -1;
};
