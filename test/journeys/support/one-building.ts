// Several people who call about the lift of one building.
import { pack, plain } from './pack.ts';
import type { Town } from './town.ts';

export const troubles = [
  '电梯又坏了三天没人修',
  '电梯门夹人太吓人',
  '电梯停在半层开不了门',
  '电梯异响晃动',
  '电梯按键全部失灵',
  '轿厢灯不亮一片漆黑',
  '电梯反复冲顶',
];
export const district = pack.departments.areas.find(({ within }) => within === undefined)?.id ?? '';

/** So long after the first request is it known what is usual. */
export const daysUntilUsual = 2 * pack.proactive.windowDays + 2;

/** The case of one of them. */
export const callFromOneBuilding = async (
  town: Town,
  index: number,
  change: Record<string, unknown> = {},
): Promise<string> => {
  const { caseId } = await town.request({
    text: `翠湖花园3号楼${troubles[index % troubles.length]}，老人上下楼很不方便，请尽快派人。`,
    category: plain.path,
    location: { district },
    requester: { name: '王小明', phone: `1370000000${index}` },
    ...change,
  });
  return caseId;
};
