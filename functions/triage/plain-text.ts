// Text as the rules of triage read it: one form for full-width and half-width, capital and small, and cut into
// sentences and clauses. Nothing here is kept or sent.

/** NFKC, lower case, runs of blanks as one. Citizens type 「１１９」 and 「WIFI」 as they please. */
export function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\S\n]+/g, ' ')
    .trim();
}

/**
 * Sentences of a normalised text, ends included; a line break ends one too, and so do 400 characters without any end,
 * so that no text makes the rules slow.
 */
export function sentencesOf(text: string): string[] {
  return (text.match(/[^。!?;…\n]{1,400}[。!?;…]{0,9}/g) ?? []).filter((sentence) => sentence.trim() !== '');
}

/** Every place where `word` stands in `text`. */
export function placesOf(word: string, text: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(word); at !== -1 && word !== ''; at = text.indexOf(word, at + 1)) places.push(at);
  return places;
}

/** The part of a sentence between two commas that holds the character at `at`. */
export function clauseAt(sentence: string, at: number): string {
  const before = Math.max(...[...',、:'].map((mark) => sentence.lastIndexOf(mark, at - 1)));
  const after = [...',、:'].map((mark) => sentence.indexOf(mark, at)).filter((end) => end !== -1);
  return sentence.slice(before + 1, Math.min(sentence.length, ...after));
}
