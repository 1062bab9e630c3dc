// Figures are what their names say, on rows small enough to count by hand.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { measure } from '#functions/classifier/measure.ts';
import { largest, sharesOf } from '#functions/classifier/shares.ts';
import { calibrate } from '#functions/classifier/training/calibrate.ts';
import { foldsOf } from '#functions/classifier/training/chance.ts';

describe('figures', () => {
  const figures = measure(
    [
      { truth: 0, guess: 0, probability: 0.9 },
      { truth: 0, guess: 0, probability: 0.9 },
      { truth: 0, guess: 1, probability: 0.5 },
      { truth: 1, guess: 1, probability: 0.9 },
    ],
    2,
  );

  it('count', () => {
    expect(figures.accuracy).toBe(0.75);
    expect(figures.confusion).toEqual([
      [2, 1],
      [0, 1],
    ]);
    expect(figures.macroF1).toBeCloseTo((0.8 + 2 / 3) / 2, 10);
    expect(figures.surest75).toBe(1);
    // Three rows at 0.9 of which all are right, one at 0.5 that is wrong.
    expect(figures.calibrationError).toBeCloseTo(0.75 * 0.1 + 0.25 * 0.5, 10);
  });
});

describe('calibration', () => {
  it('makes scores that are right seven times of ten say 0.7', () => {
    const rows = 1000;
    const values = new Float64Array(rows * 2);
    const truth = new Int32Array(rows);
    for (let row = 0; row < rows; row += 1) {
      values.set([1, -1], row * 2);
      truth[row] = row % 10 < 7 ? 0 : 1;
    }
    const scores = { values, labels: 2 };
    const calibration = calibrate(scores, truth, Int32Array.from(truth.keys()));
    expect(sharesOf(Float64Array.of(1, -1), calibration)[0]).toBeCloseTo(0.7, 1);
  });

  it('never answers anything but shares', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 9 }),
        (scores) => {
          const shares = sharesOf(Float64Array.from(scores), { sharpness: 5, shifts: scores.map(() => 0) });
          expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
          expect(largest(shares)).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe('folds', () => {
  it('keep a group together, and are of like size', () => {
    const groups = Array.from({ length: 300 }, (_, row) => `g${Math.floor(row / 3)}`);
    const folds = foldsOf(groups, 5, 1);
    groups.forEach((group, row) => {
      expect(folds[row]).toBe(folds[groups.indexOf(group)]);
    });
    for (let fold = 0; fold < 5; fold += 1) expect(folds.filter((one) => one === fold)).toHaveLength(60);
  });
});
