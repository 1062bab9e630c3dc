// Character n-grams: how triage compares Chinese texts without a dictionary. Segmenters know more words but cost a
// second of start-up; n-grams of one to four characters find the same words by their parts.

const unread = /[^\p{L}\p{N}]+/u;

/**
 * N-grams of a normalised text with how often each stands in it. They never reach across punctuation, and Latin words
 * and numbers stay whole, so that 「10号」 and 「110」 share nothing.
 */
export function gramsOf(text: string, shortest: number, longest: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (const run of text.split(unread)) {
    const units = run.match(/[a-z0-9]+|\p{L}|\p{N}/gu) ?? [];
    for (let from = 0; from < units.length; from += 1) {
      let gram = '';
      for (let length = 1; length <= longest && from + length <= units.length; length += 1) {
        gram += units[from + length - 1];
        if (length >= shortest) counts.set(gram, (counts.get(gram) ?? 0) + 1);
      }
    }
  }
  return counts;
}
