// Working time must be right to the minute: a wrong deadline scolds somebody who was on time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDuration,
  isWorkingDay,
  subtractDuration,
  workingCalendar,
  workingMinutesBetween,
} from '#functions/case/working-time.ts';
import type { Duration } from '#schemas/city/policy.ts';
import { calendar2026, plainYear } from '#test/builders/calendar.ts';

const workingHours: [string, string][] = [
  ['08:30', '12:00'],
  ['13:30', '17:30'],
];
const linjiang = workingCalendar({
  timeZone: 'Asia/Shanghai',
  workingHours,
  calendars: [plainYear(2025), calendar2026],
});

const working = (days: number, hours = 0, minutes = 0): Duration => ({ kind: 'working', days, hours, minutes });
const local = (text: string) => new Date(`${text.replace(' ', 'T')}:00+08:00`).toISOString();
const due = (start: string, duration: Duration) => addDuration(local(start), duration, linjiang).at;
const lead = (deadline: string, duration: Duration) => subtractDuration(local(deadline), duration, linjiang).at;

describe('working time', () => {
  it('ends a one-day clock at the same time of the next working day', () => {
    expect(due('2026-03-11 10:00', working(1))).toBe(local('2026-03-12 10:00'));
  });

  it('does not run over a weekend', () => {
    expect(due('2026-03-13 15:00', working(1))).toBe(local('2026-03-16 15:00'));
  });

  it('does not run over lunch', () => {
    expect(due('2026-03-11 11:30', working(0, 1))).toBe(local('2026-03-11 14:00'));
  });

  it('begins at the next opening when it starts at night', () => {
    expect(due('2026-03-11 03:00', working(0, 0, 30))).toBe(local('2026-03-11 09:00'));
    expect(due('2026-03-14 12:00', working(0, 2))).toBe(local('2026-03-16 10:30'));
  });

  it('ends a full day at closing, not at the next opening', () => {
    expect(due('2026-03-11 08:30', working(1))).toBe(local('2026-03-11 17:30'));
    expect(due('2026-03-11 20:00', working(1))).toBe(local('2026-03-12 17:30'));
  });

  it('runs on a Saturday that is worked in exchange for a holiday', () => {
    // Friday 13 February 2026, then the worked Saturday before nine days off.
    expect(due('2026-02-13 16:00', working(1))).toBe(local('2026-02-14 16:00'));
    expect(due('2026-02-14 16:00', working(1))).toBe(local('2026-02-24 16:00'));
    expect(due('2026-02-27 16:00', working(1))).toBe(local('2026-02-28 16:00'));
  });

  it('stands still through the National Day week and runs on the Saturday after it', () => {
    expect(due('2026-09-30 17:00', working(1))).toBe(local('2026-10-08 17:00'));
    expect(due('2026-10-09 17:00', working(1))).toBe(local('2026-10-10 17:00'));
  });

  it('keeps seconds', () => {
    expect(addDuration('2026-03-11T02:00:07.250Z', working(1), linjiang).at).toBe('2026-03-12T02:00:07.250Z');
  });

  it('adds nothing when the duration is nothing, even at night', () => {
    expect(due('2026-03-14 03:00', working(0))).toBe(local('2026-03-14 03:00'));
  });

  it('knows every day of the 2026 notice', () => {
    const worked = ['2026-01-04', '2026-02-14', '2026-02-28', '2026-05-09', '2026-09-20', '2026-10-10'];
    const free = ['2026-01-01', '2026-01-02', '2026-02-16', '2026-02-23', '2026-04-06', '2026-05-05', '2026-06-19'];
    for (const date of worked) expect([date, isWorkingDay(date, linjiang)]).toEqual([date, true]);
    for (const date of [...free, '2026-09-25', '2026-10-07']) {
      expect([date, isWorkingDay(date, linjiang)]).toEqual([date, false]);
    }
    const days = Array.from({ length: 365 }, (_, index) => new Date(Date.UTC(2026, 0, 1 + index)).toISOString());
    expect(days.filter((day) => isWorkingDay(day.slice(0, 10), linjiang))).toHaveLength(248);
  });
});

describe('time before a deadline', () => {
  it('puts a yellow card one working day ahead', () => {
    expect(lead('2026-03-16 15:00', working(1))).toBe(local('2026-03-13 15:00'));
    expect(lead('2026-02-24 10:00', working(1))).toBe(local('2026-02-14 10:00'));
  });

  it('puts it at an opening rather than at the closing before it', () => {
    expect(lead('2026-03-16 17:30', working(1))).toBe(local('2026-03-16 08:30'));
    expect(lead('2026-03-16 08:30', working(1))).toBe(local('2026-03-13 08:30'));
  });
});

