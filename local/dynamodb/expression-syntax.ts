// Trees of expressions as they are written, placeholders unresolved. A text is parsed once and then remembered: requests
// repeat their few expressions and bring only new values.
import { invalid } from './errors.ts';
import type { Cursor, ExpressionName } from './expression-tokens.ts';
import { isReserved } from './reserved-words.ts';

/** Names (or `#placeholders`) and list indexes. */
export type PathSyntax = readonly (string | number)[];

export type OperandSyntax =
  | { kind: 'path'; path: PathSyntax }
  | { kind: 'value'; placeholder: string }
  | { kind: 'call'; name: string; args: readonly OperandSyntax[] };

/** What is wrong with an expression that can be read: the gravest is told first, wherever it stands. */
export type Mistakes = { note(gravity: Gravity, message: string): void; throwGravest(name: ExpressionName): void };
const gravities = ['parentheses', 'unknownFunction', 'misusedFunction', 'reserved'] as const;
type Gravity = (typeof gravities)[number];

export const mistakesOf = (): Mistakes => {
  const noted = new Map<Gravity, string>();
  return {
    note(gravity, message) {
      if (!noted.has(gravity)) noted.set(gravity, message);
    },
    throwGravest(name) {
      for (const gravity of gravities) {
        const message = noted.get(gravity);
        if (message !== undefined) throw invalid(`Invalid ${name}: ${message}`);
      }
    },
  };
};

/** A document path: `a`, `#a.b`, `a[0].c`. */
export const pathAt = (cursor: Cursor, mistakes: Mistakes): PathSyntax => {
  const nameAt = (): string => {
    const token = cursor.next();
    if (token.kind !== 'word' && token.kind !== 'name') return cursor.fail(token);
    if (token.kind === 'word' && isReserved(token.text)) {
      mistakes.note('reserved', `Attribute name is a reserved keyword; reserved keyword: ${token.text}`);
    }
    return token.text;
  };
  const path: (string | number)[] = [nameAt()];
  for (;;) {
    if (cursor.at('.')) {
      cursor.next();
      path.push(nameAt());
    } else if (cursor.at('[')) {
      cursor.next();
      const index = cursor.next();
      if (index.kind !== 'number') return cursor.fail(index);
      path.push(Number(index.text));
      cursor.take(']');
    } else return path;
  }
};

/** `one, two, three` of whatever `read` reads. */
export const listAt = <T>(cursor: Cursor, read: () => T): T[] => {
  const list = [read()];
  while (cursor.at(',')) {
    cursor.next();
    list.push(read());
  }
  return list;
};

const mostRemembered = 1000;

/** Remembers what a parser made of a text; forgets everything when that becomes too much. */
export const remembering = <T>(parse: (text: string, name: ExpressionName) => T): typeof parse => {
  const known = new Map<string, T>();
  return (text, name) => {
    const key = `${name}\n${text}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const parsed = parse(text, name);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, parsed);
    return parsed;
  };
};
