// A compressed fit scores as the fit did: what all labels share included, because each label is first asked on its own.
import { describe, expect, it } from 'vitest';
import { gramsOf } from '#functions/classifier/grams.ts';
import { classifyBy } from '#functions/classifier/model.ts';
import { sharesOf } from '#functions/classifier/shares.ts';
import { meanings, toByte } from '#functions/classifier/small-weights.ts';
import { compress } from '#functions/classifier/training/compress.ts';
import { scoreRow } from '#functions/classifier/training/support-vectors.ts';
import { sharedGrams, vectorsOf } from '#functions/classifier/training/vectors.ts';

describe('weights of one byte', () => {
  it('are off by little, and by least near nothing', () => {
    const means = meanings(2);
    for (const weight of [-2, -1.3, -0.01, 0, 0.0004, 0.5, 2]) {
      const back = means[toByte(weight, 2) + 128] ?? Number.NaN;
      expect(Math.abs(back - weight)).toBeLessThan(0.001 + Math.abs(weight) * 0.05);
    }
  });
});

describe('a compressed fit', () => {
  it('keeps the scores, also what a gram weighs for all labels alike', () => {
    const texts = ['公交车不来', '公交车太挤', '水管漏水', '水管没水'].map((text) => gramsOf(text));
    const index = sharedGrams(texts, 1);
    const vectors = vectorsOf(texts, index, 'title');
    const bias = Float64Array.of(-3, -3);
    const weights = Float32Array.from({ length: index.hashes.length * 2 }, (_, at) => (at % 2 === 0 ? 1.3 : 1));
    const table = compress({ weights, bias }, vectors, {
      field: 'title',
      hashes: index.hashes,
      from: 0,
      times: 1,
      most: 1000,
    });
    const calibration = { sharpness: 2, shifts: [0, 0] };
    const head = { tables: [table], bias: [...bias], calibration };
    const model = { labels: ['a', 'b'], heads: { title: head, text: head, both: head } };
    const scores = new Float64Array(2);
    scoreRow(vectors, 0, { weights, bias }, scores);
    const shares = Object.fromEntries(
      classifyBy(model, { title: '公交车不来' }).map((one) => [one.label, one.probability]),
    );
    const [a = 0] = sharesOf(scores, calibration);
    expect(a).toBeLessThan(0.7);
    expect(shares['a']).toBeCloseTo(a, 2);
  });
});
