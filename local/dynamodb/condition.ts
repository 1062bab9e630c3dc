// A condition whose placeholders are resolved: its tree, and the checks that need the values.
import { isValueType, typeOfValue, type Value, type ValueType } from './attribute-value.ts';
import { type Comparator, type ConditionSyntax, conditionFunctions, parseCondition } from './condition-syntax.ts';
import { type Path, pathText } from './document-path.ts';
import { invalid } from './errors.ts';
import type { OperandSyntax } from './expression-syntax.ts';
import type { ExpressionName } from './expression-tokens.ts';
import type { Placeholders } from './placeholders.ts';
import { compareValues } from './value-order.ts';

export type Operand = { kind: 'path'; path: Path } | { kind: 'value'; value: Value } | { kind: 'size'; of: Operand };
export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; of: Condition }
  | { kind: 'compare'; comparator: Comparator; left: Operand; right: Operand }
  | { kind: 'between'; of: Operand; from: Operand; to: Operand }
  | { kind: 'in'; of: Operand; among: readonly Operand[] }
  | { kind: 'call'; name: string; first: Operand; second: Operand | undefined };

/** @throws AwsError ValidationException as the service words it. */
export const readCondition = (text: string, name: ExpressionName, placeholders: Placeholders): Condition =>
  binder(name, placeholders)(parseCondition(text, name));

const binder = (expression: ExpressionName, placeholders: Placeholders) => {
  const wrong = (message: string) => invalid(`Invalid ${expression}: ${message}`);
  const wrongType = (name: string, type: string) =>
    wrong(`Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`);

  const operand = (syntax: OperandSyntax): Operand => {
    switch (syntax.kind) {
      case 'path':
        return { kind: 'path', path: placeholders.path(syntax.path, expression) };
      case 'value':
        return { kind: 'value', value: placeholders.value(syntax.placeholder, expression) };
      case 'call': {
        const [of] = operandsOf(syntax.name, syntax.args);
        refuseTypes(syntax.name, [of], (type) => type === 'N' || type === 'BOOL' || type === 'NULL');
        return { kind: 'size', of };
      }
      default:
        return syntax satisfies never;
    }
  };

  const operandsOf = (name: string, args: readonly OperandSyntax[]): [Operand, Operand | undefined] => {
    const [first, second] = args.map(operand);
    if (first !== undefined && args.length === conditionFunctions.get(name)) return [first, second];
    throw wrong(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
    );
  };

  const refuseTypes = (name: string, operands: readonly Operand[], isWrong: (type: ValueType) => boolean): void => {
    for (const one of operands) {
      const type = typeOf(one);
      if (type !== undefined && isWrong(type)) throw wrongType(name, type);
    }
  };

  const refuseSame = (operator: string, first: Operand, second: Operand | undefined): void => {
    if (first.kind !== 'path' || second?.kind !== 'path' || pathText(first.path) !== pathText(second.path)) return;
    throw wrong(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${operator}, first operand: ${pathText(first.path)}`,
    );
  };

  const compare = (comparator: Comparator, left: Operand, right: Operand): Condition => {
    refuseSame(comparator, left, right);
    if (comparator !== '=' && comparator !== '<>') refuseTypes(comparator, [left, right], hasNoOrder);
    return { kind: 'compare', comparator, left, right };
  };

  const between = (of: Operand, from: Operand, to: Operand): Condition => {
    refuseTypes('BETWEEN', [from, to], hasNoOrder);
    if (from.kind === 'value' && to.kind === 'value') {
      const order = compareValues(from.value, to.value);
      const bounds = `lower bound operand: ${shown(from.value)}, upper bound operand: ${shown(to.value)}`;
      if (order === undefined)
        throw wrong(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`);
      if (order > 0)
        throw wrong(`The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`);
    }
    return { kind: 'between', of, from, to };
  };

  const call = (name: string, args: readonly OperandSyntax[]): Condition => {
    const [first, second] = operandsOf(name, args);
    refuseSame(name, first, second);
    if (second === undefined && first.kind !== 'path') {
      throw wrong(`Operator or function requires a document path; operator or function: ${name}`);
    }
    if (name === 'begins_with' && second !== undefined) {
      refuseTypes(name, [first, second], (type) => type !== 'S' && type !== 'B');
    }
    if (name === 'attribute_type') checkTypeName(second);
    return { kind: 'call', name, first, second };
  };

  const checkTypeName = (type: Operand | undefined): void => {
    if (type?.kind !== 'value' || !('S' in type.value)) {
      throw wrongType('attribute_type', typeOf(type) ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
    }
    if (isValueType(type.value.S)) return;
    throw wrong(
      `Invalid attribute type name found; type: ${type.value.S}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`,
    );
  };

  const condition = (syntax: ConditionSyntax): Condition => {
    switch (syntax.kind) {
      case 'and':
      case 'or':
        return { kind: syntax.kind, left: condition(syntax.left), right: condition(syntax.right) };
      case 'not':
        return { kind: 'not', of: condition(syntax.of) };
      case 'compare':
        return compare(syntax.comparator, operand(syntax.left), operand(syntax.right));
      case 'between':
        return between(operand(syntax.of), operand(syntax.from), operand(syntax.to));
      case 'in':
        if (syntax.among.length > mostInList) {
          throw wrong(`The IN operator is provided with too many operands; number of operands: ${syntax.among.length}`);
        }
        return { kind: 'in', of: operand(syntax.of), among: syntax.among.map(operand) };
      case 'call':
        return call(syntax.name, syntax.args);
      default:
        return syntax satisfies never;
    }
  };
  return condition;
};

const mostInList = 100;

const hasNoOrder = (type: ValueType): boolean => type !== 'S' && type !== 'N' && type !== 'B';

/** The type of an operand, as far as it is known without an item. */
const typeOf = (operand: Operand | undefined): ValueType | undefined => {
  if (operand?.kind === 'value') return typeOfValue(operand.value);
  return operand?.kind === 'size' ? 'N' : undefined;
};

const shown = (value: Value): string => {
  const [type, content] = Object.entries(value)[0] ?? ['', ''];
  return `AttributeValue: {${type}:${String(content)}}`;
};

/** Every path that a condition looks at. */
export const pathsOf = (condition: Condition): Path[] => {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return [...pathsOf(condition.left), ...pathsOf(condition.right)];
    case 'not':
      return pathsOf(condition.of);
    case 'compare':
      return [condition.left, condition.right].flatMap(pathOf);
    case 'between':
      return [condition.of, condition.from, condition.to].flatMap(pathOf);
    case 'in':
      return [condition.of, ...condition.among].flatMap(pathOf);
    case 'call':
      return [...pathOf(condition.first), ...(condition.second === undefined ? [] : pathOf(condition.second))];
    default:
      return condition satisfies never;
  }
};

const pathOf = (operand: Operand): Path[] => {
  if (operand.kind === 'size') return pathOf(operand.of);
  return operand.kind === 'path' ? [operand.path] : [];
};
