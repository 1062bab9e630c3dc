// Evaluates conditions and applies updates to an item (pure).
import type { Comparator, Condition, Operand, Path, UpdateAction } from './expression-parser.ts';
import {
  addNumbers,
  compareValues,
  equalValues,
  type Item,
  invalid,
  sizeOfValue,
  typeOfValue,
  type Value,
} from './values.ts';

/** The value at a path; undefined when it is not there. */
export const valueAt = (item: Item, path: Path): Value | undefined => {
  const [first, ...rest] = path;
  let value = typeof first === 'string' ? item[first] : undefined;
  for (const step of rest) {
    if (value === undefined) return undefined;
    if (typeof step === 'number') value = 'L' in value ? value.L[step] : undefined;
    else value = 'M' in value ? value.M[step] : undefined;
  }
  return value;
};

const operandValue = (operand: Operand, item: Item): Value | undefined => {
  switch (operand.kind) {
    case 'path':
      return valueAt(item, operand.path);
    case 'value':
      return operand.value;
    case 'size': {
      const value = operandValue(operand.of, item);
      return value === undefined ? undefined : sizeFunction(value);
    }
    case 'if_not_exists':
      return valueAt(item, operand.path) ?? operandValue(operand.otherwise, item);
    case 'list_append': {
      const [first, second] = [operandValue(operand.first, item), operandValue(operand.second, item)];
      if (first === undefined || second === undefined) throw missing;
      if (!('L' in first) || !('L' in second))
        throw invalid(
          'Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: list_append, operand type: S',
        );
      return { L: [...first.L, ...second.L] };
    }
    case 'sum': {
      const [left, right] = [operandValue(operand.left, item), operandValue(operand.right, item)];
      if (left === undefined || right === undefined) throw missing;
      if (!('N' in left) || !('N' in right))
        throw invalid('An operand in the update expression has an incorrect data type');
      return { N: addNumbers(left.N, right.N, operand.sign) };
    }
    default:
      return operand satisfies never;
  }
};

const missing = invalid('The provided expression refers to an attribute that does not exist in the item');

const sizeFunction = (value: Value): Value | undefined => {
  if ('S' in value) return { N: String(value.S.length) };
  if ('B' in value) return { N: String(sizeOfValue(value)) };
  if ('SS' in value) return { N: String(value.SS.length) };
  if ('NS' in value) return { N: String(value.NS.length) };
  if ('BS' in value) return { N: String(value.BS.length) };
  if ('L' in value) return { N: String(value.L.length) };
  if ('M' in value) return { N: String(Object.keys(value.M).length) };
  return undefined;
};

/** Whether an item meets a condition; an item that is not there is an empty one. */
export const meets = (condition: Condition, item: Item): boolean => {
  switch (condition.kind) {
    case 'and':
      return meets(condition.left, item) && meets(condition.right, item);
    case 'or':
      return meets(condition.left, item) || meets(condition.right, item);
    case 'not':
      return !meets(condition.of, item);
    case 'compare':
      return compares(condition.comparator, operandValue(condition.left, item), operandValue(condition.right, item));
    case 'between': {
      const of = operandValue(condition.of, item);
      return (
        compares('>=', of, operandValue(condition.from, item)) && compares('<=', of, operandValue(condition.to, item))
      );
    }
    case 'in': {
      const of = operandValue(condition.of, item);
      return condition.among.some((one) => compares('=', of, operandValue(one, item)));
    }
    case 'function':
      return callFunction(condition.name, condition.args, item);
    default:
      return condition satisfies never;
  }
};

