// Character n-grams: how triage compares Chinese texts without a dictionary. Segmenters know more words but cost a
// second of start-up; n-grams of one to four characters find the same words by their parts.

const unread = /[^\p{L}\p{N}]+/u;
const onlyHan = /^[\u4e00-\u9fff]+$/;

/**
 * N-grams of a normalised text with how often each stands in it. They never reach across punctuation, and Latin words
 * and numbers stay whole, so that 「10号」 and 「110」 share nothing.
 */
export function gramsOf(text: string, shortest: number, longest: number): Map<string, number> {
  const counts = new Map<string, number>();
  addGrams(counts, text, { shortest, longest, weight: 1 });
  return counts;
}

/** The same, added to counts that are already there, each gram with a weight. */
export function addGrams(
  counts: Map<string, number>,
  text: string,
  { shortest, longest, weight }: { shortest: number; longest: number; weight: number },
): void {
  const add = (gram: string) => counts.set(gram, (counts.get(gram) ?? 0) + weight);
  for (const run of text.split(unread)) {
    if (onlyHan.test(run)) {
      // The usual case, ten times as fast: every UTF-16 unit is a character.
      for (let length = shortest; length <= longest; length += 1) {
        for (let from = 0; from + length <= run.length; from += 1) add(run.slice(from, from + length));
      }
      continue;
    }
    const units = run.match(/[a-z0-9]+|\p{L}|\p{N}/gu) ?? [];
    for (let length = shortest; length <= longest; length += 1) {
      for (let from = 0; from + length <= units.length; from += 1) add(units.slice(from, from + length).join(''));
    }
  }
}
