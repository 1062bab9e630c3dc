// A model learns subjects from rows, says how sure it is, and is the same file for the same rows.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyBy, kindOf, wordsFor } from '#functions/classifier/model.ts';
import { ModelFileError, readModel, writeModel } from '#functions/classifier/model-file.ts';
import { trainModel } from '#functions/classifier/training/train-model.ts';
import { labelledRows } from '#test/builders/labelled-rows.ts';

const facts = { rows: 144, seed: 1, digest: 'd', jiesu: '0', measured: {} };
const bytesOf = (seed = 1, rows = labelledRows()) => writeModel(trainModel(rows, { seed }).model, facts);
const bytes = bytesOf();
const { model } = readModel(bytes);
const best = (title?: string, text?: string) => classifyBy(model, { title, text })[0];

describe('a trained model', () => {
  it.each([
    ['十二路公交车总是不来', '站台上站满了人', 'buses'],
    ['家里水管漏水', '水龙头一开都是黄水', 'water'],
    ['楼上装修噪音', '电钻响一天', 'noise'],
    ['水压低', '', 'water'],
    ['', '广场舞的音响吵得睡不着', 'noise'],
  ])('names the subject of 「%s」「%s」', (title, text, label) => {
    expect(best(title, text)?.label).toBe(label);
  });

  it('has its own weights for a title alone, a text alone and both', () => {
    expect(kindOf({ title: '水', text: ' \n' })).toBe('title');
    expect(kindOf({ title: undefined, text: '水' })).toBe('text');
    expect(kindOf({ title: '水', text: '水' })).toBe('both');
  });

  it('finds all labels alike for what it never heard of', () => {
    const heard = best('公交车不准点', '公交司机不停站')?.probability;
    expect(heard).toBeGreaterThan(0.95);
    expect(best('qwerty', 'zzz')?.probability).toBeCloseTo(1 / 3, 6);
    expect(best('', '')?.probability).toBeCloseTo(1 / 3, 6);
  });

  it('names words of the request that speak for a label, none a part of another', () => {
    const words = wordsFor(model, { title: '公交车不来', text: '等车' }, 'buses');
    expect(words.some((word) => word.includes('公交'))).toBe(true);
    expect(words.some((word) => words.some((other) => other !== word && other.includes(word)))).toBe(false);
  });

  it('answers with shares that add up to 1, the largest first, whatever is said', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme', maxLength: 300 }), (title, text) => {
        const shares = classifyBy(model, { title, text }).map(({ probability }) => probability);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 6);
        expect(shares).toEqual([...shares].sort((a, b) => b - a));
      }),
    );
  });

  it('does not mind width, case, spaces or which number', () => {
    expect(best('１２ 路 ＢＵＳ 公交', '')).toEqual(best('34路bus公交', ''));
  });
});

describe('training', () => {
  it('takes rows that have a title only, or a text only', () => {
    const some = labelledRows();
    const titled = trainModel(
      some.map((row) => ({ ...row, text: '' })),
      { seed: 1 },
    ).model;
    expect(classifyBy(titled, { title: '水管漏水' })[0]?.label).toBe('water');
    const mixed = some.map((row, at) => (at % 2 === 0 ? { ...row, title: '' } : row));
    const { model: learnt, trials } = trainModel(mixed, { seed: 1 });
    expect(classifyBy(learnt, { text: '自来水公司不来修水管' })[0]?.label).toBe('water');
    expect(trials.title.rows).toHaveLength(72);
    expect(trials.text.rows).toHaveLength(144);
  });
});

describe('a model file', () => {
  it('is the same for the same rows and seed', () => {
    expect(Buffer.from(bytesOf()).equals(Buffer.from(bytes))).toBe(true);
  });

  it('answers as before after a second writing', () => {
    const again = readModel(writeModel(model, facts)).model;
    const said = { title: '公交车', text: '漏水' };
    expect(classifyBy(again, said)).toEqual(classifyBy(model, said));
  });

  it('holds no words of the rows', () => {
    const rows = labelledRows().map((row, at) => ({ ...row, title: `${row.title}${at % 3 ? '' : '张三丰'}` }));
    expect(Buffer.from(bytesOf(1, rows)).includes('张三')).toBe(false);
  });

  it('that is none, is of another version or was cut off says so', () => {
    expect(() => readModel(Buffer.from('hello\nworld\n'))).toThrow('no classifier model');
    expect(() => readModel(Buffer.from('JIESU-CLASSIFIER 99\n{}\n'))).toThrow('another version');
    expect(() => readModel(bytes.subarray(0, bytes.length - 40))).toThrow(ModelFileError);
    expect(() => readModel(new Uint8Array())).toThrow(ModelFileError);
  });
});
