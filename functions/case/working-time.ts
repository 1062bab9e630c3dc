// Clocks of a case: when is something due, in plain time (day and night) or in working time (the city's office hours on
// the days that are worked, 调休 included). Pure; every deadline of the hotline case is computed here.
//
// Time zones go through Intl, not Temporal: all that is needed is one offset per day, Node's own ICU has it, and the
// polyfill would take a sixth of a bundle's size budget.
import type { CalendarYear } from '#schemas/city/pack.ts';
import type { Duration } from '#schemas/city/policy.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A deadline. `provisional`: it counts days of a year whose holiday notice is not published yet (DOMAIN §3). */
export type Deadline = { at: string; provisional: boolean };

/** Office hours of one day as milliseconds since local midnight, in order and without overlap. */
type Period = { opens: number; closes: number };

/** One year, day by day: `worked[i]` is the number of worked days before the i-th day of the year. */
type WorkedYear = { firstDay: number; worked: Uint16Array; total: number };

export type WorkingCalendar = {
  readonly periods: readonly Period[];
  /** Length of one working day in milliseconds. */
  readonly workingDayMs: number;
  readonly publishes: (year: number) => boolean;
  readonly worked: (year: number) => WorkedYear;
  readonly toLocal: (instant: number) => number;
  readonly toInstant: (local: number) => number;
};

/** What the calendar is built from: the pack's `city` and `calendars`. */
export type WorkingCalendarSource = {
  timeZone: string;
  workingHours: readonly (readonly [string, string])[];
  calendars: readonly Pick<CalendarYear, 'year' | 'holidays' | 'workdays'>[];
};

/**
 * Builds the calendar of a city once; it remembers the years it has counted.
 * @throws RangeError when the hours leave no working time or the time zone is unknown (a wrong pack, not a case).
 */
export function workingCalendar(source: WorkingCalendarSource): WorkingCalendar {
  const periods = periodsOf(source.workingHours);
  const workingDayMs = periods.reduce((sum, period) => sum + period.closes - period.opens, 0);
  if (workingDayMs === 0) throw new RangeError('working hours leave no working time');
  const published = new Set(source.calendars.map((calendar) => calendar.year));
  const exceptions = exceptionsOf(source.calendars);
  const years = new Map<number, WorkedYear>();
  return {
    periods,
    workingDayMs,
    publishes: (year) => published.has(year),
    worked: (year) => remember(years, year, () => countYear(year, exceptions)),
    ...zoneOf(source.timeZone),
  };
}

/**
 * The instant at which `duration` is used up when it starts at `startAt` (ISO instant). Working time that starts outside
 * office hours begins at the next opening, and the answer is the earliest such instant: one working day from an opening
 * ends at that day's closing.
 */
export function addDuration(startAt: string, duration: Duration, calendar: WorkingCalendar): Deadline {
  const start = parseInstant(startAt);
  const length = lengthOf(duration, calendar);
  if (duration.kind === 'natural') return deadline(start + length, false);
  const place = placeOf(start, calendar);
  const found = length === 0 ? place : earliest(place.year, place.used + length, calendar);
  return deadline(length === 0 ? start : found.instant, !publishedBetween(place.year, found.year, calendar));
}

/**
 * The latest instant from which `duration` still runs before `deadlineAt`: reminders and yellow cards stand this long
 * before a deadline. One working day before a Monday's closing is that Monday's opening.
 */
export function subtractDuration(deadlineAt: string, duration: Duration, calendar: WorkingCalendar): Deadline {
  const end = parseInstant(deadlineAt);
  const length = lengthOf(duration, calendar);
  if (duration.kind === 'natural') return deadline(end - length, false);
  const place = placeOf(end, calendar);
  const found = length === 0 ? place : latest(place.year, place.used - length, calendar);
  return deadline(length === 0 ? end : found.instant, !publishedBetween(found.year, place.year, calendar));
}

