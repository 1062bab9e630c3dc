// DynamoDB's values as they come over the wire: read, checked, and brought into one form.
import { isObject } from '../json.ts';
import { invalid, unreadable } from './errors.ts';
import { normalNumber } from './numbers.ts';

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

const types = new Set<string>(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);
export const isValueType = (name: string): name is ValueType => types.has(name);

/** The attribute of that very name: never one that JavaScript's objects bring along, such as `constructor`. */
export const attributeOf = (item: Item, name: string): Value | undefined =>
  Object.hasOwn(item, name) ? item[name] : undefined;

export const typeOfValue = (value: Value): ValueType => {
  for (const name in value) if (isValueType(name)) return name;
  throw invalid(emptyValue);
};

const emptyValue = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes';
const deepest = 32;

/** @throws AwsError ValidationException or SerializationException. */
export const parseItem = (raw: unknown, depth = 0): Item => {
  if (!isObject(raw)) throw unreadable('Start of structure or map found where not expected');
  return Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, parseValue(value, depth)]));
};

/** Checks a value and brings it into its one form. @throws AwsError ValidationException or SerializationException. */
export const parseValue = (raw: unknown, depth = 0): Value => {
  if (!isObject(raw)) throw unreadable('Unexpected value type in payload');
  if (depth > deepest) throw invalid('Nesting Levels have exceeded supported limits');
  const names = Object.keys(raw).filter((name) => isValueType(name) && raw[name] !== undefined && raw[name] !== null);
  const [type] = names;
  if (type === undefined) throw invalid(emptyValue);
  if (names.length > 1) {
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return read(type, raw[type], depth);
};

const read = (type: string, content: unknown, depth: number): Value => {
  switch (type) {
    case 'S':
      return { S: stringOf(content) };
    case 'N':
      return { N: normalNumber(stringOf(content)) };
    case 'B':
      return { B: bytesOf(content) };
    case 'BOOL':
      if (typeof content !== 'boolean') throw unreadable('Unexpected token received from parser');
      return { BOOL: content };
    case 'NULL':
      if (content !== true) throw wrong('Null attribute value types must have the value of true');
      return { NULL: true };
    case 'SS':
      return { SS: setOf(content, stringOf, 'An string set  may not be empty', '') };
    case 'NS':
      return { NS: setOf(content, numberOf, 'An number set  may not be empty', '') };
    case 'BS':
      return { BS: setOf(content, bytesOf, 'Binary sets should not be empty', 'of type BS') };
    case 'L':
      return { L: listOf(content).map((one) => parseValue(one, depth + 1)) };
    default:
      return { M: parseItem(content, depth + 1) };
  }
};

const wrong = (why: string) => invalid(`One or more parameter values were invalid: ${why}`);

const stringOf = (content: unknown): string => {
  if (typeof content === 'string') return content;
  const what = content === true ? 'TRUE_VALUE' : content === false ? 'FALSE_VALUE' : 'NUMBER_VALUE';
  throw unreadable(typeof content === 'object' ? 'Unexpected field type' : `${what} cannot be converted to String`);
};

const numberOf = (content: unknown): string => normalNumber(stringOf(content));

const bytesOf = (content: unknown): string => {
  const text = stringOf(content);
  if (Buffer.from(text, 'base64').toString('base64') !== text) throw unreadable('Invalid Base64 in a binary value');
  return text;
};

const listOf = (content: unknown): unknown[] => {
  if (!Array.isArray(content)) throw unreadable('Unexpected field type');
  return content;
};

/** A set has members, and each once. */
const setOf = (content: unknown, member: (raw: unknown) => string, ifEmpty: string, kind: string): string[] => {
  const members = listOf(content).map(member);
  if (members.length === 0) throw wrong(ifEmpty);
  if (new Set(members).size !== members.length)
    throw wrong(`Input collection [${members.join(', ')}]${kind} contains duplicates.`);
  return members;
};
