// Instants as Wait states write them.

const form = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})$/;

/** Milliseconds of an ISO-8601 date-time with an offset; undefined when it is none, or no such day. */
export function parseInstant(text: string): number | undefined {
  const parts = form.exec(text);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '0', fraction = '', zone = 'Z'] = parts;
  const at = new Date(Date.UTC(+year, +month - 1, +day, +hour, +minute, +second));
  const exists =
    at.getUTCMonth() === +month - 1 &&
    at.getUTCDate() === +day &&
    at.getUTCHours() === +hour &&
    at.getUTCMinutes() === +minute &&
    at.getUTCSeconds() === +second;
  if (!exists) return undefined;
  const milliseconds = Math.floor(Number(`0.${fraction === '' ? '0' : fraction}`) * 1000);
  return at.getTime() + milliseconds - offset(zone);
}

function offset(zone: string): number {
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000;
}
