// A new model goes live only if it is not worse on rows that it has not seen.
import { describe, expect, it } from 'vitest';
import { compareModels, splitForShadow } from '#functions/classifier/training/shadow.ts';
import { trainModel } from '#functions/classifier/training/train-model.ts';
import { labelledRows } from '#test/builders/labelled-rows.ts';

const rows = labelledRows();
const { kept, rest } = splitForShadow(rows);
const good = trainModel(rest, { seed: 1 }).model;
/** Taught the wrong way round. */
const wrong: Record<string, string> = { buses: 'water', water: 'noise', noise: 'buses' };
const bad = trainModel(
  rest.map((row) => ({ ...row, label: wrong[row.label] ?? row.label })),
  { seed: 1 },
).model;

describe('rows that are kept out', () => {
  it('are about a fifth, whole groups, and the same whatever else is there', () => {
    expect(kept.length / rows.length).toBeGreaterThan(0.1);
    expect(kept.length / rows.length).toBeLessThan(0.3);
    const groups = new Set(kept.map(({ group }) => group));
    expect(rest.some(({ group }) => groups.has(group))).toBe(false);
    expect(splitForShadow(rows.slice(0, 60)).kept).toEqual(kept.filter((row) => rows.indexOf(row) < 60));
  });
});

describe('the comparison', () => {
  it('lets a better model pass and holds a worse one back, label by label', () => {
    const better = compareModels(kept, { old: bad, new: good });
    expect([better.isWorse, better.labels, better.kept]).toEqual([false, ['buses', 'noise', 'water'], kept.length]);
    expect(better.new.labels.every(({ f1 }, at) => f1 > (better.old.labels[at]?.f1 ?? 1))).toBe(true);
    expect(compareModels(kept, { old: good, new: bad }).isWorse).toBe(true);
    expect(compareModels(kept, { old: good, new: good }).isWorse).toBe(false);
  });

  it('counts labels that a model does not know as its mistakes', () => {
    const two = trainModel(
      rest.filter(({ label }) => label !== 'noise'),
      { seed: 1 },
    ).model;
    const shadow = compareModels(kept, { old: good, new: two });
    expect(shadow.isWorse).toBe(true);
    expect(shadow.new.labels[shadow.labels.indexOf('noise')]?.f1).toBe(0);
  });
});
