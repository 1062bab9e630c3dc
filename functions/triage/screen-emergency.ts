// First step of triage: is somebody in danger now? Then the case goes to the emergency line before anything else.
// Recall first: a needless handover costs a phone call, a missed one may cost a life; yet 「119 消防通道被占」 is no fire.
import type * as z from 'zod';
import type { TriageSchema } from '#schemas/city/pack.ts';
import {
  asksForRules,
  denies,
  figurative,
  goesOn,
  habitual,
  now,
  over,
  past,
  supposed,
  threatens,
} from './chinese-cues.ts';
import { clauseAt, normalise, placesOf, sentencesOf } from './plain-text.ts';

export type EmergencyRule = z.infer<typeof TriageSchema>['emergency'][number];

/** `evidence` holds words of the city pack, never the citizen's. */
export type Emergency = { line: EmergencyRule['line']; unit: string; evidence: string[] };

const longestCallForHelp = 300;

/**
 * The line with the most danger words that are meant seriously; the earlier rule of the pack when two are equal.
 * Title and text are read sentence by sentence, so that words of one sentence never clear another.
 */
export function screenEmergency(
  request: { title?: string | undefined; text: string },
  rules: readonly EmergencyRule[],
): Emergency | undefined {
  const sentences = [...sentencesOf(normalise(request.title ?? '')), ...toldAsPresent(normalise(request.text))];
  let found: Emergency | undefined;
  for (const rule of rules) {
    const evidence = rule.danger.filter((word) =>
      sentences.some((sentence) => speaksOfDanger(normalise(word), sentence, rule)),
    );
    if (evidence.length > (found?.evidence.length ?? 0)) found = { line: rule.line, unit: rule.unit, evidence };
  }
  return found;
}

// Nobody writes a page while the house burns: in a long story only its first and last sentence count, and what says "now".
function toldAsPresent(text: string): string[] {
  const sentences = sentencesOf(text);
  if (text.length <= longestCallForHelp) return sentences;
  return sentences.filter((sentence, at) => at === 0 || at === sentences.length - 1 || now.test(sentence));
}

function speaksOfDanger(danger: string, sentence: string, rule: EmergencyRule): boolean {
  return placesOf(danger, sentence).some((at) => isMeant(danger, at, sentence, rule));
}

// One occurrence. Words against it in its own clause win. Those elsewhere in the sentence yield to a sign that it is
// going on now; 「着火了」 at the end of a clause is such a sign against words about the line, not against the past.
function isMeant(danger: string, at: number, sentence: string, rule: EmergencyRule): boolean {
  if (denies.test(sentence.slice(0, at))) return false;
  const end = at + danger.length;
  const unless = rule.unless.map(normalise);
  const isPartOfAnother = unless.some((word) =>
    placesOf(word, sentence).some((start) => overlaps(start, start + word.length, at, end)),
  );
  if (isPartOfAnother) return false;
  const ownClause = clauseAt(sentence, at);
  // What stands inside the danger word itself says nothing against it.
  const clause = ownClause.replaceAll(danger, '□');
  const rest = sentence.replaceAll(danger, '□');
  if (supposed.test(clause) && !threatens.test(ownClause)) return false;
  if (unless.some((word) => clause.includes(word))) return false;
  if (now.test(ownClause)) return true;
  if (figurative.test(clause) || over.test(rest)) return false;
  if (goesOn.test(rest)) return true;
  if (habitual.test(clause) || past.test(clause) || asksForRules.test(clause)) return false;
  if (now.test(rest)) return true;
  if (past.test(rest)) return false;
  return /□了?[!啊呀啦。]*$/.test(clause) || !(asksForRules.test(rest) || unless.some((word) => rest.includes(word)));
}

// The two stretches share characters, and the first is more than a part of the second: 火锅 in 一起火锅.
const overlaps = (start: number, stop: number, at: number, end: number) =>
  start < end && at < stop && (start < at || stop > end || (start === at && stop === end));
