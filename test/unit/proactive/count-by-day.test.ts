// What is counted of whom: a caller once a day, an area as coarsely as the city says, and a reference without half days.
import { describe, expect, it } from 'vitest';
import { countByDay, type HeardRequest, spanOf } from '#functions/proactive/count-by-day.ts';
import { dayAfter, localDay } from '#functions/proactive/days.ts';
import { isDue } from '#functions/proactive/when-counted.ts';
import { anArea } from '#test/builders/city.ts';
import { proactiveOfClearwater } from '#test/builders/city-policy.ts';

const policy = proactiveOfClearwater();
const areas = [anArea('west', '西'), anArea('pine', '松', { within: 'west' })];
const span = spanOf('2026-03-31', policy);
const heard = (day: string, caller: string, change: Partial<HeardRequest> = {}): HeardRequest => ({
  day,
  caller,
  category: 'housing/estates/lifts',
  area: 'pine',
  ...change,
});
const counting = (requests: readonly HeardRequest[]) => {
  const count = countByDay(policy, areas, span);
  for (const one of [...requests].sort((a, b) => (a.day < b.day ? -1 : 1))) count.hear(one);
  return count.ranked();
};
/** Somebody has called about something else on every day of the reference. */
const background = Array.from({ length: 28 }, (_, at) =>
  heard(dayAfter(span.referenceFrom, at), `b${at}`, { category: 'transport/roads', area: 'west' }),
);

describe('counts', () => {
  it('are by first level and district, with today as the last of the days', () => {
    const { counts } = counting([heard('2026-03-31', 'a'), heard('2026-03-18', 'b'), heard('2026-03-17', 'c')]);
    expect(counts).toMatchObject([{ category: 'housing', area: 'west', people: 2, reference: 0 }]);
    expect(counts[0]?.days).toEqual([1, ...Array.from({ length: 12 }, () => 0), 1]);
  });

  it('take a caller once a day, and a place that nobody knows as one of its own', () => {
    const today = [heard('2026-03-31', 'a'), heard('2026-03-31', 'a'), heard('2026-03-31', 'a', { area: undefined })];
    const { counts, window } = counting(today);
    expect(counts.map(({ area, people }) => [area, people])).toEqual([
      [undefined, 1],
      ['west', 1],
    ]);
    expect(window).toBe(2);
  });

  it('are unusual when many call where few do, and stand first', () => {
    const six = Array.from({ length: 6 }, (_, at) => heard(dayAfter('2026-03-24', at), `caller ${at}`));
    const more = Array.from({ length: 14 }, (_, at) =>
      heard(dayAfter(span.from, at), `b${at}`, { category: 'transport/roads' }),
    );
    const { counts, referenceDays } = counting([...background, ...six, ...more]);
    expect(referenceDays).toBe(28);
    expect(counts.map(({ category, unusual }) => [category, unusual])).toEqual([
      ['housing', true],
      ['transport', false],
    ]);
  });

  it('are never unusual while the record reaches back less than a window', () => {
    const six = Array.from({ length: 6 }, (_, at) => heard('2026-03-30', `caller ${at}`));
    const { counts, referenceDays } = counting([...background.slice(-10), ...six]);
    expect(referenceDays).toBe(0);
    expect(counts.some(({ unusual }) => unusual)).toBe(false);
  });

  it('leave the first day of a young record out: only a part of it was heard', () => {
    const { referenceDays, reference } = counting([...background.slice(5), heard('2026-03-30', 'a')]);
    expect([referenceDays, reference]).toEqual([22, 22]);
  });
});

describe('a count is due', () => {
  const due = (last: string | undefined, now: string) => isDue(last, now, ['06:00', '13:00'], 'Asia/Shanghai');

  it('at once when there was none, and then at the times of the city', () => {
    expect(due(undefined, '2026-03-02T01:00:00Z')).toBe(true);
    // 05:59, 06:00 and 12:59 in the city.
    expect(due('2026-03-01T12:00:00Z', '2026-03-01T21:59:00Z')).toBe(false);
    expect(due('2026-03-01T12:00:00Z', '2026-03-01T22:00:00Z')).toBe(true);
    expect(due('2026-03-01T22:00:00Z', '2026-03-02T04:59:00Z')).toBe(false);
  });

  it('later, when the tick of the time was missed', () => {
    expect(due('2026-03-01T22:00:00Z', '2026-03-02T09:00:00Z')).toBe(true);
    expect(due('2026-03-01T03:00:00Z', '2026-03-01T21:00:00Z')).toBe(true);
  });
});

it('takes the day of the city, not of Greenwich', () => {
  expect(localDay('2026-03-01T20:00:00Z', 'Asia/Shanghai')).toBe('2026-03-02');
});
