// Reads update and projection expressions.
import { invalid } from './errors.ts';
import {
  listAt,
  type Mistakes,
  mistakesOf,
  type OperandSyntax,
  type PathSyntax,
  pathAt,
  remembering,
} from './expression-syntax.ts';
import { type Cursor, cursorOf } from './expression-tokens.ts';

export type SetSyntax = OperandSyntax | { kind: 'sum'; sign: 1 | -1; left: OperandSyntax; right: OperandSyntax };
export type UpdateSyntax =
  | { kind: 'set'; path: PathSyntax; to: SetSyntax }
  | { kind: 'remove'; path: PathSyntax }
  | { kind: 'add' | 'delete'; path: PathSyntax; placeholder: string };

const updateFunctions = new Set(['if_not_exists', 'list_append']);
const conditionFunctions = new Set([
  'attribute_exists',
  'attribute_not_exists',
  'attribute_type',
  'begins_with',
  'contains',
  'size',
]);
const sections = new Set(['SET', 'REMOVE', 'ADD', 'DELETE']);

/** @throws AwsError ValidationException as the service words it. */
export const parseUpdate = remembering((text, name): readonly UpdateSyntax[] => {
  const cursor = cursorOf(text, name);
  const mistakes = mistakesOf();
  const actions: UpdateSyntax[] = [];
  const seen = new Set<string>();
  do {
    const section = cursor.next();
    const word = section.text.toUpperCase();
    if (section.kind !== 'word' || !sections.has(word)) cursor.fail(section);
    if (seen.has(word))
      throw invalid(`Invalid ${name}: The "${word}" section can only be used once in an update expression;`);
    seen.add(word);
    actions.push(...listAt(cursor, () => actionAt(cursor, mistakes, word)));
  } while (cursor.peek().kind !== 'end');
  mistakes.throwGravest(name);
  return actions;
});

const actionAt = (cursor: Cursor, mistakes: Mistakes, section: string): UpdateSyntax => {
  const path = pathAt(cursor, mistakes);
  if (section === 'REMOVE') return { kind: 'remove', path };
  if (section === 'SET') {
    cursor.take('=');
    return { kind: 'set', path, to: sumAt(cursor, mistakes) };
  }
  const value = cursor.next();
  if (value.kind !== 'value') return cursor.fail(value);
  return { kind: section === 'ADD' ? 'add' : 'delete', path, placeholder: value.text };
};

/** One operand, or two with a plus or minus between them: DynamoDB takes no more. */
const sumAt = (cursor: Cursor, mistakes: Mistakes): SetSyntax => {
  if (cursor.at('(')) {
    cursor.next();
    const inner = sumAt(cursor, mistakes);
    cursor.take(')');
    return inner;
  }
  const left = operandAt(cursor, mistakes);
  if (!cursor.at('+') && !cursor.at('-')) return left;
  const sign = cursor.next().text === '+' ? 1 : -1;
  return { kind: 'sum', sign, left, right: operandAt(cursor, mistakes) };
};

const operandAt = (cursor: Cursor, mistakes: Mistakes): OperandSyntax => {
  const token = cursor.peek();
  if (token.kind === 'value') {
    cursor.next();
    return { kind: 'value', placeholder: token.text };
  }
  if (token.kind !== 'word' || cursor.peek(1).text !== '(') return { kind: 'path', path: pathAt(cursor, mistakes) };
  cursor.next();
  if (conditionFunctions.has(token.text)) {
    mistakes.note('misusedFunction', `The function is not allowed in an update expression; function: ${token.text}`);
  } else if (!updateFunctions.has(token.text)) {
    mistakes.note('unknownFunction', `Invalid function name; function: ${token.text}`);
  }
  cursor.take('(');
  const args = listAt(cursor, () => operandAt(cursor, mistakes));
  cursor.take(')');
  return { kind: 'call', name: token.text, args };
};

/** @throws AwsError ValidationException as the service words it. */
export const parseProjection = remembering((text, name): readonly PathSyntax[] => {
  const cursor = cursorOf(text, name);
  const mistakes = mistakesOf();
  const paths = listAt(cursor, () => pathAt(cursor, mistakes));
  if (cursor.peek().kind !== 'end') cursor.fail(cursor.peek());
  mistakes.throwGravest(name);
  return paths;
});
