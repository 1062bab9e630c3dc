// Personal data in free text: whatever leaves the system or enters a log passes here first (DOMAIN §5: 138****5678,
// first 3 + last 4 of an identity number). Digits are found however they are typed: full-width, spaced, hyphenated.

export type PersonalDataKind = 'identity-number' | 'phone' | 'email' | 'bank-card';
export type PersonalData = { kind: PersonalDataKind; start: number; end: number };

const digit = '[0-9０-９]';
const gap = '[\\s\\-－‐–—·.]?';
const digits = (count: number) => `${digit}{${count}}`;
const spaced = (count: number) => Array.from({ length: count }, () => digit).join(gap);
// Digits on either side would make it a part of a longer number.
const alone = (pattern: string) => new RegExp(`(?<![0-9０-９])(?:${pattern})(?![0-9０-９])`, 'gu');

/** In the order of their claim: what is an identity number is no bank card. */
const patterns: readonly { kind: PersonalDataKind; pattern: RegExp; holds?: (number: string) => boolean }[] = [
  {
    kind: 'email',
    pattern: /[a-zA-Z0-9._%+-]{1,64}[@＠][a-zA-Z0-9-]{1,63}(?:\.[a-zA-Z0-9-]{1,63}){0,4}\.[a-zA-Z]{2,24}/g,
  },
  {
    kind: 'identity-number',
    pattern: new RegExp(
      `(?<![0-9０-９])${digits(6)}${gap}${digits(4)}${gap}${digits(4)}${gap}${digits(3)}[0-9０-９xXｘＸ](?![0-9０-９])`,
      'gu',
    ),
    holds: (number) => /^[1-9]\d{5}(18|19|20|21)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dx]$/i.test(number),
  },
  // Any other number as long as a card's is masked without asking for its check digit: a mistyped card is private too.
  {
    kind: 'bank-card',
    pattern: alone(`${digit}{15,19}|${digits(4)}(?:[\\s\\-－]${digits(4)}){3}(?:[\\s\\-－]?${digit}{1,3})?`),
  },
  {
    kind: 'phone',
    pattern: alone(`(?:[+＋]?[8８][6６]${gap})?[1１]${gap}[3-9３-９]${gap}${spaced(9)}`),
  },
  {
    kind: 'phone',
    pattern: alone(`[(（]?[0０][1-9１-９]${digit}{1,2}[)）]?${gap}[2-9２-９]${digits(2)}${digit}?${gap}${digits(4)}`),
  },
];

/** Where phone numbers, identity numbers, e-mail addresses and bank cards stand in a text; in order, never overlapping. */
export function findPersonalData(text: string): PersonalData[] {
  const found: PersonalData[] = [];
  for (const { kind, pattern, holds } of patterns) {
    for (const match of text.matchAll(pattern)) {
      const [start, end] = [match.index, match.index + match[0].length];
      if (holds?.(bare(match[0])) === false || found.some((other) => start < other.end && other.start < end)) continue;
      found.push({ kind, start, end });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The text with every such number or address masked. Masking twice changes nothing more. */
export function maskPersonalData(text: string): string {
  let masked = '';
  let from = 0;
  for (const { kind, start, end } of findPersonalData(text)) {
    masked += text.slice(from, start) + maskOf(kind, text.slice(start, end));
    from = end;
  }
  return masked + text.slice(from);
}

/** 138****5678; a number too short for that keeps its last two digits. */
export function maskPhone(phone: string): string {
  const number = bare(phone).replace(/^\+?86(?=1\d{10}$)/, '');
  return number.length < 7 ? keep(number, 0, 2) : `${number.slice(0, 3)}****${number.slice(-4)}`;
}

/** 110***********1234: first 3 + last 4. */
export const maskIdNumber = (idNumber: string) => keep(bare(idNumber), 3, 4);

/** Surname only: 王**. Of two-character names too; a compound surname keeps its two characters. */
export function maskName(name: string): string {
  const characters = [...name.trim()];
  if (characters.length === 0) return '';
  const surname = compoundSurnames.has(characters.slice(0, 2).join('')) && characters.length > 2 ? 2 : 1;
  return `${characters.slice(0, surname).join('')}**`;
}

const compoundSurnames = new Set(
  '欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 司徒 令狐 夏侯 南宫 端木 西门 独孤'.split(' '),
);

function maskOf(kind: PersonalDataKind, value: string): string {
  switch (kind) {
    case 'phone':
      return maskPhone(value);
    case 'identity-number':
      return maskIdNumber(value);
    case 'bank-card':
      return keep(bare(value), 0, 4);
    case 'email':
      return `${value.slice(0, 1)}***@***`;
    default:
      return kind satisfies never;
  }
}

function keep(value: string, first: number, last: number): string {
  if (value.length <= first + last) return '*'.repeat(value.length);
  return `${value.slice(0, first)}${'*'.repeat(value.length - first - last)}${value.slice(-last)}`;
}

const bare = (value: string) => value.normalize('NFKC').replace(/[^0-9xX+]/g, '');
