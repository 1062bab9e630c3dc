// Instants as people read them, in the city's own time. Formatters are kept: making one costs more than using it often.
import type { Locale } from '#schemas/city/names.ts';

const kept = new Map<string, Intl.DateTimeFormat>();

type Length = 'full' | 'short';

const lengths: Record<Length, Intl.DateTimeFormatOptions> = {
  full: { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit' },
  short: { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' },
};

const formatter = (timeZone: string, locale: Locale, length: Length): Intl.DateTimeFormat => {
  const key = `${timeZone} ${locale} ${length}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : 'zh-CN', {
    timeZone,
    hourCycle: 'h23',
    ...lengths[length],
  });
  kept.set(key, made);
  return made;
};

/** An ISO instant in words: with year and weekday, or short. */
export const inWords = (instant: string, timeZone: string, locale: Locale, length: Length = 'full'): string =>
  formatter(timeZone, locale, length).format(new Date(instant));
