// Decimal numbers of up to 38 digits as text: their one normal form, their sum, their size, and bytes that sort like them.
import { invalid } from './errors.ts';

const mostDigits = 38;

/** A number taken apart: 0.DIGITS × 10^exponent; no digits for zero. */
type Decimal = { negative: boolean; digits: string; exponent: number };

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** @throws AwsError ValidationException when the text is no number, or none that DynamoDB can hold. */
export const normalNumber = (raw: string): string => {
  // What is already in its normal form, and short, is most of what comes.
  if (/^(?:0|-?[1-9]\d{0,17})$/.test(raw)) return raw;
  return textOf(read(raw));
};

const read = (raw: string): Decimal => {
  const match = pattern.exec(raw);
  if (match === null || `${match[2]}${match[3] ?? ''}` === '') {
    const what = raw === '' ? '' : `: ${raw}`;
    throw invalid(`The parameter cannot be converted to a numeric value${what}`);
  }
  const [, sign, whole = '', fraction = '', power = '0'] = match;
  const significant = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = significant.replace(/0+$/, '');
  if (digits === '') return { negative: false, digits, exponent: 0 };
  const exponent = Number(power) - fraction.length + significant.length;
  if (digits.length > mostDigits) throw invalid('Attempting to store more than 38 significant digits in a Number');
  if (exponent > 126)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  if (exponent < -129)
    throw invalid('Number underflow. Attempting to store a number with magnitude smaller than supported range');
  return { negative: sign === '-', digits, exponent };
};

const textOf = ({ negative, digits, exponent }: Decimal): string => {
  if (digits === '') return '0';
  const sign = negative ? '-' : '';
  if (exponent <= 0) return `${sign}0.${'0'.repeat(-exponent)}${digits}`;
  if (exponent >= digits.length) return `${sign}${digits.padEnd(exponent, '0')}`;
  return `${sign}${digits.slice(0, exponent)}.${digits.slice(exponent)}`;
};

/** Exact sum, or difference for sign -1, of two numbers in normal form. @throws AwsError when it cannot be held. */
export const addNumbers = (one: string, other: string, sign: 1 | -1): string => {
  const places = Math.max(decimalsOf(one), decimalsOf(other));
  const sum = scaled(one, places) + BigInt(sign) * scaled(other, places);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, '0');
  const point = digits.length - places;
  return normalNumber(`${sum < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`);
};

const decimalsOf = (text: string): number => {
  const point = text.indexOf('.');
  return point === -1 ? 0 : text.length - point - 1;
};

const scaled = (text: string, places: number): bigint =>
  BigInt(text.replace('.', '') + '0'.repeat(places - decimalsOf(text)));

/** Bytes a number in normal form counts for: two digits a byte without outer zeros, one more, and one for a minus. */
export const sizeOfNumber = (text: string): number => {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length;
  return Math.ceil(digits / 2) + 1 + (text.startsWith('-') ? 1 : 0);
};

/**
 * Bytes whose order is the order of the numbers: sign, exponent, digits. A negative number has every byte inverted and
 * a last byte of 255, so that of two with the same beginning the longer, which is further from zero, sorts first.
 */
export const encodeNumber = (text: string): Buffer => {
  const { negative, digits, exponent } = read(text);
  if (digits === '') return Buffer.from([1]);
  const bytes = Buffer.alloc(digits.length + (negative ? 3 : 2));
  bytes[0] = 2;
  bytes[1] = exponent + 129;
  bytes.write(digits, 2, 'latin1');
  if (!negative) return bytes;
  bytes[0] = 0;
  for (let at = 1; at < bytes.length - 1; at += 1) bytes[at] = 255 - (bytes[at] ?? 0);
  bytes[bytes.length - 1] = 255;
  return bytes;
};
