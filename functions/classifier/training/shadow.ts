// A new model beside the one in use: both judge rows that neither fit has seen here, and the new one goes live only if it
// is not worse.
import { createHash } from 'node:crypto';
import { type Figures, type Judged, measure } from '../measure.ts';
import { classifyBy, type Model } from '../model.ts';
import type { LabelledRow } from './train-model.ts';

export type Shadow = {
  /** Rows kept out. */
  kept: number;
  old: Figures;
  new: Figures;
  labels: string[];
  isWorse: boolean;
};

/** One group in five is kept out; the same group always, whatever else is there. */
const keptShare = 0.2;

/** Splits by a hash of the group: a group stays on one side, now and in later trainings. */
export const splitForShadow = (rows: readonly LabelledRow[]): { kept: LabelledRow[]; rest: LabelledRow[] } => {
  const isKept = ({ group }: LabelledRow): boolean =>
    createHash('sha256').update(`kept ${group}`).digest().readUInt32BE(0) / 2 ** 32 < keptShare;
  return { kept: rows.filter(isKept), rest: rows.filter((row) => !isKept(row)) };
};

/** How far a figure may fall by chance and still not be called worse. */
const tolerance = 0.005;

/** Judges `kept` by both models. Labels that a model does not know are mistakes of it. */
export const compareModels = (kept: readonly LabelledRow[], models: { old: Model; new: Model }): Shadow => {
  const labels = [...new Set(kept.map(({ label }) => label))].sort();
  const figuresOf = (model: Model): Figures => {
    const judged = kept.map(({ title, text, label }): Judged => {
      const [best] = classifyBy(model, { title, text });
      const guess = labels.indexOf(best?.label ?? '');
      return {
        truth: labels.indexOf(label),
        guess: guess < 0 ? labels.length : guess,
        probability: best?.probability ?? 0,
      };
    });
    return measure(judged, labels.length);
  };
  const [before, after] = [figuresOf(models.old), figuresOf(models.new)];
  const isWorse = after.macroF1 < before.macroF1 - tolerance || after.accuracy < before.accuracy - tolerance;
  return { kept: kept.length, old: before, new: after, labels, isWorse };
};