/** Working minutes from one ISO instant to another, parts of a minute included; negative when they are swapped. */
export function workingMinutesBetween(fromAt: string, toAt: string, calendar: WorkingCalendar): number {
  const from = placeOf(parseInstant(fromAt), calendar);
  const to = placeOf(parseInstant(toAt), calendar);
  const [first, last] = from.year <= to.year ? [from, to] : [to, from];
  let used = last.used - first.used;
  for (let year = first.year; year < last.year; year += 1) used += calendar.worked(year).total * calendar.workingDayMs;
  return (first === from ? used : 0 - used) / minuteMs;
}

/** Whether a local date (`2026-02-14`) is worked. */
export function isWorkingDay(date: string, calendar: WorkingCalendar): boolean {
  const day = dayOf(date);
  const { firstDay, worked } = calendar.worked(yearOfDay(day));
  const index = day - firstDay;
  return (worked[index + 1] ?? 0) > (worked[index] ?? 0);
}

// Where an instant lies: how much working time of its year was used before it.
function placeOf(instant: number, calendar: WorkingCalendar): { year: number; used: number; instant: number } {
  const local = calendar.toLocal(instant);
  const day = Math.floor(local / dayMs);
  const year = yearOfDay(day);
  const { firstDay, worked } = calendar.worked(year);
  const before = worked[day - firstDay] ?? 0;
  const isWorked = (worked[day - firstDay + 1] ?? 0) > before;
  const sinceMidnight = local - day * dayMs;
  const today = isWorked
    ? calendar.periods.reduce((sum, { opens, closes }) => sum + clamp(sinceMidnight - opens, closes - opens), 0)
    : 0;
  return { year, used: before * calendar.workingDayMs + today, instant };
}

// The earliest instant at which `used` (> 0) milliseconds of working time, counted from the start of `year`, are over.
function earliest(startYear: number, startUsed: number, calendar: WorkingCalendar) {
  let year = startYear;
  let used = startUsed;
  for (let length = yearMs(year, calendar); used > length; length = yearMs(year, calendar)) {
    used -= length;
    year += 1;
  }
  const wholeDays = Math.ceil(used / calendar.workingDayMs) - 1;
  let rest = used - wholeDays * calendar.workingDayMs;
  const midnight = nthWorkedDay(calendar.worked(year), wholeDays) * dayMs;
  for (const { opens, closes } of calendar.periods) {
    if (rest <= closes - opens) return { year, instant: calendar.toInstant(midnight + opens + rest) };
    rest -= closes - opens;
  }
  throw new RangeError('a working day is shorter than its periods');
}

// The latest instant before which only `used` milliseconds of working time, counted from the start of `year`, are over.
function latest(startYear: number, startUsed: number, calendar: WorkingCalendar) {
  let year = startYear;
  let used = startUsed;
  while (used < 0) {
    year -= 1;
    used += yearMs(year, calendar);
  }
  while (used >= yearMs(year, calendar)) {
    used -= yearMs(year, calendar);
    year += 1;
  }
  const wholeDays = Math.floor(used / calendar.workingDayMs);
  let rest = used - wholeDays * calendar.workingDayMs;
  const midnight = nthWorkedDay(calendar.worked(year), wholeDays) * dayMs;
  for (const { opens, closes } of calendar.periods) {
    if (rest < closes - opens) return { year, instant: calendar.toInstant(midnight + opens + rest) };
    rest -= closes - opens;
  }
  throw new RangeError('a working day is shorter than its periods');
}

const yearMs = (year: number, calendar: WorkingCalendar) => calendar.worked(year).total * calendar.workingDayMs;

// The day on which exactly n worked days of the year are over and one more is worked.
function nthWorkedDay({ firstDay, worked }: WorkedYear, n: number): number {
  let low = 0;
  let high = worked.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((worked[middle + 1] ?? 0) > n) high = middle;
    else low = middle + 1;
  }
  return firstDay + low;
}

function publishedBetween(firstYear: number, lastYear: number, calendar: WorkingCalendar): boolean {
  for (let year = firstYear; year <= lastYear; year += 1) if (!calendar.publishes(year)) return false;
  return true;
}

function lengthOf(duration: Duration, calendar: WorkingCalendar): number {
  const day = duration.kind === 'working' ? calendar.workingDayMs : dayMs;
  return (duration.days ?? 0) * day + (duration.hours ?? 0) * hourMs + (duration.minutes ?? 0) * minuteMs;
}

