// The calendars against another reading of the same notices: a wrong day here is a wrong deadline for thousands.
import chineseDays from 'chinese-days';
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { isWorkingDay, workingCalendar } from '#functions/case/working-time.ts';

const { city, calendars } = loadPack('cities/linjiang');
const calendar = workingCalendar({ ...city, calendars });

const daysOf = (year: number) => {
  const days: string[] = [];
  for (
    let day = new Date(`${year}-01-01T00:00:00Z`);
    day.getUTCFullYear() === year;
    day.setUTCDate(day.getUTCDate() + 1)
  ) {
    days.push(day.toISOString().slice(0, 10));
  }
  return days;
};

describe.each([2025, 2026])('the calendar of %i', (year) => {
  it('agrees with chinese-days on every day of the year', () => {
    const differing = daysOf(year).filter((day) => isWorkingDay(day, calendar) !== chineseDays.isWorkday(day));
    expect(differing).toEqual([]);
  });

  it('names its notice by number', () => {
    expect(calendars.find((one) => one.year === year)?.source).toMatch(/国办发明电〔\d{4}〕\d+号/);
  });
});

it('works on the swapped weekend days of the Spring Festival of 2026', () => {
  expect(['2026-02-14', '2026-02-28'].map((day) => isWorkingDay(day, calendar))).toEqual([true, true]);
  expect(['2026-02-16', '2026-02-23'].map((day) => isWorkingDay(day, calendar))).toEqual([false, false]);
});
