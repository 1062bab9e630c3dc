// Words of an expression: names, placeholders, operators; and a cursor that walks them.
import { invalid } from './errors.ts';

export type Token = {
  kind: 'word' | 'name' | 'value' | 'symbol' | 'number' | 'end';
  text: string;
  from: number;
  to: number;
};

/** What an expression is called in requests and errors. */
export type ExpressionName =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression';

const longest = 4096;
const pattern =
  /[ \t\r\n]*(?:(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([A-Za-z][A-Za-z0-9_]*)|(\d+)|(<>|<=|>=|[=<>(),.[\]+-]))/y;
const kinds = ['name', 'value', 'word', 'number', 'symbol'] as const;

/** @throws AwsError ValidationException naming what does not belong there. */
const tokensOf = (expression: string, name: ExpressionName): Token[] => {
  if (expression.trim() === '') throw invalid(`Invalid ${name}: The expression can not be empty;`);
  if (Buffer.byteLength(expression) > longest) {
    throw invalid(`Invalid ${name}: Expression size has exceeded the maximum allowed size;`);
  }
  const tokens: Token[] = [];
  const end = expression.trimEnd().length;
  let at = 0;
  while (at < end) {
    pattern.lastIndex = at;
    const match = pattern.exec(expression);
    const kind = match === null ? undefined : kinds.find((_, index) => match[index + 1] !== undefined);
    if (match === null || kind === undefined) {
      const rest = expression.slice(at).trimStart();
      const near = expression.slice(tokens.at(-1)?.from ?? 0, expression.length - rest.length + 2).trim();
      throw invalid(`Invalid ${name}: Syntax error; token: "${rest.slice(0, 1)}", near: "${near}"`);
    }
    const text = match[kinds.indexOf(kind) + 1] ?? '';
    at = pattern.lastIndex;
    tokens.push({ kind, text, from: at - text.length, to: at });
  }
  return tokens;
};

export type Cursor = {
  peek(ahead?: number): Token;
  next(): Token;
  /** Whether the next token is this symbol. */
  at(symbol: string): boolean;
  /** Whether the next token is this keyword, in capitals or not. */
  atWord(word: string): boolean;
  take(symbol: string): void;
  takeWord(word: string): void;
  /** @throws AwsError a syntax error at this token. */
  fail(token: Token): never;
};

export const cursorOf = (expression: string, name: ExpressionName): Cursor => {
  const tokens = tokensOf(expression, name);
  const end: Token = { kind: 'end', text: '<EOF>', from: expression.length, to: expression.length };
  let position = 0;
  const peek = (ahead = 0): Token => tokens[position + ahead] ?? end;
  const next = (): Token => {
    const token = peek();
    position += 1;
    return token;
  };
  const fail = (token: Token): never => {
    const index = token === end ? tokens.length : tokens.indexOf(token);
    const from = tokens[Math.max(0, index - 1)]?.from ?? 0;
    const near = expression.slice(from, tokens[index + 1]?.to ?? expression.length).trim();
    throw invalid(`Invalid ${name}: Syntax error; token: "${token.text}", near: "${near}"`);
  };
  const at = (symbol: string): boolean => peek().kind === 'symbol' && peek().text === symbol;
  const atWord = (word: string): boolean => peek().kind === 'word' && peek().text.toUpperCase() === word;
  return {
    peek,
    next,
    at,
    atWord,
    take: (symbol) => void (at(symbol) ? next() : fail(peek())),
    takeWord: (word) => void (atWord(word) ? next() : fail(peek())),
    fail,
  };
};
