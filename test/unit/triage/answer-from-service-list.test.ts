// Who only asks is answered; who complains, or asks for what the list does not know, meets silence and then a person.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findServiceAnswer } from '#functions/triage/answer-from-service-list.ts';
import { isEnquiry } from '#functions/triage/enquiry.ts';
import { aCity } from '#test/builders/city.ts';

const city = aCity();
const items = city.serviceList.items;
const answer = (text: string, title?: string) =>
  findServiceAnswer({ title, text }, items, city.triage.thresholds.directAnswer)?.itemId;

describe('answers', () => {
  it.each([
    ['您好，请问身份证丢了怎么补办？谢谢', 'replace-identity-card'],
    ['我想咨询一下新生儿怎么上户口', 'newborn-registration'],
    ['宝宝刚出生，上户口要带什么材料？', 'newborn-registration'],
    ['社保卡丢了怎么补办', 'social-card'],
    ['租房子提取公积金需要哪些材料', 'provident-fund-withdrawal'],
    ['老年公交卡去哪里办', 'senior-bus-pass'],
    ['水费在网上怎么交', 'water-bill'],
  ])('%s', (text, item) => {
    expect(answer(text)).toBe(item);
  });

  it('a question in the title', () => {
    expect(answer('如题，谢谢。', '身份证丢了怎么补办')).toBe('replace-identity-card');
  });
});

describe('stays silent', () => {
  it.each([
    ['on a complaint', '补办身份证跑了三趟，窗口态度恶劣，投诉'],
    ['on a complaint that asks', '社保卡一直办不下来，为什么没人管？'],
    ['on what is not on the list', '护照过期了怎么换发'],
    ['on a neighbour of an item', '怎么注销驾驶证'],
    ['on another matter of the same office', '公积金贷款利率是多少'],
    ['on a statement', '身份证补办'],
    ['on a damage report', '自来水管爆了，怎么联系抢修，水漏水一地'],
    ['on nothing', ''],
  ])('%s: %s', (_, text) => {
    expect(answer(text)).toBeUndefined();
  });

  it('when two items are equally near', () => {
    expect(answer('怎么补办')).toBeUndefined();
  });

  it('on a long story', () => {
    expect(isEnquiry({ text: `身份证怎么补办？${'我们家住在柳林镇，'.repeat(40)}` })).toBe(false);
  });
});

it('never answers below the threshold, and never more surely than one', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...items.flatMap((item) => item.questions)),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (question, threshold) => {
        const found = findServiceAnswer({ text: question }, items, threshold);
        if (found) expect(found.similarity).toBeGreaterThanOrEqual(threshold);
        if (found) expect(found.similarity).toBeLessThanOrEqual(1);
      },
    ),
  );
});
