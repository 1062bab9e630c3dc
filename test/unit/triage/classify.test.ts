// The starter classifier names the right leaf for plain requests, says why, and knows when it does not know.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClassifier } from '#functions/triage/classify.ts';
import { aCity } from '#test/builders/city.ts';
import { aLeaf } from '#test/builders/city-catalogue.ts';

const city = aCity();
const classify = createClassifier(city.catalogue);
const best = (text: string, title?: string) => classify({ title, text }).candidates[0];

describe('names the leaf', () => {
  it.each([
    ['半夜工地还在施工，吵得孩子睡不着', 'environment/noise'],
    ['老板欠我工资三个月了', 'labour/unpaid-wages'],
    ['单元门口的垃圾好几天没人收', 'city/rubbish'],
    ['顶楼邻居私自加盖了一层', 'city/illegal-building'],
    ['路边小贩占道卖水果', 'city/street-stalls'],
    ['公交车半小时不来一班', 'transport/buses'],
    ['井盖不见了', 'transport/roads'],
    ['家里自来水发黄', 'utilities/water'],
  ])('%s', (text, path) => {
    expect(best(text)?.path).toBe(path);
  });

  it('by the title when the text wanders', () => {
    expect(best('昨天下班路过，看见几个人在聊天，后来我就回家了，一直想着这件事。', '垃圾桶没人清运')?.path).toBe(
      'city/rubbish',
    );
  });

  it('with the words of the catalogue that speak for it', () => {
    expect(best('公交车班次太少，站台也没有顶棚')?.evidence).toEqual(['公交车', '站台', '班次']);
  });

  it('with parts of its phrases where no word was said whole', () => {
    expect(best('包工头不结钱')?.evidence).toContain('包工头不');
  });
});

describe('knows when it does not know', () => {
  it.each(['', '你好', 'qwerty', '。。。', '🙂'])('of %s', (text) => {
    expect(best(text)?.probability).toBeLessThan(city.triage.thresholds.sure);
  });
});

describe('probabilities', () => {
  const pieces = fc.constantFrom(
    ...city.catalogue.leaves.flatMap((leaf) => [...leaf.words, ...leaf.phrases]),
    '，',
    '你好',
    'abc',
  );

  it('are ordered shares, three at most, whatever is said', () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), fc.array(pieces, { maxLength: 3 }), (text, title) => {
        const { candidates } = classify({ title: title.join(''), text: text.join('') });
        expect(candidates).toHaveLength(3);
        const shares = candidates.map((candidate) => candidate.probability);
        expect(shares).toEqual([...shares].sort((a, b) => b - a));
        expect(shares.reduce((sum, share) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
        expect(shares.every((share) => share >= 0)).toBe(true);
      }),
    );
  });

  it('are the same every time', () => {
    expect(createClassifier(city.catalogue)({ text: '噪音扰民' })).toEqual(classify({ text: '噪音扰民' }));
  });
});

it('says as evidence only what the catalogue says', () => {
  const said = city.catalogue.leaves.map((leaf) =>
    [leaf.name['zh-CN'], leaf.description['zh-CN'], ...leaf.words, ...leaf.phrases].join('\n'),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...city.catalogue.leaves.flatMap((leaf) => leaf.phrases)),
      fc.string(),
      (phrase, noise) => {
        for (const { evidence } of classify({ text: `${noise}${phrase}13812345678王小明` }).candidates) {
          for (const word of evidence) expect(said.some((text) => text.includes(word))).toBe(true);
        }
      },
    ),
  );
});

describe('a catalogue of 130 leaves', () => {
  const characters = [
    ...'天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜金生丽水玉出昆冈',
  ];
  const word = (seed: number) =>
    [0, 1, 2, 3].map((i) => characters[(seed * 7 + i * seed + i * i * 3) % characters.length]).join('');
  const leaves = Array.from({ length: 130 }, (_, leaf) =>
    aLeaf(
      `city/leaf-${leaf}`,
      word(leaf),
      Array.from({ length: 30 }, (_, i) => word(leaf * 31 + i)),
      {
        phrases: Array.from({ length: 10 }, (_, i) => [1, 2, 3, 4].map((k) => word(leaf * 17 + i * k)).join('')),
      },
    ),
  );
  const catalogue = { branches: city.catalogue.branches, leaves };

  /** The best of several runs: what the work costs, not what else the machine is doing. */
  const bestOf = (runs: number, work: () => void): number =>
    Math.min(
      ...Array.from({ length: runs }, () => {
        const began = performance.now();
        work();
        return performance.now() - began;
      }),
    );

  // Limits are three times the budget (50 ms, 2 ms), for machines that are busy.
  it('is prepared and read fast enough for a cold start', () => {
    expect(bestOf(7, () => createClassifier(catalogue)({ text: word(3) }))).toBeLessThan(150);
    const many = createClassifier(catalogue);
    const text = Array.from({ length: 120 }, (_, i) => word(i)).join('，');
    expect(bestOf(50, () => many({ title: word(7), text }))).toBeLessThan(6);
  });
});
