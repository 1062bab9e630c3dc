// Which errors a Retry or Catch means, and how long a retry waits.
import type { Retrier } from './definition.ts';

/** Errors that no wildcard catches. */
const uncaught = new Set(['States.Runtime', 'States.DataLimitExceeded']);

export const matches = (errors: readonly string[], error: string): boolean => {
  if (errors.includes(error)) return true;
  if (errors.includes('States.ALL') && !uncaught.has(error)) return true;
  if (errors.includes('States.TaskFailed') && error !== 'States.Timeout' && !uncaught.has(error)) return true;
  return errors.includes('States.Timeout') && error === 'States.HeartbeatTimeout';
};

/** Seconds before the next try; full jitter is drawn from a hash of the try, so that the same run waits the same. */
export const retryDelaySeconds = (retrier: Retrier, used: number, seed: string): number => {
  const delay = Math.min(retrier.maxDelaySeconds, retrier.intervalSeconds * retrier.backoffRate ** used);
  return retrier.jitter ? delay * fractionOf(seed) : delay;
};

const fractionOf = (seed: string): number => {
  let hash = 2166136261;
  for (const character of seed) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 16777619);
  return (hash >>> 0) / 4294967296;
};
