// Which of the four clocks a case runs by. The catalogue sets the rule for a matter; what the citizen says can make it
// more urgent, a trusted source knows best, and the word of any other source is a hint that never slows a case down.
import type { Urgency } from '#schemas/city/policy.ts';
import { denies, hazards, past, supposed } from './chinese-cues.ts';
import { isEnquiry } from './enquiry.ts';
import { clauseAt, normalise, placesOf, sentencesOf } from './plain-text.ts';
import { type EmergencyRule, screenEmergency } from './screen-emergency.ts';

export type UrgencyGrounds = 'trusted-source' | 'danger' | 'hazard' | 'source-hint' | 'enquiry' | 'catalogue';

/** `evidence` holds words of the pack or of this product, never the citizen's. */
export type JudgedUrgency = { urgency: Urgency; because: UrgencyGrounds; evidence: string[] };

export type UrgencyQuestion = {
  title?: string | undefined;
  text: string;
  /** What the catalogue says of the leaf; undefined while nobody knows the leaf. */
  leafUrgency?: Urgency | undefined;
  /** What the source says, and whether the city pack trusts it. */
  hint?: { urgency: Urgency; trusted: boolean } | undefined;
};

const speed: Record<Urgency, number> = { critical: 3, urgent: 2, ordinary: 1, enquiry: 0 };

/**
 * The urgency and the one ground that decided it. Danger makes a case critical, a hazard at least urgent; an untrusted
 * hint raises by one step at most; a mere question about an ordinary matter runs by the enquiry clock.
 */
export function judgeUrgency(question: UrgencyQuestion, rules: readonly EmergencyRule[]): JudgedUrgency {
  const { hint, leafUrgency = 'ordinary' } = question;
  if (hint?.trusted) return { urgency: hint.urgency, because: 'trusted-source', evidence: [] };
  const danger = screenEmergency(question, rules);
  if (danger) return { urgency: 'critical', because: 'danger', evidence: danger.evidence };
  if (speed[leafUrgency] < speed.urgent) {
    const evidence = hazardsIn(question);
    if (evidence.length > 0) return { urgency: 'urgent', because: 'hazard', evidence };
  }
  if (hint && speed[hint.urgency] > speed[leafUrgency]) {
    return { urgency: oneStepUp(leafUrgency), because: 'source-hint', evidence: [] };
  }
  if (leafUrgency === 'ordinary' && isEnquiry(question))
    return { urgency: 'enquiry', because: 'enquiry', evidence: [] };
  return { urgency: leafUrgency, because: 'catalogue', evidence: [] };
}

function oneStepUp(urgency: Urgency): Urgency {
  if (urgency === 'enquiry') return 'ordinary';
  return urgency === 'ordinary' ? 'urgent' : 'critical';
}

// A hazard counts unless its own clause tells it as past, supposed or not there.
function hazardsIn({ title, text }: { title?: string | undefined; text: string }): string[] {
  const sentences = [title ?? '', text].flatMap((part) => sentencesOf(normalise(part)));
  return hazards.filter((hazard) =>
    sentences.some((sentence) =>
      placesOf(hazard, sentence).some((at) => {
        const clause = clauseAt(sentence, at);
        return !denies.test(sentence.slice(0, at)) && !past.test(clause) && !supposed.test(clause);
      }),
    ),
  );
}
