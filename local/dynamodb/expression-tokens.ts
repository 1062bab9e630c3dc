// Words of an expression: names, placeholders, operators.
import { invalid } from './values.ts';

export type Token = { kind: 'name' | 'placeholder' | 'value' | 'symbol' | 'number' | 'end'; text: string };

const pattern = /\s*(?:(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([A-Za-z_][A-Za-z0-9_]*)|(\d+)|(<>|<=|>=|[=<>(),.[\]+-]))/y;

/** @throws AwsError ValidationException naming what does not belong there. */
export const tokensOf = (expression: string, what: string): Token[] => {
  const tokens: Token[] = [];
  pattern.lastIndex = 0;
  while (pattern.lastIndex < expression.length) {
    const at = pattern.lastIndex;
    if (expression.slice(at).trim() === '') break;
    const match = pattern.exec(expression);
    if (match === null)
      throw invalid(`Invalid ${what}: Syntax error; token: "${expression.slice(at, at + 10).trim()}"`);
    const [, placeholder, value, name, number, symbol] = match;
    if (placeholder !== undefined) tokens.push({ kind: 'placeholder', text: placeholder });
    else if (value !== undefined) tokens.push({ kind: 'value', text: value });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name });
    else if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (symbol !== undefined) tokens.push({ kind: 'symbol', text: symbol });
  }
  tokens.push({ kind: 'end', text: '<EOF>' });
  return tokens;
};