const compares = (comparator: Comparator, left: Value | undefined, right: Value | undefined): boolean => {
  if (left === undefined || right === undefined)
    return comparator === '<>' && (left === undefined) !== (right === undefined);
  if (comparator === '=') return equalValues(left, right);
  if (comparator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  if (comparator === '<') return order < 0;
  if (comparator === '<=') return order <= 0;
  return comparator === '>' ? order > 0 : order >= 0;
};

const callFunction = (name: string, args: readonly Operand[], item: Item): boolean => {
  const [first, second] = args;
  if (first === undefined) return false;
  const of = operandValue(first, item);
  if (name === 'attribute_exists') return of !== undefined;
  if (name === 'attribute_not_exists') return of === undefined;
  const other = second === undefined ? undefined : operandValue(second, item);
  if (of === undefined || other === undefined) return false;
  if (name === 'attribute_type') return 'S' in other && typeOfValue(of) === other.S;
  if (name === 'begins_with') {
    if ('S' in of && 'S' in other) return of.S.startsWith(other.S);
    return (
      'B' in of &&
      'B' in other &&
      Buffer.from(of.B, 'base64')
        .subarray(0, Buffer.byteLength(other.B, 'base64'))
        .equals(Buffer.from(other.B, 'base64'))
    );
  }
  return containsValue(of, other);
};

const containsValue = (of: Value, other: Value): boolean => {
  if ('S' in of && 'S' in other) return of.S.includes(other.S);
  if ('SS' in of && 'S' in other) return of.SS.includes(other.S);
  if ('NS' in of && 'N' in other) return of.NS.includes(other.N);
  if ('BS' in of && 'B' in other) return of.BS.includes(other.B);
  return 'L' in of && of.L.some((one) => equalValues(one, other));
};

/** The item after an update; operands see the item as it was. */
export const applyUpdate = (actions: readonly UpdateAction[], before: Item): Item => {
  const after: Item = structuredClone(before);
  for (const action of actions) {
    if (action.kind === 'set') {
      const value = operandValue(action.to, before);
      if (value === undefined) throw missing;
      setAt(after, action.path, structuredClone(value));
    } else if (action.kind === 'remove') removeAt(after, action.path);
    else if (action.kind === 'add') addAt(after, action.path, action.value);
    else deleteAt(after, action.path, action.value);
  }
  return after;
};

const badPath = invalid('The document path provided in the update expression is invalid for update');

const setAt = (item: Item, path: Path, value: Value): void => {
  const last = path.at(-1);
  if (path.length === 1 && typeof last === 'string') {
    item[last] = value;
    return;
  }
  const parent = valueAt(item, path.slice(0, -1));
  if (parent === undefined) throw badPath;
  if (typeof last === 'string' && 'M' in parent) parent.M[last] = value;
  else if (typeof last === 'number' && 'L' in parent) parent.L[Math.min(last, parent.L.length)] = value;
  else throw badPath;
};

const removeAt = (item: Item, path: Path): void => {
  const last = path.at(-1);
  if (path.length === 1 && typeof last === 'string') {
    delete item[last];
    return;
  }
  const parent = valueAt(item, path.slice(0, -1));
  if (parent === undefined) throw badPath;
  if (typeof last === 'string' && 'M' in parent) delete parent.M[last];
  else if (typeof last === 'number' && 'L' in parent) parent.L.splice(last, 1);
};

const wrongType = invalid('An operand in the update expression has an incorrect data type');

const addAt = (item: Item, path: Path, value: Value): void => {
  const old = valueAt(item, path);
  if ('N' in value) {
    if (old !== undefined && !('N' in old)) throw wrongType;
    setAt(item, path, { N: addNumbers(old === undefined ? '0' : old.N, value.N, 1) });
  } else if ('SS' in value)
    setAt(item, path, { SS: union(old === undefined ? [] : 'SS' in old ? old.SS : fail(), value.SS) });
  else if ('NS' in value)
    setAt(item, path, { NS: union(old === undefined ? [] : 'NS' in old ? old.NS : fail(), value.NS) });
  else if ('BS' in value)
    setAt(item, path, { BS: union(old === undefined ? [] : 'BS' in old ? old.BS : fail(), value.BS) });
  else throw wrongType;
};

const fail = (): never => {
  throw wrongType;
};
const union = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])];
const without = (one: readonly string[], other: readonly string[]): string[] =>
  one.filter((member) => !other.includes(member));

const deleteAt = (item: Item, path: Path, value: Value): void => {
  const old = valueAt(item, path);
  if (old === undefined) return;
  const put = (rest: Value, members: readonly string[]) =>
    members.length === 0 ? removeAt(item, path) : setAt(item, path, rest);
  if ('SS' in value && 'SS' in old) put({ SS: without(old.SS, value.SS) }, without(old.SS, value.SS));
  else if ('NS' in value && 'NS' in old) put({ NS: without(old.NS, value.NS) }, without(old.NS, value.NS));
  else if ('BS' in value && 'BS' in old) put({ BS: without(old.BS, value.BS) }, without(old.BS, value.BS));
  else throw wrongType;
};

/** The parts of an item that a projection names. */
export const project = (item: Item, paths: readonly Path[]): Item => {
  const shown: Item = {};
  for (const path of paths) {
    const value = valueAt(item, path);
    const first = path[0];
    if (value === undefined || typeof first !== 'string') continue;
    if (path.length === 1) shown[first] = value;
    else place(shown, path, value);
  }
  return shown;
};

const place = (shown: Item, path: Path, value: Value): void => {
  const [first, ...rest] = path;
  if (typeof first !== 'string') return;
  const [step, ...deeper] = rest;
  if (step === undefined) {
    shown[first] = value;
  } else if (typeof step === 'string') {
    const known = shown[first];
    const map: Item = known !== undefined && 'M' in known ? known.M : {};
    place(map, [step, ...deeper], value);
    shown[first] = { M: map };
  } else {
    const known = shown[first];
    shown[first] = { L: [...(known !== undefined && 'L' in known ? known.L : []), value] };
  }
};