describe('natural time', () => {
  it('runs day and night and on holidays', () => {
    expect(due('2026-02-16 03:00', { kind: 'natural', minutes: 15 })).toBe(local('2026-02-16 03:15'));
    expect(due('2026-02-16 03:00', { kind: 'natural', days: 1, hours: 2 })).toBe(local('2026-02-17 05:00'));
    expect(lead('2026-02-16 03:00', { kind: 'natural', hours: 4 })).toBe(local('2026-02-15 23:00'));
  });

  it('is never provisional', () => {
    expect(addDuration(local('2026-12-31 23:00'), { kind: 'natural', days: 3 }, linjiang).provisional).toBe(false);
  });
});

describe('a year whose holiday notice is not out', () => {
  it('makes a deadline provisional, counted in plain weekdays', () => {
    expect(addDuration(local('2026-12-31 15:00'), working(1), linjiang)).toEqual({
      at: local('2027-01-01 15:00'),
      provisional: true,
    });
    expect(subtractDuration(local('2027-01-01 15:00'), working(1), linjiang).provisional).toBe(true);
  });

  it('leaves a deadline certain that ends with the last published day', () => {
    expect(addDuration(local('2026-12-31 16:30'), working(0, 1), linjiang)).toEqual({
      at: local('2026-12-31 17:30'),
      provisional: false,
    });
  });

  it('settles the deadline once the calendar is there', () => {
    const newYear = {
      ...plainYear(2027),
      holidays: calendar2026.holidays.slice(0, 1).map((day) => ({ ...day, from: '2027-01-01', to: '2027-01-03' })),
    };
    const later = workingCalendar({ timeZone: 'Asia/Shanghai', workingHours, calendars: [calendar2026, newYear] });
    expect(addDuration(local('2026-12-31 15:00'), working(1), later)).toEqual({
      at: local('2027-01-04 15:00'),
      provisional: false,
    });
  });
});

describe('other cities', () => {
  it('keeps office hours across a change of daylight saving time', () => {
    const berlin = workingCalendar({
      timeZone: 'Europe/Berlin',
      workingHours: [['09:00', '17:00']],
      calendars: [plainYear(2026)],
    });
    // Friday 27 March 16:00 is UTC+1; on Monday the same office hour is UTC+2.
    expect(addDuration('2026-03-27T15:00:00Z', working(1), berlin).at).toBe('2026-03-30T14:00:00.000Z');
  });

  it('joins overlapping hours and takes them in any order', () => {
    const odd = workingCalendar({
      timeZone: 'UTC',
      workingHours: [
        ['12:00', '17:00'],
        ['09:00', '13:00'],
      ],
      calendars: [plainYear(2026)],
    });
    expect(addDuration('2026-03-11T09:00:00Z', working(1), odd).at).toBe('2026-03-11T17:00:00.000Z');
  });

  it('refuses hours without working time', () => {
    expect(() => workingCalendar({ timeZone: 'UTC', workingHours: [['17:00', '09:00']], calendars: [] })).toThrow(
      RangeError,
    );
  });
});

// The slow truth: one flag a minute of local time, built from nothing but the lists above.
const firstMinute = Date.parse('2025-12-01T00:00:00+08:00');
const minutes = (() => {
  const flags = new Uint8Array(500 * 1440);
  for (let day = 0; day < 500; day += 1) {
    const face = new Date(firstMinute + day * 86_400_000 + 8 * 3_600_000);
    const date = face.toISOString().slice(0, 10);
    const off = calendar2026.holidays.some(({ from, to }) => from <= date && date <= to);
    const weekday = face.getUTCDay() !== 0 && face.getUTCDay() !== 6;
    if (!calendar2026.workdays.includes(date) && (off || !weekday)) continue;
    for (const [from, to] of [[510, 720] as const, [810, 1050] as const])
      flags.fill(1, day * 1440 + from, day * 1440 + to);
  }
  return flags;
})();

function walkForward(start: number, length: number): number {
  let minute = start;
  for (let left = length; left > 0; minute += 1) left -= minutes[minute] ?? 1;
  return minute;
}

function walkBack(end: number, length: number): number {
  let minute = end;
  for (let left = length; left > 0; minute -= 1) left -= minutes[minute - 1] ?? 1;
  return minute;
}

