// A mail as SMTP carries it (RFC 5322, 2045, 2047): one text in two forms. Everything is Base64, so that no character of
// a template or an answer can end a line, a header or a part.
import { calendarType } from './deadline-calendar.ts';
import type { OutgoingMail } from './mail.ts';

const lineLength = 76;
/** Bytes of UTF-8 that one encoded word may hold: its line stays within 76 characters. */
const wordBytes = 39;

/** The whole message, lines ended by CRLF. @throws RangeError when an address holds a space, a bracket or a line end. */
export const mimeOf = ({ from, to, subject, text, html, calendar, id, at, tags }: OutgoingMail): string => {
  const boundary = `jiesu-${Buffer.from(id).toString('hex').slice(0, 24)}`;
  const headers = [
    `From: ${address(from)}`,
    `To: ${address(to)}`,
    `Subject: ${encodedWords(subject)}`,
    `Date: ${new Date(at).toUTCString().replace('GMT', '+0000')}`,
    `Message-ID: <${address(id)}>`,
    'Auto-Submitted: auto-generated',
    ...Object.entries(tags).map(([name, value]) => `X-Jiesu-${token(name)}: ${token(value)}`),
    'MIME-Version: 1.0',
  ];
  const said = multipart('alternative', `${boundary}-a`, [part('text/plain', text), part('text/html', html)]);
  const body = calendar === undefined ? said : multipart('mixed', `${boundary}-m`, [said, attached(calendar)]);
  return [...headers, ...body, ''].join('\r\n');
};

const multipart = (kind: string, boundary: string, parts: readonly string[][]): string[] => [
  `Content-Type: multipart/${kind};`,
  ` boundary="${boundary}"`,
  '',
  ...parts.flatMap((lines) => [`--${boundary}`, ...lines]),
  `--${boundary}--`,
];

const part = (type: string, content: string, ...headers: string[]): string[] => [
  `Content-Type: ${type}; charset=utf-8`,
  'Content-Transfer-Encoding: base64',
  ...headers,
  '',
  ...inLines(Buffer.from(content, 'utf8').toString('base64')),
];

const attached = (calendar: string): string[] =>
  part(calendarType(calendar), calendar, 'Content-Disposition: attachment; filename="deadline.ics"');

const inLines = (base64: string): string[] => base64.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [''];

const address = (value: string): string => {
  if (!/^[\x21-\x7e]+$/.test(value) || /[<>()[\],;:\\"]/.test(value))
    throw new RangeError('an address of a mail holds a character that no address here has');
  return value;
};

const token = (value: string): string => value.replaceAll(/[^\x21-\x7e]/g, '-');

/** Cut between characters, never inside one. */
const encodedWords = (value: string): string => {
  const words: string[] = [];
  let word = '';
  for (const character of value) {
    if (Buffer.byteLength(word + character) > wordBytes) {
      words.push(word);
      word = '';
    }
    word += character;
  }
  return [...words, word].map((one) => `=?UTF-8?B?${Buffer.from(one).toString('base64')}?=`).join('\r\n ');
};
