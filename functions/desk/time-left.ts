// How much time is left, as a tired person reads it: one number and one unit, rounded so that nobody is told more time
// than there is.

export type TimeLeft = { late: boolean; amount: number; unit: 'day' | 'hour' | 'minute' };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** From `now` to `dueAt`, both ISO instants. What is left is rounded down, what is overdue too. */
export const timeLeft = (dueAt: string, now: string): TimeLeft => {
  const ms = Date.parse(dueAt) - Date.parse(now);
  const size = Math.abs(ms);
  const late = ms < 0;
  if (size >= 2 * dayMs) return { late, amount: Math.floor(size / dayMs), unit: 'day' };
  if (size >= hourMs) return { late, amount: Math.floor(size / hourMs), unit: 'hour' };
  return { late, amount: Math.floor(size / minuteMs), unit: 'minute' };
};

/** The end of the local day in which `now` lies, as an ISO instant. */
export const endOfDay = (now: string, timeZone: string): string => {
  const at = Date.parse(now);
  const parts = clockIn(timeZone).formatToParts(at);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const passed = ((value('hour') * 60 + value('minute')) * 60 + value('second')) * 1000 + (at % 1000);
  return new Date(at - passed + dayMs).toISOString();
};

const clocks = new Map<string, Intl.DateTimeFormat>();

const clockIn = (timeZone: string): Intl.DateTimeFormat => {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  clocks.set(timeZone, made);
  return made;
};