const atMinute = (minute: number) => new Date(firstMinute + minute * 60_000).toISOString();
const anyDay = fc.integer({ min: 0, max: 395 });
// Days around the holidays and swapped days of the notice come up more often than chance would have it.
const trickyDay = fc
  .constantFrom(
    '2026-01-03',
    '2026-02-13',
    '2026-02-23',
    '2026-02-27',
    '2026-04-05',
    '2026-05-08',
    '2026-09-19',
    '2026-10-09',
    '2026-12-30',
  )
  .map((date) => Math.round((Date.parse(`${date}T00:00:00+08:00`) - firstMinute) / 86_400_000));
const startMinute = fc
  .tuple(fc.oneof(anyDay, trickyDay), fc.integer({ min: 0, max: 1439 }))
  .map(([day, minute]) => day * 1440 + minute);
const workingLength = fc.record({
  days: fc.integer({ min: 0, max: 15 }),
  hours: fc.integer({ min: 0, max: 9 }),
  minutes: fc.integer({ min: 0, max: 90 }),
});
const lengthInMinutes = (length: { days: number; hours: number; minutes: number }) =>
  length.days * 450 + length.hours * 60 + length.minutes;

describe('agreement with a minute-by-minute walker', () => {
  it('adds as the walker does (10,000 samples)', () => {
    fc.assert(
      fc.property(startMinute, workingLength, (start, length) => {
        const expected = walkForward(start, lengthInMinutes(length));
        expect(addDuration(atMinute(start), { kind: 'working', ...length }, linjiang).at).toBe(atMinute(expected));
      }),
      { numRuns: 10_000 },
    );
  });

  it('subtracts as the walker does (10,000 samples)', () => {
    fc.assert(
      fc.property(startMinute, workingLength, (start, length) => {
        const end = start + 40 * 1440;
        const expected = walkBack(end, lengthInMinutes(length));
        expect(subtractDuration(atMinute(end), { kind: 'working', ...length }, linjiang).at).toBe(atMinute(expected));
      }),
      { numRuns: 10_000 },
    );
  });

  it('counts as the walker does', () => {
    fc.assert(
      fc.property(startMinute, fc.integer({ min: 0, max: 40_000 }), (start, length) => {
        const end = start + length;
        const expected = minutes.subarray(start, end).reduce((sum, flag) => sum + flag, 0);
        expect(workingMinutesBetween(atMinute(start), atMinute(end), linjiang)).toBe(expected);
        expect(workingMinutesBetween(atMinute(end), atMinute(start), linjiang)).toBe(0 - expected);
      }),
      { numRuns: 2000 },
    );
  });
});

const instant = fc
  .integer({ min: Date.parse('2025-06-01T00:00:00Z'), max: Date.parse('2027-06-01T00:00:00Z') })
  .map((ms) => new Date(ms).toISOString());

describe('laws of the clock', () => {
  it('uses up exactly the minutes asked for, seconds included', () => {
    fc.assert(
      fc.property(instant, workingLength, (start, length) => {
        const end = addDuration(start, { kind: 'working', ...length }, linjiang).at;
        expect(workingMinutesBetween(start, end, linjiang)).toBeCloseTo(lengthInMinutes(length), 6);
      }),
      { numRuns: 3000 },
    );
  });

  it('never ends earlier for a later start or a longer duration', () => {
    fc.assert(
      fc.property(instant, instant, workingLength, fc.nat(600), (one, other, length, more) => {
        const [first, second] = one < other ? [one, other] : [other, one];
        const duration: Duration = { kind: 'working', ...length };
        const longer: Duration = { ...duration, minutes: length.minutes + more };
        expect(addDuration(first, duration, linjiang).at <= addDuration(second, duration, linjiang).at).toBe(true);
        expect(addDuration(first, duration, linjiang).at <= addDuration(first, longer, linjiang).at).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('subtracts what it added: no working time lies between', () => {
    fc.assert(
      fc.property(instant, workingLength, (start, length) => {
        const duration: Duration = { kind: 'working', ...length };
        const back = subtractDuration(addDuration(start, duration, linjiang).at, duration, linjiang).at;
        expect(back >= start).toBe(true);
        expect(Math.abs(workingMinutesBetween(start, back, linjiang))).toBe(0);
        expect(addDuration(back, duration, linjiang).at).toBe(addDuration(start, duration, linjiang).at);
      }),
      { numRuns: 3000 },
    );
  });

  it('answers in microseconds, however long the clock', () => {
    const began = performance.now();
    for (let i = 0; i < 10_000; i += 1) addDuration('2026-01-05T02:00:00Z', working(180), linjiang);
    expect((performance.now() - began) / 10_000).toBeLessThan(0.2);
  });
});
