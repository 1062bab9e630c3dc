// Somebody in danger reaches the emergency line at once; a complaint that only mentions one does not.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screenEmergency } from '#functions/triage/screen-emergency.ts';
import { aCity } from '#test/builders/city.ts';

const rules = aCity().triage.emergency;
const lineFor = (text: string, title?: string) => screenEmergency({ title, text }, rules)?.line;

describe('hands over', () => {
  it.each([
    ['我家楼下着火了，快来人！', 'fire-119'],
    ['隔壁一直冒烟，好像起火了', 'fire-119'],
    ['隔壁着火了，119消防通道被占，消防车进不来', 'fire-119'],
    ['怀疑煤气泄漏，味道很大', 'fire-119'],
    ['请问家里煤气泄漏怎么办', 'fire-119'],
    ['老人和小孩被困电梯半个小时了', 'fire-119'],
    ['从昨晚到现在仓库还在着火', 'fire-119'],
    ['上个月修过一次，现在又燃气泄漏了', 'fire-119'],
    ['有人持刀在小区门口', 'police-110'],
    ['他说再不给钱就跳楼', 'police-110'],
    ['工人站在楼顶要跳楼，扬言讨薪', 'police-110'],
    ['公交站有老人晕倒，叫不醒', 'ambulance-120'],
    ['我妈妈没有呼吸了', 'ambulance-120'],
    ['怕他要跳楼，求你们派人', 'police-110'],
    ['消防栓没有水。仓库正在着火。', 'fire-119'],
    ['厂房爆炸', 'fire-119'],
    ['昨天就有煤气味，今天更浓', 'fire-119'],
    ['是不是煤气泄漏？', 'fire-119'],
    ['2026年11月23日14时，东湖公园一家店起火', 'fire-119'],
  ])('%s', (text, line) => {
    expect(lineFor(text)).toBe(line);
  });

  it('on the title alone', () => {
    expect(lineFor('如题', '滨河路店铺着火')).toBe('fire-119');
  });

  it('to the line with the most danger words', () => {
    expect(lineFor('着火了，有人昏迷，还有一个大出血')).toBe('ambulance-120');
  });

  it('and reads full-width and capital letters as any others', () => {
    const english = rules.map((rule) => ({ ...rule, danger: [...rule.danger, 'GAS LEAK'] }));
    expect(screenEmergency({ text: 'ｇａｓ ｌｅａｋ in my kitchen' }, english)?.line).toBe('fire-119');
  });

  it('with words of the pack as evidence, never the citizen’s', () => {
    expect(screenEmergency({ text: '王小明家起火，电话13812345678' }, rules)).toEqual({
      line: 'fire-119',
      unit: 'fire-line',
      evidence: ['起火'],
    });
  });
});

describe('does not hand over', () => {
  it.each([
    '119 消防通道被占，没人管',
    '小区消防通道被私家车堵住，万一着火怎么办',
    '上个月着火后，楼道一直没有修',
    '去年小区火灾的赔偿还没有到位',
    '火灾赔偿标准是什么',
    '昨天楼下起火，已经扑灭，现在要求物业赔偿',
    '楼道堆满杂物，存在火灾隐患',
    '楼下开了一起火锅店，油烟大',
    '请问电动车着火了保险怎么理赔',
    '火灾报警器坏了半年',
    '商场天天喊跳楼价，太吵',
    '小区没有着火，是谣言',
    '收费像抢劫一样',
    '公园要不要办急救培训，防止有人晕倒',
    '邻居每天烧香，楼道经常像着火',
    '这样收费简直是抢劫',
    '2004年11月厂里发生过爆炸',
    '路灯不亮',
    '',
  ])('%s', (text) => {
    expect(lineFor(text)).toBeUndefined();
  });
});

describe('whatever is said around it', () => {
  const calm = fc.constantFrom(
    '小区路灯坏了。',
    '消防通道被占。',
    '去年报修过。',
    '你们有没有规定？',
    '',
    '\n',
    '谢谢！',
  );

  it('sentences before and after never silence a sentence of danger', () => {
    fc.assert(
      fc.property(fc.array(calm, { maxLength: 6 }), fc.array(calm, { maxLength: 6 }), (before, after) => {
        expect(lineFor(`${before.join('')}厨房正在着火！${after.join('')}`)).toBe('fire-119');
      }),
    );
  });

  it('answers for any text at all', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), (text) => void lineFor(text)));
  });
});
