// Days as the city counts them: `2026-03-02`, where the city is.
import type { WorkingCalendar } from '#functions/case/working-time.ts';

export type CityClock = Pick<WorkingCalendar, 'toLocal'>;

/** `2026-03-02T06:00`: an instant on the city's clock; two of them compare as texts. */
export const localMinute = (at: string, { toLocal }: CityClock): string =>
  new Date(toLocal(Date.parse(at))).toISOString().slice(0, 16);

/** The day of an instant in the city. */
export const localDay = (at: string, clock: CityClock): string => localMinute(at, clock).slice(0, 10);

/** The day so many days later, or earlier. */
export const dayAfter = (day: string, by: number): string =>
  new Date(Date.parse(day) + by * 86_400_000).toISOString().slice(0, 10);

/** Whole days from one day to a later one. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;
