// The automatic part of reply review (答复审核): an empty reply does not reach the citizen (DOMAIN §2). What it finds,
// and a sample of the rest, goes to the duty desk.
import type { CaseEventOf } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';

type Findings = CaseEventOf<'Replied'>['findings'];
type Policy = CityPack['handling']['replyReview'];

/** What speaks against letting a reply pass by itself; empty when nothing does. Deterministic for one case. */
export const reviewReply = (
  reply: { text: string; legalBasis?: string | undefined },
  caseNumber: string,
  policy: Policy,
): Findings => {
  const bare = reply.text.replaceAll(/\s/g, '');
  const isEmptyPhrase = policy.emptyPhrases.some((phrase) => bare.replaceAll(/[。.!！,，]/g, '') === phrase);
  const findings: Findings = [
    ...([...bare].length < policy.minimumCharacters ? (['too-short'] as const) : []),
    ...(isEmptyPhrase ? (['empty-phrase'] as const) : []),
    ...(policy.legalBasisRequired && reply.legalBasis === undefined ? (['no-legal-basis'] as const) : []),
  ];
  return findings.length === 0 && isSampled(caseNumber, policy.samplePercent) ? ['sampled'] : findings;
};

const isSampled = (caseNumber: string, percent: number): boolean => {
  let hash = 7;
  for (const character of caseNumber) hash = (hash * 33 + (character.codePointAt(0) ?? 0)) % 9973;
  return hash % 100 < percent;
};
