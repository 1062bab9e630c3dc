// Reads condition, filter and key condition expressions.
import { listAt, type Mistakes, mistakesOf, type OperandSyntax, pathAt, remembering } from './expression-syntax.ts';
import { type Cursor, cursorOf } from './expression-tokens.ts';

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type ConditionSyntax =
  | { kind: 'and' | 'or'; left: ConditionSyntax; right: ConditionSyntax }
  | { kind: 'not'; of: ConditionSyntax }
  | { kind: 'compare'; comparator: Comparator; left: OperandSyntax; right: OperandSyntax }
  | { kind: 'between'; of: OperandSyntax; from: OperandSyntax; to: OperandSyntax }
  | { kind: 'in'; of: OperandSyntax; among: readonly OperandSyntax[] }
  | { kind: 'call'; name: string; args: readonly OperandSyntax[] };

/** Functions and how many operands they take. */
export const conditionFunctions: ReadonlyMap<string, number> = new Map([
  ['attribute_exists', 1],
  ['attribute_not_exists', 1],
  ['attribute_type', 2],
  ['begins_with', 2],
  ['contains', 2],
  ['size', 1],
]);

const comparators = new Map<string, Comparator>([
  ['=', '='],
  ['<>', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);
const keywords = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);

/** Inside parentheses an operand or a condition may stand: which one it is shows only behind them. */
type Node = ConditionSyntax | OperandSyntax;

/** @throws AwsError ValidationException as the service words it. */
export const parseCondition = remembering((text, name): ConditionSyntax => {
  const cursor = cursorOf(text, name);
  const mistakes = mistakesOf();
  const condition = reader(cursor, mistakes)();
  mistakes.throwGravest(name);
  return condition;
});

const reader = (cursor: Cursor, mistakes: Mistakes): (() => ConditionSyntax) => {
  let lastInParentheses: Node | undefined;

  const misused = (name: string): void =>
    mistakes.note(
      'misusedFunction',
      `The function is not allowed to be used this way in an expression; function: ${name}`,
    );
  const asCondition = (node: Node): ConditionSyntax => {
    if (node.kind === 'path' || node.kind === 'value') return cursor.fail(cursor.peek());
    if (node.kind === 'call' && node.name === 'size') misused(node.name);
    return node;
  };
  const asOperand = (node: Node): OperandSyntax => {
    if (node.kind !== 'path' && node.kind !== 'value' && node.kind !== 'call') return cursor.fail(cursor.peek());
    if (node.kind === 'call' && node.name !== 'size') misused(node.name);
    return node;
  };

  const or = (): Node => {
    let left = and();
    while (cursor.atWord('OR')) {
      left = asCondition(left);
      cursor.next();
      left = { kind: 'or', left, right: asCondition(and()) };
    }
    return left;
  };
  const and = (): Node => {
    let left = not();
    while (cursor.atWord('AND')) {
      left = asCondition(left);
      cursor.next();
      left = { kind: 'and', left, right: asCondition(not()) };
    }
    return left;
  };
  const not = (): Node => {
    if (!cursor.atWord('NOT')) return comparison();
    cursor.next();
    return { kind: 'not', of: asCondition(not()) };
  };
  const comparison = (): Node => {
    const left = unit();
    const comparator = cursor.peek().kind === 'symbol' ? comparators.get(cursor.peek().text) : undefined;
    if (comparator !== undefined) {
      cursor.next();
      return { kind: 'compare', comparator, left: asOperand(left), right: asOperand(unit()) };
    }
    if (cursor.atWord('BETWEEN')) {
      cursor.next();
      const from = asOperand(unit());
      cursor.takeWord('AND');
      return { kind: 'between', of: asOperand(left), from, to: asOperand(unit()) };
    }
    if (!cursor.atWord('IN')) return left;
    cursor.next();
    return { kind: 'in', of: asOperand(left), among: operands() };
  };
  const operands = (): OperandSyntax[] => {
    cursor.take('(');
    const list = listAt(cursor, () => asOperand(unit()));
    cursor.take(')');
    return list;
  };
  const unit = (): Node => {
    const token = cursor.peek();
    if (cursor.at('(')) return inParentheses();
    if (token.kind === 'value') {
      cursor.next();
      return { kind: 'value', placeholder: token.text };
    }
    if (token.kind === 'word' && keywords.has(token.text.toUpperCase())) return cursor.fail(token);
    if (token.kind === 'word' && cursor.peek(1).text === '(') return call();
    return { kind: 'path', path: pathAt(cursor, mistakes) };
  };
  const inParentheses = (): Node => {
    cursor.next();
    const node = or();
    cursor.take(')');
    if (node === lastInParentheses) mistakes.note('parentheses', 'The expression has redundant parentheses;');
    lastInParentheses = node;
    return node;
  };
  const call = (): Node => {
    const name = cursor.next().text;
    if (name === 'if_not_exists' || name === 'list_append') {
      mistakes.note('misusedFunction', `The function is not allowed in a condition expression; function: ${name}`);
    } else if (!conditionFunctions.has(name)) {
      mistakes.note('unknownFunction', `Invalid function name; function: ${name}`);
    }
    return { kind: 'call', name, args: operands() };
  };

  return () => {
    const condition = asCondition(or());
    if (cursor.peek().kind !== 'end') cursor.fail(cursor.peek());
    return condition;
  };
};
