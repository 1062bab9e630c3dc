// Nothing that identifies a citizen gets into a log or a message, however it was typed.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  findPersonalData,
  maskIdNumber,
  maskName,
  maskPersonalData,
  maskPhone,
} from '#functions/triage/mask-personal-data.ts';

describe('masks', () => {
  it.each([
    ['a mobile number', '联系13812345678王先生', '联系138****5678王先生'],
    ['a spaced one', '电话 138 1234 5678', '电话 138****5678'],
    ['a hyphenated one', '138-1234-5678', '138****5678'],
    ['one with a country code', '+86 13812345678', '138****5678'],
    ['a full-width one', '１３８１２３４５６７８', '138****5678'],
    ['a landline', '座机010-66668888', '座机010****8888'],
    ['a landline without hyphen', '07315556677', '073****6677'],
    ['an identity number', '身份证11010519491231002X。', '身份证110***********002X。'],
    ['a spaced identity number', '110105 1949 1231 0021', '110***********0021'],
    ['a bank card', '卡号6222021234567890123', '卡号***************0123'],
    ['a card in groups', '6222 0212 3456 7890', '************7890'],
    ['an e-mail address', '邮箱zhang.san@example.com收', '邮箱z***@***收'],
    ['several at once', '13812345678和13987654321', '138****5678和139****4321'],
  ])('%s', (_, text, masked) => {
    expect(maskPersonalData(text)).toBe(masked);
  });

  it.each([
    '12345',
    '110 和 119',
    '2026年3月14日10:30',
    '3栋2单元1502',
    '京A12345',
    '工单LJ-7F3K-9Q2M-4',
    '共1234567元',
  ])('leaves %s as it is', (text) => {
    expect(maskPersonalData(text)).toBe(text);
  });
});

describe('single values', () => {
  it('keep what an officer needs to recognise them', () => {
    expect(maskPhone('13812345678')).toBe('138****5678');
    expect(maskIdNumber('110105194912310021')).toBe('110***********0021');
    expect(maskName('王小明')).toBe('王**');
    expect(maskName('欧阳小明')).toBe('欧阳**');
    expect(maskName('王五')).toBe('王**');
    expect(maskName('')).toBe('');
  });
});

const around = fc.constantFrom('', '，', '电话', ' 号码：', '王先生', '\n', '。');
const mobile = fc
  .tuple(fc.constantFrom('13', '15', '18', '19'), fc.integer({ min: 0, max: 999_999_999 }))
  .map(([start, rest]) => `${start}${String(rest).padStart(9, '0')}`);

it('never lets a mobile number through, wherever it stands', () => {
  fc.assert(
    fc.property(around, mobile, around, (before, number, after) => {
      expect(maskPersonalData(`${before}${number}${after}`)).not.toContain(number);
    }),
  );
});

it('masks the same text only once', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(mobile, around, fc.string({ maxLength: 20 })), { maxLength: 8 }), (parts) => {
      const masked = maskPersonalData(parts.join(' '));
      expect(maskPersonalData(masked)).toBe(masked);
    }),
  );
});

it('finds stretches in order that do not overlap', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'0123456789 -x@.a１（）'), maxLength: 120 }), (text) => {
      const found = findPersonalData(text);
      for (const [index, { start, end }] of found.entries()) {
        expect(start).toBeLessThan(end);
        expect(start).toBeGreaterThanOrEqual(found[index - 1]?.end ?? 0);
      }
    }),
  );
});
