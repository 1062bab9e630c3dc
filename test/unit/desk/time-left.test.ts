import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { endOfDay, timeLeft } from '#functions/desk/time-left.ts';
import { wordsOf } from '#functions/desk/words.ts';

const now = '2026-03-02T01:00:00.000Z';
const at = (minutes: number): string => new Date(Date.parse(now) + minutes * 60_000).toISOString();

describe('time left', () => {
  it('is never told longer than it is', () => {
    expect(timeLeft(at(179), now)).toEqual({ late: false, amount: 2, unit: 'hour' });
    expect(timeLeft(at(59), now)).toEqual({ late: false, amount: 59, unit: 'minute' });
    expect(timeLeft(at(48 * 60 + 5), now)).toEqual({ late: false, amount: 2, unit: 'day' });
    expect(timeLeft(at(47 * 60), now)).toEqual({ late: false, amount: 47, unit: 'hour' });
  });

  it('says how late it is, from the first minute on', () => {
    expect(timeLeft(at(-1), now)).toEqual({ late: true, amount: 1, unit: 'minute' });
    expect(timeLeft(at(-3 * 24 * 60), now)).toEqual({ late: true, amount: 3, unit: 'day' });
  });

  it('reads as people say it', () => {
    const pack = loadPack('cities/linjiang');
    const said = (locale: 'zh-CN' | 'en', minutes: number) => wordsOf(pack, locale).left(at(minutes), now);
    expect([said('zh-CN', 181), said('zh-CN', -50 * 60)]).toEqual(['还剩 3 小时', '已超 2 天']);
    expect([said('en', 61), said('en', 181), said('en', -5)]).toEqual([
      '1 hour left',
      '3 hours left',
      '5 minutes late',
    ]);
  });

  it('ends today at the city’s midnight, not at that of UTC', () => {
    expect(endOfDay('2026-03-02T01:00:00.000Z', 'Asia/Shanghai')).toBe('2026-03-02T16:00:00.000Z');
    expect(endOfDay('2026-03-02T16:00:00.001Z', 'Asia/Shanghai')).toBe('2026-03-03T16:00:00.000Z');
  });
});
