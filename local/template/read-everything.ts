// Reads every resource once, so that all that is refused is refused together, before anything runs.
import { RefusedError } from '../refusal.ts';
import { resourceTypes } from './catalogue.ts';
import type { LoadedStacks } from './load-stacks.ts';

export function readEverything(stacks: LoadedStacks): void {
  const reasons: string[] = [];
  for (const type of resourceTypes.values()) {
    try {
      stacks.read(type);
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      reasons.push(...error.reasons);
    }
  }
  if (reasons.length > 0) throw new RefusedError(reasons);
}
