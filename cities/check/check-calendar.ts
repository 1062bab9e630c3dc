// calendar/<year>.json: the dates of a State Council notice. A wrong day here is a wrong deadline for thousands of cases.
import type { CalendarYear } from '#schemas/city/pack.ts';
import type { Finding } from './finding.ts';

/** Findings on the calendar that stands in `calendar/<year>.json`. */
export function checkCalendar(calendar: CalendarYear, year: number): Finding[] {
  const part = `calendar/${year}`;
  const findings: Finding[] = [];
  const say = (path: Finding['path'], sentence: string) => findings.push({ part, path, sentence });
  if (calendar.year !== year) say(['year'], `is ${calendar.year}, and the file is named ${year}`);
  if (calendar.publishedOn >= `${year + 1}`) say(['publishedOn'], `is later than ${year}, the year it is for`);
  calendar.holidays.forEach(({ from, to }, index) => {
    if (from > to) say(['holidays', index, 'to'], `ends on ${to}, before it begins on ${from}`);
    for (const [field, date] of [
      ['from', from],
      ['to', to],
    ] as const) {
      if (!isIn(year, date)) say(['holidays', index, field], `${date} lies outside ${year}`);
    }
    const other = calendar.holidays.slice(0, index).find((earlier) => earlier.from <= to && from <= earlier.to);
    if (other) say(['holidays', index, 'from'], `overlaps ${other.name.en}, ${other.from} to ${other.to}`);
  });
  calendar.workdays.forEach((date, index) => {
    const holiday = calendar.holidays.find(({ from, to }) => from <= date && date <= to);
    if (holiday) say(['workdays', index], `${date} is worked, and a day of ${holiday.name.en} as well`);
    if (!isIn(year, date)) say(['workdays', index], `${date} lies outside ${year}`);
    if (![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay())) {
      say(['workdays', index], `${date} is no weekend day, so it is worked anyway`);
    }
    if (calendar.workdays.indexOf(date) < index) say(['workdays', index], `${date} stands here a second time`);
  });
  return findings;
}

// A New Year holiday may begin in the last days of the year before, as in the notice for 2023 (31 Dec to 2 Jan).
const isIn = (year: number, date: string) => date >= `${year - 1}-12-25` && date <= `${year}-12-31`;
