// Made-up requests with labels: enough of a town's troubles for a classifier to learn three subjects from.
import type { LabelledRow } from '#functions/classifier/training/train-model.ts';

const places = ['东门', '西街', '南桥', '北苑', '河畔', '山脚', '老站', '新区', '果园', '码头', '钟楼', '花市'];
const subjects: Record<string, { what: string[]; more: string[] }> = {
  buses: {
    what: ['公交车不准点', '公交站台没有座位', '末班公交车太早', '公交司机不停站'],
    more: ['等了四十分钟车才来，一车人挤得上不去', '希望公交公司多加几班车，站牌也该写清楚'],
  },
  water: {
    what: ['自来水发黄', '水压太低', '水管漏水', '停水没有通知'],
    more: ['打开水龙头全是泥沙，洗衣服都不敢用', '自来水公司说会来修水管，等到晚上也没有人'],
  },
  noise: {
    what: ['半夜施工吵人', '广场舞音响太大', '楼下酒吧噪音', '装修电钻整天响'],
    more: ['吵得孩子睡不着觉，老人心脏也受不了', '噪音从早到晚不停，请环保部门来测分贝'],
  },
};

/** 48 rows a label, the same each time. */
export const labelledRows = (): LabelledRow[] =>
  Object.entries(subjects).flatMap(([label, { what, more }]) =>
    places.flatMap((place, at) =>
      what.map((title, number) => ({
        title: `${place}${title}`,
        text: `我住在${place}。${title}，${more[(at + number) % more.length]}。请尽快处理。`,
        label,
        group: `${label}-${at}-${number}`,
      })),
    ),
  );
