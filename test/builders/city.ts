// A small made-up city, whole enough for every rule: override the one part that matters to a test.
import type { CityPack } from '#schemas/city/pack.ts';
import { calendar2026, plainYear } from './calendar.ts';
import { catalogueOfClearwater } from './city-catalogue.ts';
import { messagesOfClearwater } from './city-messages.ts';
import {
  clocksOfClearwater,
  evaluationOfClearwater,
  handlingOfClearwater,
  messagingOfClearwater,
  proactiveOfClearwater,
  supervisionOfClearwater,
} from './city-policy.ts';
import { serviceListOfClearwater, triageOfClearwater } from './city-triage.ts';

type Units = CityPack['departments']['units'];
type Areas = CityPack['departments']['areas'];

export const both = (zh: string, en: string) => ({ 'zh-CN': zh, en });

/** A unit with a mailbox of its own; kind and level are what tests are about. */
export function aUnit(id: string, zh: string, overrides: Partial<Units[number]> = {}): Units[number] {
  return {
    id,
    name: both(zh, id),
    kind: 'agency',
    level: 'city',
    aliases: [],
    mailbox: `${id}@clearwater.example`,
    headMailbox: `head.${id}@clearwater.example`,
    ...overrides,
  };
}

export function anArea(id: string, zh: string, overrides: Partial<Areas[number]> = {}): Areas[number] {
  return { id, name: both(zh, id), aliases: [], landmarks: [], ...overrides };
}

/** 清河市: two districts, three townships, a dozen units. */
export function aCity(overrides: Partial<CityPack> = {}): CityPack {
  return {
    hash: '0123456789abcdef',
    city: {
      id: 'clearwater',
      name: both('清河市', 'Clearwater'),
      timeZone: 'Asia/Shanghai',
      defaultLocale: 'zh-CN',
      smsSignature: '清河12345',
      caseNumberPrefix: 'QH',
      hotlineNumber: '12345',
      workingHours: [
        ['08:30', '12:00'],
        ['13:30', '17:30'],
      ],
      calendars: [2025, 2026],
      roles: { dutyDesk: 'hotline-centre', supervisingOffice: 'supervising-office', cityLeader: 'city-leader' },
      sources: [
        { id: 'hotline', name: both('热线平台', 'Hotline platform'), trusted: true },
        { id: 'mini-program', name: both('小程序', 'Mini-program'), trusted: false },
      ],
    },
    departments: { units: unitsOfClearwater(), areas: areasOfClearwater() },
    catalogue: catalogueOfClearwater(),
    dutyLists: {
      lines: [
        { id: 'village-disputes', list: 'basic', name: both('邻里纠纷调解', 'Disputes between neighbours') },
        {
          id: 'illegal-building',
          list: 'assisting',
          name: both('违法建设发现报告', 'Reporting illegal building'),
          leads: 'urban-management',
        },
        {
          id: 'straw-burning',
          list: 'taken-back',
          name: both('秸秆焚烧处罚', 'Fines for burning straw'),
          leads: 'environment',
        },
      ],
    },
    serviceList: serviceListOfClearwater(),
    triage: triageOfClearwater(),
    clocks: clocksOfClearwater(),
    supervision: supervisionOfClearwater(),
    handling: handlingOfClearwater(),
    evaluation: evaluationOfClearwater(),
    proactive: proactiveOfClearwater(),
    messaging: messagingOfClearwater(),
    calendars: [plainYear(2025), calendar2026],
    messages: messagesOfClearwater(),
    ...overrides,
  };
}

function unitsOfClearwater(): Units {
  return [
    aUnit('hotline-centre', '热线中心', { kind: 'hotline-centre' }),
    aUnit('supervising-office', '督查室', { kind: 'supervising-office' }),
    aUnit('city-leader', '市领导', { kind: 'city-leader' }),
    aUnit('urban-management', '城管局', { aliases: ['城市管理局'] }),
    aUnit('environment', '生态环境局'),
    aUnit('labour', '人社局'),
    aUnit('education', '教育局'),
    aUnit('transport', '交通局'),
    aUnit('housing', '住建局'),
    aUnit('water-company', '自来水公司', { kind: 'utility' }),
    aUnit('street-cleaning', '净美保洁公司', { kind: 'contractor', parent: 'urban-management' }),
    aUnit('police-line', '110 指挥中心', { kind: 'emergency-line' }),
    aUnit('fire-line', '119 指挥中心', { kind: 'emergency-line' }),
    aUnit('east-district', '东湖区政府', { kind: 'district', level: 'district', area: 'east-lake' }),
    aUnit('west-district', '西山区政府', { kind: 'district', level: 'district', area: 'west-hill' }),
    aUnit('willow-town', '柳林镇政府', {
      kind: 'township',
      level: 'township',
      area: 'willow',
      parent: 'east-district',
    }),
    aUnit('bridge-street', '石桥街道', {
      kind: 'township',
      level: 'township',
      area: 'bridge',
      parent: 'east-district',
    }),
    aUnit('pine-town', '青松镇政府', { kind: 'township', level: 'township', area: 'pine', parent: 'west-district' }),
  ];
}

function areasOfClearwater(): Areas {
  return [
    anArea('east-lake', '东湖区', { aliases: ['东湖'], landmarks: ['东湖公园', '人民路'] }),
    anArea('west-hill', '西山区', { aliases: ['西山'], landmarks: ['西山森林公园'] }),
    anArea('willow', '柳林镇', { within: 'east-lake', aliases: ['柳林'], landmarks: ['柳林农贸市场', '金柳花园'] }),
    anArea('bridge', '石桥街道', { within: 'east-lake', aliases: ['石桥'], landmarks: ['石桥小学', '滨河路'] }),
    anArea('pine', '青松镇', {
      within: 'west-hill',
      aliases: ['青松'],
      landmarks: ['青松水库', '滨河路', '石桥小学西山校区'],
    }),
  ];
}
