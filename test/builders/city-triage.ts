// Triage rules and service list of the made-up city.
import type { CityPack } from '#schemas/city/pack.ts';

const both = (zh: string, en: string) => ({ 'zh-CN': zh, en });

export function triageOfClearwater(): CityPack['triage'] {
  return {
    emergency: [
      {
        line: 'fire-119',
        unit: 'fire-line',
        danger: ['着火', '起火', '火灾', '失火', '燃气泄漏', '煤气泄漏', '煤气味', '被困电梯', '困在电梯', '爆炸'],
        unless: ['消防通道', '消防栓', '火锅', '火灾隐患', '火灾报警器', '烟花'],
      },
      {
        line: 'police-110',
        unit: 'police-line',
        danger: ['抢劫', '持刀', '砍人', '跳楼', '绑架', '打人', '打起来'],
        unless: ['跳楼价', '像抢劫', '广告'],
      },
      {
        line: 'ambulance-120',
        unit: 'police-line',
        danger: ['晕倒', '昏迷', '没有呼吸', '大出血', '心脏骤停', '煤气中毒'],
        unless: ['急救培训', '报销'],
      },
    ],
    outOfScope: [
      {
        id: 'in-court',
        channel: 'court',
        name: both('诉讼事项', 'Matters before a court'),
        advice: both('该事项已进入诉讼程序，请向受理法院反映。', 'A court has this matter; please turn to it.'),
        groups: [['法院', '判决'], ['法院', '执行'], ['不服判决']],
      },
      {
        id: 'labour-arbitration',
        channel: 'arbitration',
        name: both('劳动仲裁', 'Labour arbitration'),
        advice: both('请向劳动仲裁委员会申请仲裁。', 'Please apply to the labour arbitration commission.'),
        groups: [['仲裁', '不服', '裁决']],
      },
    ],
    thresholds: { sure: 0.6, directAnswer: 0.55 },
  };
}

export function serviceListOfClearwater(): CityPack['serviceList'] {
  const item = (id: string, name: string, unit: string, questions: string[]) => ({
    id,
    name: both(name, id),
    questions,
    answer: both(`${name}：带材料到窗口，当场办。`, `${id}: bring your papers to the counter.`),
    materials: [both('身份证', 'Identity card')],
    promisedTime: both('当场办结', 'At once'),
    where: both('市民中心一楼', 'Citizens’ centre, ground floor'),
    unit,
  });
  return {
    items: [
      item('replace-identity-card', '补领居民身份证', 'police-line', [
        '身份证丢了怎么补办',
        '补办身份证需要什么材料',
        '身份证遗失去哪里补',
      ]),
      item('newborn-registration', '新生儿户口登记', 'police-line', [
        '新生儿怎么上户口',
        '小孩出生落户要带什么材料',
        '宝宝上户口去哪里办',
      ]),
      item('social-card', '办理社会保障卡', 'labour', ['社保卡怎么办理', '社保卡丢了怎么补办', '办社保卡要多久']),
      item('senior-bus-pass', '老年人公交卡', 'transport', [
        '老年公交卡怎么办',
        '多少岁可以办老年卡坐公交',
        '老人坐公交免费怎么申请',
      ]),
      item('provident-fund-withdrawal', '提取住房公积金', 'housing', [
        '公积金怎么提取',
        '租房提取公积金需要什么材料',
        '买房能提取公积金吗',
      ]),
      item('water-bill', '缴纳水费', 'water-company', ['水费怎么交', '网上怎么缴水费', '水费去哪里查询']),
    ],
  };
}
