// Ids and numbers of cases. The id is a hash of who sent it under which id, so a repeated webhook meets its own case
// (DESIGN §2, idempotency). The number is for people: not sequential, without look-alike letters, with a check digit.
import { createHash } from 'node:crypto';

// Crockford's base 32: no I, L, O, U.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

const base32 = (bytes: Uint8Array, length: number): string => {
  let text = '';
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = (value << 8) | byte;
    bits += 8;
    while (bits >= 5 && text.length < length) {
      bits -= 5;
      text += alphabet[(value >>> bits) & 31];
    }
    value &= (1 << bits) - 1;
  }
  return text;
};

const digest = (...parts: string[]): Uint8Array => createHash('sha256').update(parts.join('\u0000')).digest();

/** 26 characters that hold 130 bits of SHA-256 over source and external id. */
export const caseIdOf = (source: string, externalId: string): string =>
  base32(digest('case', source, externalId), 26).toLowerCase();

/** `LJ-7F3K-9Q2M-4`: eight characters and a check digit over them. */
export const caseNumberOf = (prefix: string, caseId: string): string => {
  const body = base32(digest('number', caseId), 8);
  return `${prefix}-${body.slice(0, 4)}-${body.slice(4)}-${checkDigit(body)}`;
};

/** Luhn's scheme in base 32: finds every single wrong character and most swapped neighbours. */
const checkDigit = (body: string): string => {
  let sum = 0;
  for (const [index, character] of [...body].reverse().entries()) {
    const value = alphabet.indexOf(character) * (index % 2 === 0 ? 2 : 1);
    sum += Math.floor(value / 32) + (value % 32);
  }
  return alphabet[(32 - (sum % 32)) % 32] ?? '0';
};

/** The number as stored, from what a person typed; undefined when the check digit is wrong. */
export const readCaseNumber = (typed: string): string | undefined => {
  const bare = typed
    .toUpperCase()
    .replaceAll(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, (letter, at: number) => (at < 2 ? letter : '1'));
  const match = /^([A-Z]{2})([0-9A-Z]{4})([0-9A-Z]{4})([0-9A-Z])$/.exec(bare);
  if (match === null) return undefined;
  const [, prefix = '', first = '', second = '', check = ''] = match;
  return checkDigit(first + second) === check ? `${prefix}-${first}-${second}-${check}` : undefined;
};
