// DynamoDB's values: their types, sizes, order and equality, as the public documentation gives them.
import { AwsError } from '../contracts.ts';
import { isObject } from '../json.ts';

export type Value =
  | { S: string }
  | { N: string }
  | { B: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] }
  | { L: Value[] }
  | { M: Item };
export type Item = { [name: string]: Value };
export type ValueType = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

const strings = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** Checks and normalises a value from the wire. @throws AwsError ValidationException */
export const parseValue = (raw: unknown, depth = 0): Value => {
  if (!isObject(raw))
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  const entries = Object.entries(raw);
  const entry = entries[0];
  if (entry === undefined || entries.length !== 1) {
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  if (depth > 32) throw invalid('Nesting Levels have exceeded supported limits');
  const [type, content] = entry;
  switch (type) {
    case 'S':
      if (typeof content === 'string') return { S: content };
      break;
    case 'N':
      if (typeof content === 'string') return { N: normalNumber(content) };
      break;
    case 'B':
      if (typeof content === 'string') return { B: content };
      break;
    case 'BOOL':
      if (typeof content === 'boolean') return { BOOL: content };
      break;
    case 'NULL':
      if (content === true) return { NULL: true };
      break;
    case 'SS':
      if (strings(content)) return { SS: uniqueSet(content) };
      break;
    case 'NS':
      if (strings(content)) return { NS: uniqueSet(content.map(normalNumber)) };
      break;
    case 'BS':
      if (strings(content)) return { BS: uniqueSet(content) };
      break;
    case 'L':
      if (Array.isArray(content)) return { L: content.map((one) => parseValue(one, depth + 1)) };
      break;
    case 'M':
      if (isObject(content)) return { M: parseItem(content, depth + 1) };
      break;
    default:
      break;
  }
  throw new AwsError('SerializationException', `unexpected content of an AttributeValue of type ${type}`);
};

export const parseItem = (raw: unknown, depth = 0): Item => {
  if (!isObject(raw)) throw new AwsError('SerializationException', 'an item must be a map of attribute values');
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, parseValue(value, depth)]));
};

const uniqueSet = (members: string[]): string[] => {
  if (members.length === 0) throw invalid('One or more parameter values were invalid: An number set may not be empty');
  if (new Set(members).size !== members.length)
    throw invalid('One or more parameter values were invalid: Input collection contains duplicates.');
  return members;
};

/** Canonical text of a number: no leading zeros, no exponent where it can be avoided; 38 digits at most. */
const normalNumber = (raw: string): string => {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?\s*$/.exec(raw);
  if (match === null || `${match[2]}${match[3] ?? ''}` === '')
    throw invalid(`The parameter cannot be converted to a numeric value: ${raw}`);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (digits === '') return '0';
  const scale = Number(exponent) - fraction.length;
  const bare = digits.replace(/0+$/, '');
  const shift = scale + digits.length - bare.length;
  if (bare.length > 38) throw invalid('Attempting to store more than 38 significant digits in a Number');
  if (shift + bare.length > 126)
    throw invalid('Number overflow. Attempting to store a number with magnitude larger than supported range');
  const minus = sign === '-' ? '-' : '';
  if (shift >= 0) return `${minus}${bare}${'0'.repeat(shift)}`;
  const point = bare.length + shift;
  return point > 0 ? `${minus}${bare.slice(0, point)}.${bare.slice(point)}` : `${minus}0.${'0'.repeat(-point)}${bare}`;
};

export const typeOfValue = (value: Value): ValueType => {
  for (const type of Object.keys(value)) if (isType(type)) return type;
  throw invalid('an attribute value has no type');
};

const types = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);
const isType = (name: string): name is ValueType => types.has(name);