const deadline = (instant: number, provisional: boolean): Deadline => ({
  at: new Date(instant).toISOString(),
  provisional,
});

function parseInstant(at: string): number {
  const instant = Date.parse(at);
  if (Number.isNaN(instant)) throw new RangeError('an instant is written 2026-02-14T01:30:00Z');
  return instant;
}

const clamp = (value: number, most: number) => Math.min(Math.max(value, 0), most);
const dayOf = (date: string) => Math.floor(parseInstant(`${date}T00:00:00Z`) / dayMs);
const yearOfDay = (day: number) => new Date(day * dayMs).getUTCFullYear();

// Overlapping or touching hours are joined, so that the inverse functions above have one answer.
function periodsOf(workingHours: readonly (readonly [string, string])[]): Period[] {
  const sorted = workingHours
    .map(([from, to]) => ({ opens: timeOfDay(from), closes: timeOfDay(to) }))
    .filter((period) => period.closes > period.opens)
    .sort((a, b) => a.opens - b.opens);
  const joined: Period[] = [];
  for (const period of sorted) {
    const last = joined.at(-1);
    if (last && period.opens <= last.closes) last.closes = Math.max(last.closes, period.closes);
    else joined.push({ ...period });
  }
  return joined;
}

function timeOfDay(text: string): number {
  const [hours, minutes] = text.split(':').map(Number);
  return (hours ?? 0) * hourMs + (minutes ?? 0) * minuteMs;
}

// Days that are not what their weekday says. All calendars together: a notice also names days of the year before.
function exceptionsOf(calendars: WorkingCalendarSource['calendars']): Map<number, boolean> {
  const exceptions = new Map<number, boolean>();
  for (const { holidays } of calendars) {
    for (const { from, to } of holidays) {
      for (let day = dayOf(from); day <= dayOf(to); day += 1) exceptions.set(day, false);
    }
  }
  for (const { workdays } of calendars) for (const date of workdays) exceptions.set(dayOf(date), true);
  return exceptions;
}

function countYear(year: number, exceptions: ReadonlyMap<number, boolean>): WorkedYear {
  const firstDay = Math.floor(Date.UTC(year, 0, 1) / dayMs);
  const days = Math.floor(Date.UTC(year + 1, 0, 1) / dayMs) - firstDay;
  const worked = new Uint16Array(days + 1);
  let total = 0;
  for (let index = 0; index < days; index += 1) {
    const day = firstDay + index;
    // Day 0 of the epoch was a Thursday.
    const weekday = (((day + 4) % 7) + 7) % 7;
    if (exceptions.get(day) ?? (weekday !== 0 && weekday !== 6)) total += 1;
    worked[index + 1] = total;
  }
  return { firstDay, worked, total };
}

// Local time is kept as the milliseconds that a UTC clock of the same face would show.
function zoneOf(timeZone: string): Pick<WorkingCalendar, 'toLocal' | 'toInstant'> {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const midnights = new Map<number, number>();
  const lookUp = (instant: number) => offsetOf(format.formatToParts(instant));
  const atMidnight = (day: number) => remember(midnights, day, () => lookUp(day * dayMs));
  // A day that begins and ends with one offset has it throughout: only the day of a change is looked up by the instant.
  const offset = (instant: number) => {
    const day = Math.floor(instant / dayMs);
    return atMidnight(day) === atMidnight(day + 1) ? atMidnight(day) : lookUp(instant);
  };
  return {
    toLocal: (instant) => instant + offset(instant),
    toInstant: (local) => local - offset(local - offset(local)),
  };
}

// 'GMT', 'GMT+08:00', 'GMT-03:30'
function offsetOf(parts: readonly Intl.DateTimeFormatPart[]): number {
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? '';
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  if (!sign) return 0;
  return (sign === '-' ? -1 : 1) * (Number(hours) * hourMs + Number(minutes) * minuteMs);
}

function remember<K, V>(known: Map<K, V>, key: K, compute: () => V): V {
  const value = known.get(key) ?? compute();
  known.set(key, value);
  return value;
}
