// A deadline in people's calendars: one entry a task, moved by later mails, and nothing that could end a line.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calendarType, type DeadlineEntry, deadlineCalendar } from '#functions/messages/deadline-calendar.ts';

const entry = {
  uid: 'c1.lead-1-1@city.example',
  sequence: 7,
  at: '2026-03-02T01:00:00.000Z',
  dueAt: '2026-03-09T09:30:00.000Z',
  summary: '请签收：LJ-1234；噪声, 夜间',
};
const calendarOf = (more: Partial<DeadlineEntry> = {}): string => deadlineCalendar([{ ...entry, ...more }]) ?? '';
const unfolded = (text: string): string[] => text.replaceAll('\r\n ', '').split('\r\n');

describe('a calendar entry', () => {
  it('is taken out of the calendars when the task is not theirs any more', () => {
    const calendar = calendarOf({ withdrawn: true });
    expect(unfolded(calendar)).toEqual(
      expect.arrayContaining(['METHOD:CANCEL', 'STATUS:CANCELLED', `UID:${entry.uid}`, 'SEQUENCE:7']),
    );
    expect(calendar).not.toContain('VALARM');
    expect(calendarType(calendar)).toBe('text/calendar; method=CANCEL');
    expect(calendarType(calendarOf({ summary: 'METHOD:CANCEL' }))).toBe('text/calendar; method=PUBLISH');
  });

  it('stands beside others, those that are taken out too', () => {
    const lines = unfolded(
      deadlineCalendar([entry, { ...entry, uid: 'c2.lead-1-1@city.example', withdrawn: true }]) ?? '',
    );
    expect(lines.filter((line) => /^(METHOD|UID|STATUS)/.test(line))).toEqual([
      'METHOD:PUBLISH',
      `UID:${entry.uid}`,
      'UID:c2.lead-1-1@city.example',
      'STATUS:CANCELLED',
    ]);
    expect(deadlineCalendar([])).toBeUndefined();
  });

  it('ends at the deadline, warns an hour before, and keeps its name from mail to mail', () => {
    const lines = unfolded(calendarOf());
    expect(lines).toEqual(
      expect.arrayContaining([
        'METHOD:PUBLISH',
        'UID:c1.lead-1-1@city.example',
        'SEQUENCE:7',
        'DTSTAMP:20260302T010000Z',
        'DTSTART:20260309T090000Z',
        'DTEND:20260309T093000Z',
        'SUMMARY:请签收：LJ-1234；噪声\\, 夜间',
        'TRIGGER:-PT1H',
      ]),
    );
    expect([lines[0], lines.at(-2), lines.at(-1)]).toEqual(['BEGIN:VCALENDAR', 'END:VCALENDAR', '']);
  });

  it('has the same lines whatever is in its summary, none longer than 75 bytes', () => {
    const names = (text: string): string[] => unfolded(text).map((line) => line.split(/[:;]/)[0] ?? '');
    const usual = names(calendarOf());
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (summary) => {
        const text = calendarOf({ summary });
        expect(names(text)).toEqual(usual);
        for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      }),
    );
  });

  it('is not made for an instant that is none', () => {
    expect(() => calendarOf({ dueAt: 'soon' })).toThrow(RangeError);
  });
});
