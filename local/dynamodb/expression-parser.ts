// Parses condition, update and projection expressions into trees. Names and values stay placeholders' own: the parser
// resolves them, and knows afterwards which were never used.
import { type Token, tokensOf } from './expression-tokens.ts';
import { type Item, invalid, parseItem, type Value } from './values.ts';

export type Path = (string | number)[];
export type Operand =
  | { kind: 'path'; path: Path }
  | { kind: 'value'; value: Value }
  | { kind: 'size'; of: Operand }
  | { kind: 'if_not_exists'; path: Path; otherwise: Operand }
  | { kind: 'list_append'; first: Operand; second: Operand }
  | { kind: 'sum'; sign: 1 | -1; left: Operand; right: Operand };
export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';
export type Condition =
  | { kind: 'and' | 'or'; left: Condition; right: Condition }
  | { kind: 'not'; of: Condition }
  | { kind: 'compare'; comparator: Comparator; left: Operand; right: Operand }
  | { kind: 'between'; of: Operand; from: Operand; to: Operand }
  | { kind: 'in'; of: Operand; among: Operand[] }
  | { kind: 'function'; name: string; args: Operand[] };
export type UpdateAction =
  | { kind: 'set'; path: Path; to: Operand }
  | { kind: 'remove'; path: Path }
  | { kind: 'add' | 'delete'; path: Path; value: Value };

/** Placeholders of a request; remembers which were used. */
export type Placeholders = { names: Map<string, string>; values: Item; used: Set<string> };

export const placeholdersOf = (names: unknown, values: unknown): Placeholders => ({
  names: new Map(
    Object.entries(typeof names === 'object' && names !== null ? names : {}).map(([key, name]) => [key, String(name)]),
  ),
  values: values === undefined ? {} : parseItem(values),
  used: new Set(),
});

/** A placeholder that nothing uses is a mistake of the caller. */
export const checkUsed = ({ names, values, used }: Placeholders): void => {
  const unusedNames = [...names.keys()].filter((name) => !used.has(name));
  if (unusedNames.length > 0)
    throw invalid(
      `Value provided in ExpressionAttributeNames unused in expressions: keys: {${unusedNames.join(', ')}}`,
    );
  const unusedValues = Object.keys(values).filter((name) => !used.has(name));
  if (unusedValues.length > 0)
    throw invalid(
      `Value provided in ExpressionAttributeValues unused in expressions: keys: {${unusedValues.join(', ')}}`,
    );
};

