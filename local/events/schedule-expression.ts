// rate(…), cron(…) and at(…): when a schedule is due next.
import { localParts, zonedInstant } from './zoned-time.ts';

export type Expression =
  | { kind: 'rate'; everyMs: number }
  | { kind: 'at'; instant: number }
  | { kind: 'cron'; fields: CronFields; zone: string };

type CronFields = {
  minutes: Set<number>;
  hours: Set<number>;
  days: Days;
  months: Set<number>;
  years: Set<number> | undefined;
};
type Days = { kind: 'month'; days: Set<number>; last: boolean } | { kind: 'week'; days: Set<number> };

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** @returns the expression, or a sentence why it cannot be followed here. */
export function parseExpression(text: string, zone: string): Expression | string {
  const rate = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(text);
  if (rate !== null) return { kind: 'rate', everyMs: Number(rate[1]) * (UNITS[rate[2] ?? ''] ?? 0) };
  const at = /^at\((\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\)$/.exec(text);
  if (at !== null) {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = at.slice(1).map(Number);
    return { kind: 'at', instant: zonedInstant({ year, month, day, hour, minute }, zone) + second * 1000 };
  }
  const cron = /^cron\((.+)\)$/.exec(text);
  const parts = cron?.[1]?.trim().split(/\s+/);
  if (parts?.length !== 6) return `schedule expression ${text} is not understood here`;
  const [minute = '', hour = '', monthDay = '', month = '', weekDay = '', year = ''] = parts;
  const minutes = fieldValues(minute, 0, 59);
  const hours = fieldValues(hour, 0, 23);
  const months = fieldValues(named(month, MONTHS, 1), 1, 12);
  const years = year === '*' ? undefined : fieldValues(year, 1970, 2199);
  const last = monthDay === 'L';
  const days: Days | undefined =
    weekDay === '?' || weekDay === '*'
      ? withDays('month', last ? new Set() : fieldValues(monthDay, 1, 31), last)
      : withDays('week', fieldValues(named(weekDay, WEEKDAYS, 1), 1, 7), false);
  if (
    minutes === undefined ||
    hours === undefined ||
    months === undefined ||
    days === undefined ||
    (years === undefined && year !== '*')
  ) {
    return `schedule expression ${text} uses what is not followed here (W, # or names)`;
  }
  return { kind: 'cron', fields: { minutes, hours, days, months, years }, zone };
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

function named(field: string, names: readonly string[], first: number): string {
  return field.replace(/[A-Z]{3}/gi, (name) => {
    const index = names.indexOf(name.toUpperCase());
    return index === -1 ? name : String(index + first);
  });
}

function withDays(kind: 'month' | 'week', days: Set<number> | undefined, last: boolean): Days | undefined {
  if (days === undefined) return undefined;
  return kind === 'month' ? { kind, days, last } : { kind, days };
}

function fieldValues(field: string, least: number, most: number): Set<number> | undefined {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(\*|\?|\d+)(?:-(\d+))?(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, from = '', to, step] = match;
    const all = from === '*' || from === '?';
    const start = all ? least : Number(from);
    const end = to === undefined ? (all || step !== undefined ? most : start) : Number(to);
    for (let value = start; value <= end; value += Number(step ?? 1)) values.add(value);
  }
  return values;
}

/** The next instant after `after`; for a rate, counted from `from`. */
export function nextAfter(expression: Expression, after: number, from: number): number | undefined {
  switch (expression.kind) {
    case 'rate': {
      const ticks = Math.floor((after - from) / expression.everyMs) + 1;
      return from + Math.max(1, ticks) * expression.everyMs;
    }
    case 'at':
      return expression.instant > after ? expression.instant : undefined;
    case 'cron':
      return nextCron(expression.fields, expression.zone, after);
    default:
      return expression satisfies never;
  }
}

const DAY_MS = 86_400_000;
const SEARCHED_DAYS = 366 * 8;

function nextCron(fields: CronFields, zone: string, after: number): number | undefined {
  const today = localParts(after, zone);
  for (let offset = 0; offset < SEARCHED_DAYS; offset += 1) {
    const date = new Date(Date.UTC(today.year, today.month - 1, today.day) + offset * DAY_MS);
    const year = date.getUTCFullYear();
    const month = date.getUTCMonth() + 1;
    const day = date.getUTCDate();
    if (!fields.months.has(month) || (fields.years !== undefined && !fields.years.has(year))) continue;
    if (!dayMatches(fields.days, date)) continue;
    for (const hour of [...fields.hours].sort((one, other) => one - other)) {
      for (const minute of [...fields.minutes].sort((one, other) => one - other)) {
        const instant = zonedInstant({ year, month, day, hour, minute }, zone);
        if (instant > after) return instant;
      }
    }
  }
  return undefined;
}

function dayMatches(days: Days, date: Date): boolean {
  if (days.kind === 'week') return days.days.has(date.getUTCDay() + 1);
  const tomorrow = new Date(date.getTime() + DAY_MS);
  return days.days.has(date.getUTCDate()) || (days.last && tomorrow.getUTCDate() === 1);
}
