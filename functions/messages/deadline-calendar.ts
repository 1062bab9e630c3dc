// Deadlines as calendar entries (RFC 5545), attached to the mail that sets them. The same UID for the same task, so that a
// later mail moves the entry in people's calendars instead of adding one. No citizen, no link: calendars are shared.

export type DeadlineEntry = {
  /** The same for the same task, for ever: printable ASCII. */
  uid: string;
  /** Rises with every mail about it. */
  sequence: number;
  /** ISO instants: when this was said, and what it is about. */
  at: string;
  dueAt: string;
  summary: string;
  /** The task is not theirs any more: the entry is taken out of their calendars. */
  withdrawn?: boolean;
};

/** How long before its deadline an entry begins, so that it can be seen in a calendar. */
const lengthMs = 30 * 60_000;

/**
 * The whole calendar, lines ended by CRLF and folded at 75 bytes; undefined without an entry. Entries that are set and entries
 * that are taken out may stand in one that is published (RFC 5546, 3.2.1).
 * @throws RangeError when an instant is none.
 */
export const deadlineCalendar = (entries: readonly DeadlineEntry[]): string | undefined => {
  if (entries.length === 0) return undefined;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Jiesu//Deadlines//EN',
    `METHOD:${entries.every(({ withdrawn }) => withdrawn) ? 'CANCEL' : 'PUBLISH'}`,
    ...entries.flatMap(event),
    'END:VCALENDAR',
  ];
  return `${lines.map(folded).join('\r\n')}\r\n`;
};

const event = ({ uid, sequence, at, dueAt, summary, withdrawn = false }: DeadlineEntry): string[] => {
  const due = Date.parse(dueAt);
  return [
    'BEGIN:VEVENT',
    `UID:${text(uid)}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${utc(Date.parse(at))}`,
    `DTSTART:${utc(due - lengthMs)}`,
    `DTEND:${utc(due)}`,
    `SUMMARY:${text(summary)}`,
    'TRANSP:TRANSPARENT',
    ...(withdrawn ? ['STATUS:CANCELLED'] : alarm(summary)),
    'END:VEVENT',
  ];
};

/** What a mail says of its attachment: an entry that is set, or one that is taken out. */
export const calendarType = (calendar: string): string =>
  `text/calendar; method=${calendar.includes('\r\nMETHOD:CANCEL\r\n') ? 'CANCEL' : 'PUBLISH'}`;

const alarm = (summary: string): string[] => [
  'BEGIN:VALARM',
  'ACTION:DISPLAY',
  `DESCRIPTION:${text(summary)}`,
  'TRIGGER:-PT1H',
  'END:VALARM',
];

/** `20260302T010000Z`. */
const utc = (instant: number): string => new Date(instant).toISOString().replaceAll(/[-:]|\.\d{3}/g, '');

/** Backslash, semicolon and comma are escaped; what could end a line is not let through. */
const text = (value: string): string =>
  value
    .replaceAll(/\r\n|[\r\n\u2028\u2029]/g, ' ')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they have no place in a calendar
    .replaceAll(/[\u0000-\u001f\u007f]/g, '')
    .replaceAll(/[\\;,]/g, (one) => `\\${one}`);

const lineBytes = 75;

/** Cut between characters, never inside one; a line that goes on begins with a space. */
const folded = (line: string): string => {
  const rows: string[] = [];
  let row = '';
  for (const character of line) {
    if (Buffer.byteLength(row + character) > lineBytes) {
      rows.push(row);
      row = ' ';
    }
    row += character;
  }
  return [...rows, row].join('\r\n');
};
