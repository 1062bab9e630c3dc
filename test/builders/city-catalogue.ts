// Catalogue of the made-up city: a dozen leaves that differ in who leads and on which duty list they stand.
import type { CityPack, LeafCategory } from '#schemas/city/pack.ts';

const both = (zh: string, en: string) => ({ 'zh-CN': zh, en });

/** A leaf category that urban management leads; override what the test is about. */
export function aLeaf(path: string, zh: string, words: string[], overrides: Partial<LeafCategory> = {}): LeafCategory {
  return {
    path,
    name: both(zh, path.split('/').at(-1) ?? path),
    description: both(`${zh}方面的诉求。`, `Requests about ${path}.`),
    lead: { by: 'unit', unit: 'urban-management' },
    assisting: [],
    urgency: 'ordinary',
    legalBasis: [],
    words,
    phrases: [],
    ...overrides,
  };
}

export function catalogueOfClearwater(): CityPack['catalogue'] {
  const unit = (id: string) => ({ lead: { by: 'unit' as const, unit: id } });
  const area = (level: 'district' | 'township', otherwise = 'urban-management') => ({
    lead: { by: 'area' as const, level, otherwise },
  });
  return {
    branches: [
      { path: 'city', name: both('城市管理', 'City management') },
      { path: 'environment', name: both('生态环境', 'Environment') },
      { path: 'labour', name: both('劳动保障', 'Labour') },
      { path: 'education', name: both('教育', 'Education') },
      { path: 'transport', name: both('交通运输', 'Transport') },
      { path: 'utilities', name: both('公用事业', 'Utilities') },
      { path: 'community', name: both('基层治理', 'Community') },
    ],
    leaves: [
      aLeaf('city/street-stalls', '占道经营', ['占道经营', '流动摊贩', '小贩占道', '摊位占路'], {
        phrases: ['路边全是摆摊的小贩，人都走不过去', '水果摊把人行道占满了'],
      }),
      aLeaf('city/rubbish', '垃圾清运', ['垃圾', '垃圾桶', '清运', '垃圾堆放'], {
        ...area('district'),
        phrases: ['小区门口垃圾堆了一个星期没人收', '垃圾桶满了没有人来清运'],
      }),
      aLeaf('city/illegal-building', '违法建设', ['违建', '违章搭建', '私搭乱建', '加盖'], {
        ...area('township'),
        dutyLine: 'illegal-building',
        phrases: ['邻居在楼顶私自加盖房子', '有人在绿地上搭了个违章棚子'],
      }),
      aLeaf('environment/noise', '噪声污染', ['噪音', '噪声', '扰民', '夜间施工'], {
        ...unit('environment'),
        assisting: ['urban-management'],
        phrases: ['半夜工地还在施工，吵得睡不着', '楼下广场舞音响太吵'],
      }),
      aLeaf('environment/straw-burning', '秸秆焚烧', ['秸秆', '焚烧', '烧秸秆', '浓烟'], {
        ...area('township', 'environment'),
        dutyLine: 'straw-burning',
        phrases: ['村里有人在田里烧秸秆，烟很大'],
      }),
      aLeaf('labour/unpaid-wages', '拖欠工资', ['拖欠工资', '欠薪', '工资', '不发工资'], {
        ...unit('labour'),
        phrases: ['老板拖欠我们三个月工资不给', '工地干完活包工头不结工钱'],
      }),
      aLeaf('labour/social-insurance', '社会保险', ['社保', '养老保险', '医保缴费', '断缴'], {
        ...unit('labour'),
        phrases: ['单位一直不给我交社保', '养老保险怎么转移到外地'],
      }),
      aLeaf('education/school-places', '入学', ['入学', '学区', '学位', '转学', '招生'], {
        ...unit('education'),
        phrases: ['孩子到了年龄上不了附近的小学', '外地户口怎么办理转学'],
      }),
      aLeaf('transport/buses', '公交服务', ['公交', '公交车', '站台', '班次', '司机'], {
        ...unit('transport'),
        phrases: ['公交车等了一个小时都不来', '公交司机到站不停车'],
      }),
      aLeaf('transport/roads', '道路破损', ['路面', '坑洼', '道路破损', '井盖', '塌陷'], {
        ...unit('housing'),
        assisting: ['street-cleaning', 'urban-management'],
        urgency: 'urgent',
        phrases: ['马路上有个大坑，晚上差点摔倒', '井盖不见了很危险'],
      }),
      aLeaf('utilities/water', '供水', ['停水', '自来水', '水压', '水质'], {
        ...unit('water-company'),
        urgency: 'urgent',
        phrases: ['家里停水两天了', '自来水发黄有味道'],
      }),
      aLeaf('community/neighbours', '邻里纠纷', ['邻居', '邻里', '纠纷', '吵架'], {
        ...area('township', 'east-district'),
        dutyLine: 'village-disputes',
        phrases: ['邻居把杂物堆在我家门口', '跟隔壁因为宅基地边界吵了很久'],
      }),
      aLeaf('community/snow', '清扫积雪', ['积雪', '扫雪', '结冰'], { ...area('township', 'urban-management') }),
    ],
  };
}
