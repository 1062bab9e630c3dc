// A trained model and a catalogue together: the model says which part of the catalogue, the catalogue's own words say
// which leaf of it.
import { classifyBy, type Model } from '#functions/classifier/model.ts';
import type { KnownParts } from './classify.ts';

/** Undefined for a model that was trained without a mapping to the catalogue. */
export const partsBy = (model: Model): KnownParts | undefined => {
  const { paths } = model;
  if (paths === undefined) return undefined;
  return (told) =>
    classifyBy(model, told).map(({ label, probability }) => ({ paths: paths[label] ?? [], probability }));
};
