// What the clocks on the city's walls show, and when its offices are open.
import type { CityPack } from '#schemas/city/pack.ts';

export type LocalTime = { weekend: boolean; hour: number; minute: number };

const minuteMs = 60_000;

export const localTimeIn = (timeZone: string): ((instant: number) => LocalTime) => {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    weekday: 'short',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
    const weekday = parts.get('weekday') ?? '';
    return {
      weekend: weekday === 'Sat' || weekday === 'Sun',
      hour: Number(parts.get('hour')),
      minute: Number(parts.get('minute')),
    };
  };
};

/** The first instant from `instant` on at which offices are open. Holidays are not looked at: somebody is always there. */
export const officeHours = ({ timeZone, workingHours }: CityPack['city']): ((instant: number) => number) => {
  const local = localTimeIn(timeZone);
  const open = workingHours.map(([from, to]) => [minutesOf(from), minutesOf(to)] as const);
  const isOpen = (instant: number): boolean => {
    const { weekend, hour, minute } = local(instant);
    const now = hour * 60 + minute;
    return !weekend && open.some(([from, to]) => now >= from && now < to);
  };
  return (instant) => {
    let at = instant;
    // Half-hours are enough to find the door open, and the seconds stay as they were drawn.
    while (!isOpen(at)) at += 30 * minuteMs;
    return at;
  };
};

const minutesOf = (time: string): number => {
  const [hour = '0', minute = '0'] = time.split(':');
  return Number(hour) * 60 + Number(minute);
};
