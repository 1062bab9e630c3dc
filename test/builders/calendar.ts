// Holiday calendars for tests: the dates of the State Council's notice for 2026, and the year before without any.
import type { CalendarYear } from '#schemas/city/pack.ts';

const holiday = (zh: string, en: string, from: string, to: string) => ({ name: { 'zh-CN': zh, en }, from, to });

/** 2026 as published in November 2025: six weekend days are worked. */
export const calendar2026: CalendarYear = {
  year: 2026,
  source: '国务院办公厅关于2026年部分节假日安排的通知',
  publishedOn: '2025-11-04',
  holidays: [
    holiday('元旦', 'New Year', '2026-01-01', '2026-01-03'),
    holiday('春节', 'Spring Festival', '2026-02-15', '2026-02-23'),
    holiday('清明节', 'Qingming', '2026-04-04', '2026-04-06'),
    holiday('劳动节', 'Labour Day', '2026-05-01', '2026-05-05'),
    holiday('端午节', 'Dragon Boat', '2026-06-19', '2026-06-21'),
    holiday('中秋节', 'Mid-Autumn', '2026-09-25', '2026-09-27'),
    holiday('国庆节', 'National Day', '2026-10-01', '2026-10-07'),
  ],
  workdays: ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'],
};

/** A published year in which every weekday is worked. */
export const plainYear = (year: number): CalendarYear => ({
  year,
  source: 'a year without holidays, for tests',
  publishedOn: `${year - 1}-11-01`,
  holidays: [],
  workdays: [],
});
