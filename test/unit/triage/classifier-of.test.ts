// A city that names a trained model decides by it: the model chooses the part of the catalogue, the catalogue's words the leaf.
import { describe, expect, it } from 'vitest';
import { writeModel } from '#functions/classifier/model-file.ts';
import { trainModel } from '#functions/classifier/training/train-model.ts';
import { classifierOf } from '#functions/triage/classifier-of.ts';
import { createClassifier } from '#functions/triage/classify.ts';
import { aCity } from '#test/builders/city.ts';
import { labelledRows } from '#test/builders/labelled-rows.ts';

const { model } = trainModel(labelledRows(), { seed: 1 });
const facts = { rows: 144, seed: 1, digest: 'd', jiesu: '0', measured: {} };
const paths = { buses: ['transport'], water: ['utilities'], noise: ['environment'] };
const city = aCity();
const cityWithModel = () => ({
  ...city,
  triage: { ...city.triage, model: { file: 'model/classifier.model', sha256: '0'.repeat(64) } },
});
/** 「水龙头」 and 「泥沙」 stand nowhere in the catalogue; the rows of the model know them. */
const told = { title: '水龙头全是泥沙', text: '洗衣服都不敢用' };

describe('the classifier of a city', () => {
  it('is its trained model within the catalogue', () => {
    const classify = classifierOf(cityWithModel(), () => writeModel({ ...model, paths }, facts));
    const { candidates } = classify(told);
    expect(candidates[0]?.path).toMatch(/^utilities\//);
    expect(candidates[0]?.probability).toBeGreaterThan(
      createClassifier(city.catalogue)(told).candidates[0]?.probability ?? 1,
    );
  });

  it('shares the probability of a part among its leaves', () => {
    const all = city.catalogue.leaves.length;
    const classify = createClassifier(city.catalogue, () => [
      { paths: ['transport'], probability: 0.9 },
      { paths: ['utilities'], probability: 0.1 },
    ]);
    const { candidates } = classify({ title: '', text: '垃圾没人收' });
    expect(all).toBeGreaterThan(3);
    expect(candidates[0]?.path).toMatch(/^transport\//);
    expect(candidates.every(({ path }) => /^(transport|utilities)\//.test(path))).toBe(true);
  });

  it('is the words of the catalogue alone where the pack names no model', () => {
    expect(classifierOf(aCity(), () => new Uint8Array())(told)).toEqual(createClassifier(city.catalogue)(told));
  });

  it('refuses a model that knows no paths', () => {
    expect(() => classifierOf(cityWithModel(), () => writeModel(model, facts))).toThrow('without a mapping');
  });
});
