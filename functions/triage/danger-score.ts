// Words do not carry over: people in danger say it in words that no list has. A small linear model over characters and
// pairs of characters sees what a list misses. It only ever asks a person to look; the emergency line is called by words
// (screen-emergency.ts) or by that person. Trained by bench/emergency/train.ts on phrasings written for this product.
import { dangerWeights } from './danger-weights.ts';
import { gramsOf } from './grams.ts';
import { normalise } from './plain-text.ts';

export const dangerBuckets = 8192;
// Who is in danger says so at once.
const longestRead = 200;

let weights: Int8Array | undefined;

/** How probable it is that somebody is in danger now, 0 to 1. Not calibrated: the city's threshold was set on phrasings. */
export function dangerScore({ title, text }: { title?: string | undefined; text: string }): number {
  weights ??= Int8Array.from(Buffer.from(dangerWeights.steps, 'base64'));
  const buckets = dangerFeatures(`${title ?? ''}\n${text}`);
  let sum = 0;
  for (const bucket of buckets) sum += weights[bucket] ?? 0;
  const score =
    dangerWeights.bias + (buckets.length === 0 ? 0 : (sum * dangerWeights.step) / Math.sqrt(buckets.length));
  return 1 / (1 + Math.exp(-score));
}

/** The buckets of a text's characters and pairs of characters, each once. */
export function dangerFeatures(text: string): number[] {
  const grams = gramsOf(normalise(text).slice(0, longestRead), 1, 2);
  return [...new Set([...grams.keys()].map(bucketOf))];
}

function bucketOf(gram: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < gram.length; at += 1) hash = Math.imul(hash ^ gram.charCodeAt(at), 0x01000193);
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x2c1b3c6d) >>> 0) % dangerBuckets;
}
