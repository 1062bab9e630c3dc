// The classifier of a city: the words of its catalogue, and its trained model where the pack names one.

import { readModel } from '#functions/classifier/model-file.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { type Classify, createClassifier } from './classify.ts';
import { partsBy } from './trained-parts.ts';

const classifiers = new WeakMap<CityPack, Classify>();

/**
 * Made once for the life of the process. `modelOf` reads the file that the pack names; without it the catalogue's words
 * classify alone.
 * @throws ModelFileError when the file is no model; TypeError when it was trained without a mapping to the catalogue
 */
export const classifierOf = (pack: CityPack, modelOf?: () => Uint8Array): Classify => {
  const known = classifiers.get(pack);
  if (known !== undefined) return known;
  const made = createClassifier(pack.catalogue, partsOf(pack, modelOf));
  classifiers.set(pack, made);
  return made;
};

const partsOf = ({ triage }: CityPack, modelOf: (() => Uint8Array) | undefined) => {
  if (triage.model === undefined || modelOf === undefined) return undefined;
  const parts = partsBy(readModel(modelOf()).model);
  if (parts === undefined) throw new TypeError('the model of the city was trained without a mapping to its catalogue');
  return parts;
};
