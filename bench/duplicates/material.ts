// Messages of a tab-separated file, and every pair of them that reads alike. The material is the reader's own: it is
// named by --data, and nothing of it is written anywhere.
import { readFileSync } from 'node:fs';
import { fingerprintsOf, similarity } from '#functions/triage/fingerprint.ts';
import { gramsOf } from '#functions/triage/grams.ts';
import { normalise } from '#functions/triage/plain-text.ts';

export type Message = { id: string; title: string; text: string; time?: string; group?: string; label?: string };
export type Pair = { one: Message; other: Message; similarity: number; found: boolean; days?: number };

/** Rows by the names of the first line. */
export const readMessages = (path: string): Message[] => {
  const [head = '', ...lines] = readFileSync(path, 'utf8').split('\n');
  const names = head.split('\t');
  const at = (name: string) => names.indexOf(name);
  return lines
    .filter((line) => line !== '')
    .map((line) => line.split('\t'))
    .filter((cells) => cells[at('text_form')] !== 'segmented')
    .map((cells) => {
      const cell = (name: string) => cells[at(name)];
      return {
        id: cell('id') ?? '',
        title: cell('title') ?? '',
        text: cell('text') ?? '',
        ...(cell('time') ? { time: cell('time') } : {}),
        ...(cell('group') ? { group: cell('group') } : {}),
        ...(cell('label') ? { label: cell('label') } : {}),
      };
    });
};

/**
 * All pairs whose similarity is at least `least`, compared one with another without any shortcut; `found` says whether
 * the product would have met the other at all, through a fingerprint that both have.
 */
export const alikePairs = (messages: readonly Message[], least: number): Pair[] => {
  const facets = messages.map((message) => new Set(fingerprintsOf(message)));
  const pairs: Pair[] = [];
  for (const [first, second] of cosineAtLeast(messages, least)) {
    const [one, other] = [messages[first], messages[second]];
    if (one === undefined || other === undefined) continue;
    const alike = similarity(whole(one), whole(other));
    if (alike < least) continue;
    const found = [...(facets[first] ?? [])].some((facet) => facets[second]?.has(facet));
    const days =
      one.time && other.time ? Math.abs(Date.parse(one.time) - Date.parse(other.time)) / 86_400_000 : undefined;
    pairs.push({ one, other, similarity: alike, found, ...(days === undefined ? {} : { days }) });
  }
  return pairs.sort((a, b) => b.similarity - a.similarity);
};

const whole = ({ title, text }: Message) => `${title}\n${text}`;

// The cosine of similarity() for every pair at once, over an index from pair of characters to messages.
function* cosineAtLeast(messages: readonly Message[], least: number): Generator<[number, number]> {
  const index = new Map<string, { at: number; weight: number }[]>();
  const vectors = messages.map((message) => {
    const bare = normalise(whole(message))
      .slice(0, 4000)
      .replace(/[^\p{L}\p{N}]+/gu, '');
    const grams = [...gramsOf(bare, 1, 2)].map(([gram, count]) => ({ gram, weight: 1 + Math.log(count) }));
    const norm = Math.sqrt(grams.reduce((sum, { weight }) => sum + weight ** 2, 0));
    return grams.map(({ gram, weight }) => ({ gram, weight: weight / norm }));
  });
  for (const [at, vector] of vectors.entries()) {
    const dots = new Float64Array(at);
    for (const { gram, weight } of vector) {
      const known = index.get(gram) ?? [];
      for (const other of known) dots[other.at] = (dots[other.at] ?? 0) + other.weight * weight;
      known.push({ at, weight });
      index.set(gram, known);
    }
    for (const [other, dot] of dots.entries()) if (dot >= least - 1e-9) yield [other, at];
  }
}
