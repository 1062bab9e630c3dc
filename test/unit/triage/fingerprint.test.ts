// The same story told twice is found and handled once; two stories never become one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DuplicateQuestion, fingerprintsOf, judgeDuplicate, similarity } from '#functions/triage/fingerprint.ts';
import { aCity } from '#test/builders/city.ts';

const policy = aCity().handling.duplicates;
const lamp = '柳林农贸市场东门的路灯坏了三盏，晚上漆黑一片，老人走路很危险，请尽快修好。';
const lampAgain = '柳林农贸市场东门有三盏路灯坏了，晚上漆黑一片，老人走路很危险，麻烦尽快修。';
const noise = '金柳花园旁边的工地半夜两点还在浇筑混凝土，声音非常大，全家都睡不着觉。';
const shared = (one: string, other: string) => {
  const filed = new Set(fingerprintsOf({ text: one }));
  return fingerprintsOf({ text: other }).filter((facet) => filed.has(facet));
};

describe('fingerprints', () => {
  it('are equal for texts that differ only in punctuation, blanks, width and case', () => {
    expect(fingerprintsOf({ text: 'ABC 小区１号楼，停水了！' })).toEqual(
      fingerprintsOf({ text: 'abc小区1号楼停水了' }),
    );
  });

  it('share a facet for a story told again in nearly the same words', () => {
    expect(shared(lamp, lampAgain).length).toBeGreaterThan(0);
  });

  it('share none for two stories', () => {
    expect(shared(lamp, noise)).toEqual([]);
  });

  it('are five at most, and none for a text too short to tell', () => {
    expect(fingerprintsOf({ title: '路灯', text: lamp })).toHaveLength(5);
    expect(fingerprintsOf({ text: '。。' })).toEqual([]);
  });

  it('carry nothing of the text', () => {
    expect(fingerprintsOf({ text: lamp }).join(' ')).toMatch(/^[a-z0-9: ]+$/);
  });
});

describe('similarity', () => {
  it('is high for the same story and low for another', () => {
    expect(similarity(lamp, lampAgain)).toBeGreaterThan(0.75);
    expect(similarity(lamp, noise)).toBeLessThan(0.25);
  });

  it('falls when only the house number differs', () => {
    const [third, fifth] = ['金柳花园3栋屋顶漏水', '金柳花园5栋屋顶漏水'];
    expect(similarity(third, fifth)).toBeLessThan(policy.mergeAt);
  });

  it('falls as much in a long letter whose other numbers agree', () => {
    const letter = (house: string) =>
      `金柳花园${house}栋的住户自2026年3月起12次致电物业400号服务台，屋顶漏水至今无人上门，家具泡坏，老人受凉，请督促维修。`;
    expect(similarity(letter('3'), letter('5'))).toBeLessThan(0.75);
    expect(similarity(letter('3'), letter('3'))).toBe(1);
  });

  it('is between 0 and 1, symmetric, and 1 for the same text', () => {
    const text = fc.string({ unit: fc.constantFrom(...'柳林路灯坏了停水3栋5号，。a'), maxLength: 40 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const alike = similarity(one, other);
        expect(alike).toBeGreaterThanOrEqual(0);
        expect(alike).toBeLessThanOrEqual(1);
        expect(similarity(other, one)).toBeCloseTo(alike, 10);
        if (/[^，。]/.test(one)) expect(similarity(one, `${one}。`)).toBe(1);
      }),
    );
  });
});

const question = (overrides: Partial<DuplicateQuestion>): DuplicateQuestion => ({
  sameCaller: false,
  samePlace: false,
  otherPlace: false,
  sameCategory: false,
  similarity: 0,
  isRecent: true,
  ...overrides,
});

describe('a duplicate', () => {
  it('is merged when the same caller says the same again', () => {
    expect(judgeDuplicate(question({ sameCaller: true, similarity: 0.95 }), policy)).toBe('merge');
    const strict = { ...policy, mergeCallerAt: 0.97 };
    expect(judgeDuplicate(question({ sameCaller: true, similarity: 0.95 }), strict)).toBe('propose');
  });

  it('is merged when a neighbour says the same of the same place', () => {
    expect(judgeDuplicate(question({ samePlace: true, sameCategory: true, similarity: 0.9 }), policy)).toBe('merge');
  });

  it('is only proposed when the same words come from elsewhere', () => {
    expect(judgeDuplicate(question({ similarity: 0.99 }), policy)).toBe('propose');
  });

  it('is only proposed when one caller sends the same letter about two places', () => {
    const letter = question({ sameCaller: true, otherPlace: true, sameCategory: true, similarity: 0.97 });
    expect(judgeDuplicate(letter, policy)).toBe('propose');
  });

  it('is proposed when the same caller tells the same trouble in other words', () => {
    const told = question({ sameCaller: true, samePlace: true, sameCategory: true, similarity: 0.2 });
    expect(judgeDuplicate(told, policy)).toBe('propose');
  });

  it('is none when only the place is the same', () => {
    expect(judgeDuplicate(question({ samePlace: true, similarity: 0.2 }), policy)).toBe('distinct');
  });

  it('is none after the time that policy sets: the trouble is back', () => {
    expect(judgeDuplicate(question({ sameCaller: true, similarity: 1, isRecent: false }), policy)).toBe('distinct');
  });

  it('never becomes less of one when more speaks for it', () => {
    const rank = { distinct: 0, propose: 1, merge: 2 };
    const any = fc.record({
      sameCaller: fc.boolean(),
      samePlace: fc.boolean(),
      sameCategory: fc.boolean(),
      similarity: fc.double({ min: 0, max: 1, noNaN: true }),
      otherPlace: fc.constant(false),
      isRecent: fc.boolean(),
    });
    fc.assert(
      fc.property(
        any,
        fc.constantFrom('sameCaller' as const, 'samePlace' as const, 'sameCategory' as const),
        (told, more) => {
          const without = judgeDuplicate({ ...told, [more]: false }, policy);
          expect(rank[judgeDuplicate({ ...told, [more]: true }, policy)]).toBeGreaterThanOrEqual(rank[without]);
          const nearer = { ...told, similarity: Math.min(1, told.similarity + 0.2) };
          expect(rank[judgeDuplicate(nearer, policy)]).toBeGreaterThanOrEqual(rank[judgeDuplicate(told, policy)]);
        },
      ),
    );
  });
});
