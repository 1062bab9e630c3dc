// Many people about one building in two weeks are seen as one matter, before the hundredth of them calls.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type HotTopicPolicy, hotTopics, type Told } from '#functions/proactive/hot-topics.ts';
import { namesInText } from '#functions/proactive/names-in-text.ts';

const policy: HotTopicPolicy = { windowDays: 14, people: 4, timesUsual: 3, mostNames: 1000 };
const day = (days: number): string => new Date(Date.parse('2026-03-01T00:00:00Z') + days * 86_400_000).toISOString();
const told = (days: number, caller: string, names: string[], category = 'housing'): Told => ({
  id: `${caller}-${days}`,
  at: day(days),
  caller,
  names,
  category,
});
// A stream that has been heard for a while, about something else.
const listening = (change: Partial<HotTopicPolicy> = {}) => {
  const topics = hotTopics({ ...policy, ...change });
  topics.hear(told(-60, 'earlier', ['望湖路']));
  return topics;
};

describe('a topic is hot', () => {
  it('when as many people as the city says speak of one place within the window', () => {
    const topics = listening();
    for (const caller of ['a', 'b', 'c']) topics.hear(told(1, caller, ['观山苑']));
    expect(topics.ranked(day(2))).toEqual([]);
    topics.hear(told(3, 'd', ['观山苑']));
    expect(topics.ranked(day(3))).toMatchObject([{ name: '观山苑', category: 'housing', people: 4, since: day(1) }]);
  });

  it('not when one person calls many times', () => {
    const topics = listening();
    for (let at = 0; at < 9; at += 1) topics.hear(told(at, 'a', ['观山苑']));
    expect(topics.ranked(day(9))).toEqual([]);
  });

  it('no longer when two weeks have passed', () => {
    const topics = listening();
    for (const caller of ['a', 'b', 'c', 'd']) topics.hear(told(1, caller, ['观山苑']));
    expect(topics.ranked(day(14.9))).toHaveLength(1);
    expect(topics.ranked(day(15.1))).toEqual([]);
  });

  it('not when as many speak of it every fortnight: a ring road is not news', () => {
    const topics = listening();
    for (let at = 0; at < 120; at += 3) topics.hear(told(at, `caller ${at}`, ['北原大道']));
    expect(topics.ranked(day(120))).toEqual([]);
  });

  it('not when the people speak of different matters there', () => {
    const topics = listening();
    for (const category of ['housing', 'transport', 'environment', 'education']) {
      topics.hear(told(1, category, ['观山苑'], category));
    }
    expect(topics.ranked(day(2))).toEqual([]);
  });

  it('not before it is known what is usual', () => {
    const topics = hotTopics(policy);
    for (const caller of ['a', 'b', 'c', 'd']) topics.hear(told(1, caller, ['观山苑']));
    expect(topics.ranked(day(2))).toEqual([]);
  });
});

describe('the list', () => {
  it('has the hottest first', () => {
    const topics = listening();
    for (const caller of ['a', 'b', 'c', 'd']) topics.hear(told(1, caller, ['观山苑']));
    for (const caller of ['e', 'f', 'g', 'h', 'i']) topics.hear(told(1, caller, ['枫岭小区']));
    expect(topics.ranked(day(2)).map(({ name }) => name)).toEqual(['枫岭小区', '观山苑']);
  });

  it('names a place once, by the longest name that its callers share', () => {
    const topics = listening();
    for (const caller of ['a', 'b', 'c', 'd']) topics.hear(told(1, caller, ['山苑', '观山苑']));
    topics.hear(told(1, 'e', ['山苑']));
    expect(topics.ranked(day(2))).toMatchObject([{ name: '观山苑', alsoCalled: ['山苑'], people: 5 }]);
  });

  it('is the same for the same stream, and never remembers more names than it may', () => {
    const stream = fc.array(
      fc.record({
        days: fc.integer({ min: 0, max: 90 }),
        caller: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        names: fc.array(fc.constantFrom(...'观山苑枫岭湖柳堤村石坳'), { maxLength: 5 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(stream, (messages) => {
        const heard = [0, 1].map(() => {
          const topics = listening({ mostNames: 5 });
          for (const { days, caller, names } of messages.toSorted((one, other) => one.days - other.days)) {
            topics.hear(told(days, caller, names));
            expect(topics.size()).toBeLessThanOrEqual(5);
          }
          return topics.ranked(day(91));
        });
        expect(heard[0]).toEqual(heard[1]);
        for (const topic of heard[0] ?? []) expect(topic.people).toBeGreaterThanOrEqual(policy.people);
      }),
    );
  });
});

describe('names in a text', () => {
  it('are what ends in a word for a place, with every beginning', () => {
    expect(namesInText('投诉枫岭小区停车乱')).toContain('枫岭小区');
    expect(namesInText('观山苑三期交房延期')).toContain('观山苑');
  });

  it('are none where only everyday words stand', () => {
    expect(namesInText('我们小区附近的公园没有路灯，政府和物业公司不管')).toEqual([]);
    expect(namesInText('')).toEqual([]);
  });
});