/** Bytes a value counts for: UTF-8 text, packed digits, one for booleans, three for a collection and one a member. */
export const sizeOfValue = (value: Value): number => {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return sizeOfNumber(value.N);
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('BOOL' in value || 'NULL' in value) return 1;
  if ('SS' in value) return value.SS.reduce((sum, one) => sum + Buffer.byteLength(one), 0);
  if ('NS' in value) return value.NS.reduce((sum, one) => sum + sizeOfNumber(one), 0);
  if ('BS' in value) return value.BS.reduce((sum, one) => sum + Buffer.byteLength(one, 'base64'), 0);
  if ('L' in value) return 3 + value.L.reduce((sum, one) => sum + 1 + sizeOfValue(one), 0);
  return (
    3 + Object.entries(value.M).reduce((sum, [name, one]) => sum + 1 + Buffer.byteLength(name) + sizeOfValue(one), 0)
  );
};

const sizeOfNumber = (text: string): number =>
  Math.ceil(text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '').length / 2) + 1 + (text.startsWith('-') ? 1 : 0);

export const sizeOfItem = (item: Item): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOfValue(value), 0);

/** Order within one type; undefined when the two cannot be ordered. */
export const compareValues = (one: Value, other: Value): number | undefined => {
  if ('S' in one && 'S' in other) return Buffer.compare(Buffer.from(one.S), Buffer.from(other.S));
  if ('N' in one && 'N' in other) return Buffer.compare(encodeNumber(one.N), encodeNumber(other.N));
  if ('B' in one && 'B' in other) return Buffer.compare(Buffer.from(one.B, 'base64'), Buffer.from(other.B, 'base64'));
  return undefined;
};

export const equalValues = (one: Value, other: Value): boolean => {
  const type = typeOfValue(one);
  if (type !== typeOfValue(other)) return false;
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
};

/** Sets and maps in one order, so that text compares as value. */
const canonical = (value: Value): unknown => {
  if ('SS' in value) return { SS: [...value.SS].sort() };
  if ('NS' in value) return { NS: [...value.NS].sort() };
  if ('BS' in value) return { BS: [...value.BS].sort() };
  if ('L' in value) return { L: value.L.map(canonical) };
  if ('M' in value)
    return {
      M: Object.fromEntries(
        Object.entries(value.M)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, one]) => [name, canonical(one)]),
      ),
    };
  return value;
};

/** Key bytes whose order is the order of the values. */
export const encodeKey = (value: Value): Uint8Array => {
  if ('S' in value) return Buffer.from(value.S);
  if ('B' in value) return Buffer.from(value.B, 'base64');
  if ('N' in value) return encodeNumber(value.N);
  throw invalid('One or more parameter values were invalid: a key must be a string, a number or binary');
};

/** Sign, exponent, digits; negative numbers with every byte inverted, so that more negative sorts first. */
const encodeNumber = (text: string): Buffer => {
  if (text === '0') return Buffer.from([1]);
  const negative = text.startsWith('-');
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const integer = whole.replace(/^0+/, '');
  const digits = `${integer}${fraction}`;
  const lead = digits.length - digits.replace(/^0+/, '').length;
  const exponent = integer.length - (integer === '' ? lead : 0) + 200;
  const mantissa = digits.replace(/^0+/, '').replace(/0+$/, '');
  const body = Buffer.concat([Buffer.from([exponent >> 8, exponent & 255]), Buffer.from(mantissa)]);
  return negative
    ? Buffer.concat([Buffer.from([0]), body.map((byte) => 255 - byte), Buffer.from([255])])
    : Buffer.concat([Buffer.from([2]), body]);
};

/** Exact sum or difference of two decimal texts. */
export const addNumbers = (one: string, other: string, sign: 1 | -1): string => {
  const places = Math.max(decimals(one), decimals(other));
  const scaled = (text: string): bigint => {
    const [whole = '0', fraction = ''] = text.split('.');
    return BigInt(`${whole}${fraction.padEnd(places, '0')}`);
  };
  const sum = scaled(one) + BigInt(sign) * scaled(other);
  const digits = (sum < 0n ? -sum : sum).toString().padStart(places + 1, '0');
  const point = digits.length - places;
  return normalNumber(`${sum < 0n ? '-' : ''}${digits.slice(0, point)}${places > 0 ? `.${digits.slice(point)}` : ''}`);
};

const decimals = (text: string): number => text.split('.')[1]?.length ?? 0;
