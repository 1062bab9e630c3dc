// The rules of triage and assignment on the sample city's own pack. Floors stand a little under what was measured, so
// that a change of rules or words that makes triage worse is seen.
import { beforeAll, describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { chooseDepartments } from '#functions/assignment/choose-departments.ts';
import { findServiceAnswer } from '#functions/triage/answer-from-service-list.ts';
import { createClassifier } from '#functions/triage/classify.ts';
import { judgeUrgency } from '#functions/triage/judge-urgency.ts';
import { locate } from '#functions/triage/locate.ts';
import { answerable, routed, unanswerable } from './said-in-linjiang.ts';

const pack = loadPack('cities/linjiang');
const { catalogue, departments, serviceList, triage } = pack;
const classify = createClassifier(catalogue);
const best = (text: string) => classify({ text }).candidates[0];
const answerTo = (text: string) =>
  findServiceAnswer({ text }, serviceList.items, triage.thresholds.directAnswer)?.itemId;

describe('requests of every branch', () => {
  it('come from every branch of the catalogue', () => {
    const branches = new Set(catalogue.leaves.map((leaf) => leaf.path.split('/')[0]));
    expect(new Set(routed.map(([, path]) => path.split('/')[0]))).toEqual(branches);
    expect(routed.length).toBeGreaterThanOrEqual(60);
  });

  it('go where they should, 19 of 20 by themselves', () => {
    const astray = routed.filter(([text, path, lead]) => {
      const found = best(text)?.path ?? '';
      const chosen = chooseDepartments({ categoryPath: found }, pack);
      return found !== path || chosen.outcome !== 'chosen' || chosen.lead !== lead;
    });
    expect(astray.length, JSON.stringify(astray)).toBeLessThanOrEqual(routed.length / 20);
  });

  it('have the right leaf among the three that the duty desk is shown', () => {
    const missing = routed.filter(([text, path]) => classify({ text }).candidates.every((one) => one.path !== path));
    expect(missing).toEqual([]);
  });
});

describe('a place', () => {
  const leadAt = (text: string, categoryPath: string) => {
    const { area } = locate({ text }, departments.areas);
    const chosen = chooseDepartments({ categoryPath, area }, pack);
    return chosen.outcome === 'chosen' ? [chosen.lead, ...chosen.assisting] : [];
  };

  it.each([
    ['柳林农贸市场门口垃圾堆成山', 'urban/cleaning/rubbish', ['east-district']],
    ['枫岭小区物业不打扫卫生', 'housing/estates/property-service', ['west-district']],
    ['松岭村的村道塌了半边', 'transport/roads/rural-roads', ['pine-town']],
    ['沙河村邻居为界墙吵架', 'safety/order/neighbour-disputes', ['reed-town']],
  ])('gives %s to whoever owns the area', (text, path, units) => {
    expect(leadAt(text, path).slice(0, 1)).toEqual(units);
  });

  it('leaves a matter that a township may only help with to its owner', () => {
    const path = 'urban/order/illegal-building';
    expect(leadAt('石桥菜市场旁边有人搭违章棚子', path)).toEqual(['urban-management', 'planning', 'bridge-street']);
  });

  it('of two districts is left open: the road along the river', () => {
    expect(locate({ text: '滨河路路灯坏了' }, departments.areas)).toEqual({});
  });
});

describe('no township', () => {
  const townships = departments.units.filter((unit) => unit.kind === 'township');
  const lists = new Map(pack.dutyLists.lines.map((line) => [line.id, line.list]));

  it('is handed the lead of a matter outside its basic list, whatever the leaf and the place', () => {
    for (const leaf of catalogue.leaves) {
      for (const area of [undefined, ...departments.areas.map(({ id }) => id)]) {
        const chosen = chooseDepartments({ categoryPath: leaf.path, area }, pack);
        expect(chosen.outcome).toBe('chosen');
        if (chosen.outcome !== 'chosen') continue;
        const isTownship = townships.some((unit) => unit.id === chosen.lead);
        if (isTownship) expect([leaf.path, lists.get(leaf.dutyLine ?? '')]).toEqual([leaf.path, 'basic']);
      }
    }
  });
});

describe('the service list', () => {
  it('answers 3 of 4 questions asked in other words, and none with a wrong item', () => {
    const answers = answerable.map(([question, itemId]) => ({ question, itemId, given: answerTo(question) }));
    expect(answers.filter(({ itemId, given }) => given !== undefined && given !== itemId)).toEqual([]);
    expect(answers.filter(({ given }) => given).length / answers.length).toBeGreaterThanOrEqual(3 / 4);
  });

  it('is silent on 29 of 30 questions that are near an item but not of it', () => {
    const answered = unanswerable.filter((question) => answerTo(question));
    expect(answered.length, answered.join()).toBeLessThanOrEqual(unanswerable.length / 30);
  });
});

describe('urgency', () => {
  it.each([
    ['整栋楼停电六个小时了', 'urgent'],
    ['公租房申请条件是什么', 'enquiry'],
    ['出租车司机拒载还绕路', 'ordinary'],
    ['厨房着火了快来人', 'critical'],
  ])('of %s is %s', (text, urgency) => {
    const leaf = catalogue.leaves.find((one) => one.path === best(text)?.path);
    expect(judgeUrgency({ text, leafUrgency: leaf?.urgency }, triage.emergency).urgency).toBe(urgency);
  });
});

describe('the probability of a leaf', () => {
  // Every fourth phrase of the catalogue, classified by a catalogue without it: each costs a preparation.
  const judged: { probability: number; isRight: boolean }[] = [];

  beforeAll(() => {
    const phrases = catalogue.leaves.flatMap((leaf) => leaf.phrases.map((phrase) => ({ leaf, phrase })));
    for (const { leaf, phrase } of phrases.filter((_, at) => at % 4 === 0)) {
      const without = { ...leaf, phrases: leaf.phrases.filter((other) => other !== phrase) };
      const leaves = catalogue.leaves.map((other) => (other === leaf ? without : other));
      const first = createClassifier({ ...catalogue, leaves })({ text: phrase }).candidates[0];
      judged.push({ probability: first?.probability ?? 0, isRight: first?.path === leaf.path });
    }
  }, 60_000);

  const shareRight = (part: typeof judged) => part.filter(({ isRight }) => isRight).length / part.length;

  it('means what it says: on average within one tenth of how often it is right', () => {
    const mean = judged.reduce((sum, { probability }) => sum + probability, 0) / judged.length;
    expect(Math.abs(mean - shareRight(judged))).toBeLessThan(0.1);
    expect(shareRight(judged)).toBeGreaterThan(0.85);
  });

  it('is right 19 of 20 times where the city calls it sure', () => {
    const sure = judged.filter(({ probability }) => probability >= triage.thresholds.sure);
    expect(shareRight(sure)).toBeGreaterThan(0.95);
    expect(sure.length / judged.length).toBeGreaterThan(0.75);
  });
});
