// When a message leaves: at once, after the quiet hours, or with the morning list (policy: messaging.yaml). Pure.
import { addDuration, isWorkingDay, type WorkingCalendar } from '#functions/case/working-time.ts';
import type { Hours } from '#schemas/city/messaging.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Message } from '#schemas/matter.ts';

/** `at`: ISO instant. In a list, messages of one unit leave as one mail. */
export type Pace = { send: 'now' } | { send: 'later'; at: string; as: 'message' | 'list' };

type Policy = { pack: Pick<CityPack, 'messaging'>; calendar: WorkingCalendar };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** No holiday is longer; a calendar that works no day at all must not hold anything for good. */
const mostDaysAhead = 30;

/** What is urgent or due before it would arrive leaves now, whatever the hour. */
export const paceOf = (message: Message, now: string, { pack, calendar }: Policy): Pace => {
  const { quietHours, morningList } = pack.messaging;
  if (message.urgent === true || message.to.kind === 'source') return { send: 'now' };
  const fits = (at: string): boolean => {
    const dueAt = message.values?.['dueAt'];
    return typeof dueAt !== 'string' || addDuration(at, morningList.leave, calendar).at <= dueAt || dueAt <= now;
  };
  const { to, template } = message;
  if (
    to.kind === 'unit' &&
    morningList.units.includes(to.unit) &&
    morningList.templates.some((one) => one === template)
  ) {
    const at = nextList(now, morningList.at, calendar);
    if (at !== undefined && fits(at)) return { send: 'later', at, as: 'list' };
  }
  if (message.heardAt !== undefined && now <= addDuration(message.heardAt, quietHours.afterContact, calendar).at)
    return { send: 'now' };
  const hours = to.kind === 'citizen' ? quietHours.citizen : quietHours.unit;
  const until = hours === undefined ? undefined : quietUntil(now, hours, calendar);
  return until !== undefined && fits(until) ? { send: 'later', at: until, as: 'message' } : { send: 'now' };
};

/** The start of the next hour: when a recipient who has had enough for this one is written to again. */
export const nextHour = (now: string): string =>
  new Date((Math.floor(Date.parse(now) / hourMs) + 1) * hourMs).toISOString();

const minutesOf = (time: string): number => {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
};

/** The end of the quiet hours that `now` lies in. */
const quietUntil = (now: string, { from, until }: Hours, calendar: WorkingCalendar): string | undefined => {
  const local = calendar.toLocal(Date.parse(now));
  const midnight = Math.floor(local / dayMs) * dayMs;
  const minute = (local - midnight) / minuteMs;
  const [first, last] = [minutesOf(from), minutesOf(until)];
  const isQuiet = first <= last ? minute >= first && minute < last : minute >= first || minute < last;
  if (!isQuiet) return undefined;
  const end = midnight + last * minuteMs;
  return new Date(calendar.toInstant(end > local ? end : end + dayMs)).toISOString();
};

/** The next morning of a working day. */
const nextList = (now: string, time: string, calendar: WorkingCalendar): string | undefined => {
  const local = calendar.toLocal(Date.parse(now));
  const midnight = Math.floor(local / dayMs) * dayMs;
  for (let ahead = 0; ahead <= mostDaysAhead; ahead += 1) {
    const at = midnight + ahead * dayMs + minutesOf(time) * minuteMs;
    if (at > local && isWorkingDay(new Date(at).toISOString().slice(0, 10), calendar))
      return new Date(calendar.toInstant(at)).toISOString();
  }
  return undefined;
};
