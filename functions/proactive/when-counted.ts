// Whether it is time to count again, by the city's clock. Pure.
import { dayAfter, localMinute } from './days.ts';

/**
 * True when one of the times of day in `countedAt` has come since `last`; at once when nothing was counted yet. A tick
 * that was missed is made up for by the next one.
 */
export const isDue = (
  last: string | undefined,
  now: string,
  countedAt: readonly string[],
  timeZone: string,
): boolean => {
  if (last === undefined) return true;
  const here = localMinute(now, timeZone);
  const today = here.slice(0, 10);
  const marks = [dayAfter(today, -1), today].flatMap((day) => countedAt.map((time) => `${day}T${time}`));
  const latest = marks
    .filter((mark) => mark <= here)
    .sort()
    .at(-1);
  return latest !== undefined && localMinute(last, timeZone) < latest;
};
