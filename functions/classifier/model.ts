// A trained model: what it holds, and how it classifies. Loading is in model-file.ts, training in training/.
import { findGram, type GramIndex } from './gram-index.ts';
import { eachGram, gramsOf, runsOf, valuesOf } from './grams.ts';
import { type Calibration, sharesOf } from './shares.ts';
import { meanings } from './small-weights.ts';

export type Field = 'title' | 'text';

/** What the grams of one field weigh for each label: of gram g for label l the byte `weights[g * labels + l]`. */
export type GramTable = { field: Field; index: GramIndex; weights: Int8Array; top: number };

/** What is there of a request decides how it is classified: a title alone needs other weights than a title with a text. */
export type Kind = 'title' | 'text' | 'both';

export type Head = { tables: GramTable[]; bias: number[]; calibration: Calibration };

export type Model = {
  labels: string[];
  heads: Record<Kind, Head>;
  /** Parts of the catalogue that each label is, where the training had a mapping. */
  paths?: Record<string, string[]> | undefined;
};

export type Said = { title?: string | undefined; text?: string | undefined };
export type LabelShare = { label: string; probability: number };

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === '';

export const kindOf = ({ title, text }: Said): Kind => (isBlank(text) ? 'title' : isBlank(title) ? 'text' : 'both');

/** What a field is read of: a text with its title in front, whose words count in it, too. */
export const readOf = (said: Said, field: Field): string => {
  if (field === 'title') return said.title ?? '';
  return isBlank(said.title) ? (said.text ?? '') : `${said.title}。${said.text ?? ''}`;
};

/** All labels, the most probable first; all alike for a request of which the model knows nothing. Two milliseconds at most for a text of ordinary length. */
export const classifyBy = (model: Model, said: Said): LabelShare[] => {
  const head = model.heads[kindOf(said)];
  const { scores, known } = scoresBy(head, said);
  const shares = known === 0 ? scores.map(() => 1 / scores.length) : sharesOf(scores, head.calibration);
  return model.labels
    .map((label, at) => ({ label, probability: shares[at] ?? 0 }))
    .sort((a, b) => b.probability - a.probability);
};

const scoresBy = (head: Head, said: Said): { scores: Float64Array; known: number } => {
  const labels = head.bias.length;
  const scores = Float64Array.from(head.bias);
  let known = 0;
  for (const table of head.tables) {
    const grams = gramsOf(readOf(said, table.field));
    const values = valuesOf(grams, table.field);
    const meaning = meanings(table.top);
    for (let at = 0; at < values.length; at += 1) {
      const gram = findGram(table.index, grams.hashes[at] ?? 0);
      if (gram < 0) continue;
      known += 1;
      const value = values[at] ?? 0;
      for (let label = 0; label < labels; label += 1) {
        scores[label] =
          (scores[label] ?? 0) + (meaning[(table.weights[gram * labels + label] ?? 0) + 128] ?? 0) * value;
      }
    }
  }
  return { scores, known };
};

const mostWords = 5;

/**
 * The words of the request that speak most for a label, the strongest first. They are the citizen's own: show them to
 * whoever may read the request, and keep them out of logs.
 */
export const wordsFor = (model: Model, said: Said, label: string): string[] => {
  const head = model.heads[kindOf(said)];
  const at = model.labels.indexOf(label);
  const weights = new Map<string, number>();
  for (const table of head.tables) {
    const meaning = meanings(table.top);
    eachGram(runsOf(readOf(said, table.field)), (hash, run, from, to) => {
      if (to - from < 2) return;
      const gram = findGram(table.index, hash);
      const weight = gram < 0 ? 0 : (meaning[(table.weights[gram * model.labels.length + at] ?? 0) + 128] ?? 0);
      if (weight > 0) weights.set(run.slice(from, to), weight);
    });
  }
  const strongest = [...weights].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([word]) => word);
  const words: string[] = [];
  for (const word of strongest) {
    if (words.length === mostWords) break;
    if (!words.some((other) => other.includes(word) || word.includes(other))) words.push(word);
  }
  return words;
};