const functions: Record<string, number> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
};
const comparators = new Map<string, Comparator>([
  ['=', '='],
  ['<>', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

const cursorOf = (expression: string, what: string, placeholders: Placeholders) => {
  const tokens = tokensOf(expression, what);
  let at = 0;
  const end: Token = { kind: 'end', text: '<EOF>' };
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? end;
  const next = (): Token => {
    const token = peek();
    at += 1;
    return token;
  };
  const fail = (token: Token): never => {
    throw invalid(
      `Invalid ${what}: Syntax error; token: "${token.text}", near: "${tokens
        .slice(Math.max(0, at - 2), at + 2)
        .map((one) => one.text)
        .join(' ')}"`,
    );
  };
  const isWord = (token: Token, word: string) => token.kind === 'name' && token.text.toUpperCase() === word;
  const take = (symbol: string): void => {
    const token = next();
    if (token.kind !== 'symbol' || token.text !== symbol) fail(token);
  };
  const isSymbol = (symbol: string) => peek().kind === 'symbol' && peek().text === symbol;

  const nameOf = (token: Token): string => {
    if (token.kind === 'name') return token.text;
    if (token.kind !== 'placeholder') return fail(token);
    const name = placeholders.names.get(token.text);
    if (name === undefined)
      throw invalid(
        `Invalid ${what}: An expression attribute name used in the document path is not defined; attribute name: ${token.text}`,
      );
    placeholders.used.add(token.text);
    return name;
  };
  const path = (): Path => {
    const steps: Path = [nameOf(next())];
    while (isSymbol('.') || isSymbol('[')) {
      if (next().text === '.') steps.push(nameOf(next()));
      else {
        const index = next();
        if (index.kind !== 'number') fail(index);
        steps.push(Number(index.text));
        take(']');
      }
    }
    return steps;
  };
  const value = (): Value => {
    const token = next();
    if (token.kind !== 'value') return fail(token);
    const found = placeholders.values[token.text];
    if (found === undefined)
      throw invalid(
        `Invalid ${what}: An expression attribute value used in expression is not defined; attribute value: ${token.text}`,
      );
    placeholders.used.add(token.text);
    return found;
  };
  const atom = (): Operand => {
    const token = peek();
    if (token.kind === 'value') return { kind: 'value', value: value() };
    const call = peek(1).text === '(' ? token.text.toLowerCase() : '';
    if (call === 'size') return inParens(() => ({ kind: 'size', of: atom() }));
    if (call === 'if_not_exists') {
      return inParens(() => {
        const of = path();
        take(',');
        return { kind: 'if_not_exists', path: of, otherwise: sum() };
      });
    }
    if (call === 'list_append') {
      return inParens(() => {
        const first = sum();
        take(',');
        return { kind: 'list_append', first, second: sum() };
      });
    }
    if (isSymbol('(')) {
      next();
      const inner = sum();
      take(')');
      return inner;
    }
    return { kind: 'path', path: path() };
  };
  const inParens = (read: () => Operand): Operand => {
    next();
    take('(');
    const inner = read();
    take(')');
    return inner;
  };
  const sum = (): Operand => {
    let left = atom();
    while (isSymbol('+') || isSymbol('-'))
      left = { kind: 'sum', sign: next().text === '+' ? 1 : -1, left, right: atom() };
    return left;
  };
  return { peek, next, fail, take, isWord, isSymbol, path, value, atom, sum };
};

type Cursor = ReturnType<typeof cursorOf>;

export const parseCondition = (expression: string, what: string, placeholders: Placeholders): Condition => {
  const cursor = cursorOf(expression, what, placeholders);
  const condition = orOf(cursor);
  if (cursor.peek().kind !== 'end') cursor.fail(cursor.peek());
  return condition;
};

const orOf = (cursor: Cursor): Condition => {
  let left = andOf(cursor);
  while (cursor.isWord(cursor.peek(), 'OR')) {
    cursor.next();
    left = { kind: 'or', left, right: andOf(cursor) };
  }
  return left;
};

const andOf = (cursor: Cursor): Condition => {
  let left = notOf(cursor);
  while (cursor.isWord(cursor.peek(), 'AND')) {
    cursor.next();
    left = { kind: 'and', left, right: notOf(cursor) };
  }
  return left;
};

const notOf = (cursor: Cursor): Condition => {
  if (!cursor.isWord(cursor.peek(), 'NOT')) return primaryOf(cursor);
  cursor.next();
  return { kind: 'not', of: notOf(cursor) };
};

const primaryOf = (cursor: Cursor): Condition => {
  if (cursor.isSymbol('(')) {
    cursor.next();
    const inner = orOf(cursor);
    cursor.take(')');
    return inner;
  }
  const name = cursor.peek().text.toLowerCase();
  const arity = cursor.peek(1).text === '(' ? functions[name] : undefined;
  if (arity !== undefined) return callOf(cursor, name, arity);
  const of = cursor.atom();
  const token = cursor.next();
  if (cursor.isWord(token, 'BETWEEN')) {
    const from = cursor.atom();
    if (!cursor.isWord(cursor.next(), 'AND')) cursor.fail(cursor.peek());
    return { kind: 'between', of, from, to: cursor.atom() };
  }
  if (cursor.isWord(token, 'IN')) return { kind: 'in', of, among: listOf(cursor) };
  const comparator = comparators.get(token.text);
  if (comparator === undefined) return cursor.fail(token);
  return { kind: 'compare', comparator, left: of, right: cursor.atom() };
};

const callOf = (cursor: Cursor, name: string, arity: number): Condition => {
  cursor.next();
  const args = listOf(cursor);
  if (args.length !== arity)
    throw invalid(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${args.length}`,
    );
  return { kind: 'function', name, args };
};

const listOf = (cursor: Cursor): Operand[] => {
  cursor.take('(');
  const list = [cursor.atom()];
  while (cursor.isSymbol(',')) {
    cursor.next();
    list.push(cursor.atom());
  }
  cursor.take(')');
  return list;
};

export const parseProjection = (expression: string, placeholders: Placeholders): Path[] => {
  const cursor = cursorOf(expression, 'ProjectionExpression', placeholders);
  const paths = [cursor.path()];
  while (cursor.isSymbol(',')) {
    cursor.next();
    paths.push(cursor.path());
  }
  if (cursor.peek().kind !== 'end') cursor.fail(cursor.peek());
  return paths;
};

const sections = ['SET', 'REMOVE', 'ADD', 'DELETE'];

export const parseUpdate = (expression: string, placeholders: Placeholders): UpdateAction[] => {
  const cursor = cursorOf(expression, 'UpdateExpression', placeholders);
  const actions: UpdateAction[] = [];
  const seen = new Set<string>();
  while (cursor.peek().kind !== 'end') {
    const section = cursor.next();
    const word = section.text.toUpperCase();
    if (section.kind !== 'name' || !sections.includes(word)) cursor.fail(section);
    if (seen.has(word))
      throw invalid(`Invalid UpdateExpression: The "${word}" section can only be used once in an update expression;`);
    seen.add(word);
    do {
      if (cursor.isSymbol(',')) cursor.next();
      actions.push(actionOf(cursor, word));
    } while (cursor.isSymbol(','));
  }
  if (actions.length === 0) throw invalid('Invalid UpdateExpression: The expression can not be empty;');
  checkPaths(actions);
  return actions;
};

const actionOf = (cursor: Cursor, section: string): UpdateAction => {
  const path = cursor.path();
  if (section === 'REMOVE') return { kind: 'remove', path };
  if (section === 'SET') {
    cursor.take('=');
    return { kind: 'set', path, to: cursor.sum() };
  }
  return { kind: section === 'ADD' ? 'add' : 'delete', path, value: cursor.value() };
};

const checkPaths = (actions: readonly UpdateAction[]): void => {
  const paths = actions.map(({ path }) => JSON.stringify(path).slice(0, -1));
  for (const [index, path] of paths.entries()) {
    const clash = paths.some((other, at) => at !== index && (other === path || other.startsWith(`${path},`)));
    if (clash)
      throw invalid(
        'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths;',
      );
  }
};
