// Whether an item meets a condition. An item that is not there is one without attributes.
import { type Item, typeOfValue, type Value } from './attribute-value.ts';
import type { Condition, Operand } from './condition.ts';
import type { Comparator } from './condition-syntax.ts';
import { valueAt } from './document-path.ts';
import { compareValues, equalValues } from './value-order.ts';
import { sizeOfValue } from './value-size.ts';

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
    case 'call':
      return holds(
        condition.name,
        operandValue(condition.first, item),
        condition.second && operandValue(condition.second, item),
      );
    default:
      return condition satisfies never;
  }
};

const operandValue = (operand: Operand, item: Item): Value | undefined => {
  if (operand.kind === 'path') return valueAt(item, operand.path);
  if (operand.kind === 'value') return operand.value;
  const value = operandValue(operand.of, item);
  const size = value === undefined ? undefined : lengthOf(value);
  return size === undefined ? undefined : { N: String(size) };
};

/** What `size()` says: characters, bytes or members; numbers, booleans and null have none. */
const lengthOf = (value: Value): number | undefined => {
  if ('S' in value) return value.S.length;
  if ('B' in value) return sizeOfValue(value);
  if ('SS' in value) return value.SS.length;
  if ('NS' in value) return value.NS.length;
  if ('BS' in value) return value.BS.length;
  if ('L' in value) return value.L.length;
  return 'M' in value ? Object.keys(value.M).length : undefined;
};

const compares = (comparator: Comparator, left: Value | undefined, right: Value | undefined): boolean => {
  // What is not there differs from everything that is, and is neither less nor more.
  if (left === undefined || right === undefined) return comparator === '<>' && left !== right;
  if (comparator === '=') return equalValues(left, right);
  if (comparator === '<>') return !equalValues(left, right);
  const order = compareValues(left, right);
  if (order === undefined) return false;
  switch (comparator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return comparator satisfies never;
  }
};

const holds = (name: string, of: Value | undefined, other: Value | undefined): boolean => {
  switch (name) {
    case 'attribute_exists':
      return of !== undefined;
    case 'attribute_not_exists':
      return of === undefined;
    case 'attribute_type':
      return of !== undefined && other !== undefined && 'S' in other && typeOfValue(of) === other.S;
    case 'begins_with':
      return of !== undefined && other !== undefined && beginsWith(of, other);
    default:
      return of !== undefined && other !== undefined && containsValue(of, other);
  }
};

const beginsWith = (of: Value, start: Value): boolean => {
  if ('S' in of && 'S' in start) return of.S.startsWith(start.S);
  if (!('B' in of && 'B' in start)) return false;
  const prefix = Buffer.from(start.B, 'base64');
  return Buffer.from(of.B, 'base64').subarray(0, prefix.length).equals(prefix);
};

const containsValue = (of: Value, part: Value): boolean => {
  if ('S' in of) return 'S' in part && of.S.includes(part.S);
  if ('B' in of) return 'B' in part && Buffer.from(of.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  if ('SS' in of) return 'S' in part && of.SS.includes(part.S);
  if ('NS' in of) return 'N' in part && of.NS.includes(part.N);
  if ('BS' in of) return 'B' in part && of.BS.includes(part.B);
  return 'L' in of && of.L.some((one) => equalValues(one, part));
};
