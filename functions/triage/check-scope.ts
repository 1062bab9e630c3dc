// Second step of triage: some matters the hotline may not handle; the citizen is told the lawful channel instead.
import type * as z from 'zod';
import type { TriageSchema } from '#schemas/city/pack.ts';
import { normalise } from './plain-text.ts';

export type ScopeRule = z.infer<typeof TriageSchema>['outOfScope'][number];

/** `evidence` is the group of words of the city pack that were all present. */
export type OutOfScope = { ruleId: string; channel: ScopeRule['channel']; evidence: string[] };

// A citizen names the matter in the title or at once. Further on a court or a petition is only part of the story: what was
// tried before, what the other side threatens.
const longestOpening = 120;

/**
 * The rule one of whose groups is wholly present in the title and opening; of several the group that says most (most characters),
 * then the earlier rule of the pack. Undefined: within scope.
 */
export function checkScope(text: string, rules: readonly ScopeRule[]): OutOfScope | undefined {
  const said = normalise(text).slice(0, longestOpening);
  let found: OutOfScope | undefined;
  for (const rule of rules) {
    for (const group of rule.groups) {
      const isPresent = group.every((word) => said.includes(normalise(word)));
      if (!isPresent || lengthOf(group) <= lengthOf(found?.evidence ?? [])) continue;
      found = { ruleId: rule.id, channel: rule.channel, evidence: [...group] };
    }
  }
  return found;
}

const lengthOf = (words: readonly string[]) => words.join('').length;
