// An update whose placeholders are resolved: its actions, the checks that need the values, and the item after it.
import { type Item, typeOfValue, type Value, type ValueType } from './attribute-value.ts';
import { type Path, refuseOverlaps, valueAt, withoutValueAt, withValueAt } from './document-path.ts';
import { invalid } from './errors.ts';
import type { OperandSyntax } from './expression-syntax.ts';
import { addNumbers } from './numbers.ts';
import type { Placeholders } from './placeholders.ts';
import { parseUpdate, type SetSyntax } from './update-syntax.ts';

type Operand =
  | { kind: 'path'; path: Path }
  | { kind: 'value'; value: Value }
  | { kind: 'if_not_exists'; path: Path; otherwise: Operand }
  | { kind: 'list_append'; first: Operand; second: Operand }
  | { kind: 'sum'; sign: 1 | -1; left: Operand; right: Operand };
export type UpdateAction =
  | { kind: 'set'; path: Path; to: Operand }
  | { kind: 'remove'; path: Path }
  | { kind: 'add' | 'delete'; path: Path; value: Value };

const expression = 'UpdateExpression';
const wrong = (message: string) => invalid(`Invalid ${expression}: ${message}`);

/** @throws AwsError ValidationException as the service words it. */
export const readUpdate = (text: string, placeholders: Placeholders): readonly UpdateAction[] => {
  const actions = parseUpdate(text, expression).map((syntax): UpdateAction => {
    const path = placeholders.path(syntax.path, expression);
    if (syntax.kind === 'remove') return { kind: 'remove', path };
    if (syntax.kind === 'set') return { kind: 'set', path, to: operandOf(syntax.to, placeholders) };
    const value = placeholders.value(syntax.placeholder, expression);
    checkMembers(syntax.kind, typeOfValue(value));
    return { kind: syntax.kind, path, value };
  });
  refuseOverlaps(
    actions.map(({ path }) => path),
    expression,
  );
  return actions;
};

const longNames: Record<ValueType, string> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  L: 'LIST',
  M: 'MAP',
};

const checkMembers = (kind: 'add' | 'delete', type: ValueType): void => {
  const allowed = kind === 'add' ? ['N', 'SS', 'NS', 'BS'] : ['SS', 'NS', 'BS'];
  if (allowed.includes(type)) return;
  const operator = kind.toUpperCase();
  throw wrong(
    `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${longNames[type]}, typeset: ALLOWED_FOR_${operator}_OPERAND`,
  );
};

const operandOf = (syntax: SetSyntax, placeholders: Placeholders): Operand => {
  const operand = (one: OperandSyntax) => operandOf(one, placeholders);
  switch (syntax.kind) {
    case 'path':
      return { kind: 'path', path: placeholders.path(syntax.path, expression) };
    case 'value':
      return { kind: 'value', value: placeholders.value(syntax.placeholder, expression) };
    case 'sum': {
      const [left, right] = [operand(syntax.left), operand(syntax.right)];
      for (const one of [left, right]) checkType(syntax.sign === 1 ? '+' : '-', one, 'N');
      return { kind: 'sum', sign: syntax.sign, left, right };
    }
    case 'call': {
      const [first, second] = syntax.args.map(operand);
      if (first === undefined || second === undefined || syntax.args.length !== 2) {
        throw wrong(
          `Incorrect number of operands for operator or function; operator or function: ${syntax.name}, number of operands: ${syntax.args.length}`,
        );
      }
      if (syntax.name === 'list_append') {
        for (const one of [first, second]) checkType(syntax.name, one, 'L');
        return { kind: 'list_append', first, second };
      }
      if (first.kind === 'path') return { kind: 'if_not_exists', path: first.path, otherwise: second };
      throw wrong(`Operator or function requires a document path; operator or function: ${syntax.name}`);
    }
    default:
      return syntax satisfies never;
  }
};

const checkType = (operator: string, operand: Operand, wanted: ValueType): void => {
  if (operand.kind !== 'value' || wanted in operand.value) return;
  throw wrong(
    `Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${typeOfValue(operand.value)}`,
  );
};

const wrongType = () => invalid('An operand in the update expression has an incorrect data type');

/** Every operand sees the item as it was before. */
const operandValue = (operand: Operand, before: Item): Value => {
  switch (operand.kind) {
    case 'path': {
      const value = valueAt(before, operand.path);
      if (value !== undefined) return value;
      throw invalid('The provided expression refers to an attribute that does not exist in the item');
    }
    case 'value':
      return operand.value;
    case 'if_not_exists':
      return valueAt(before, operand.path) ?? operandValue(operand.otherwise, before);
    case 'list_append': {
      const [first, second] = [operandValue(operand.first, before), operandValue(operand.second, before)];
      if (!('L' in first && 'L' in second)) throw wrongType();
      return { L: [...first.L, ...second.L] };
    }
    case 'sum': {
      const [left, right] = [operandValue(operand.left, before), operandValue(operand.right, before)];
      if (!('N' in left && 'N' in right)) throw wrongType();
      return { N: addNumbers(left.N, right.N, operand.sign) };
    }
    default:
      return operand satisfies never;
  }
};

/** The item after the update. @throws AwsError ValidationException when it does not fit the item. */
export const applyUpdate = (actions: readonly UpdateAction[], before: Item): Item => {
  const settled = actions.map((action) => ({ path: action.path, value: resultOf(action, before) }));
  // Indexes mean the list as it was: what is added goes in from the front, what is removed goes out from the back.
  settled.sort((one, other) => comparePaths(one.path, other.path));
  let item = before;
  for (const { path, value } of settled) if (value !== undefined) item = withValueAt(item, path, value);
  for (const { path, value } of settled.toReversed()) {
    if (value !== undefined) continue;
    const removed = withoutValueAt(item, path);
    // What was not there is not removed, even when something was just added at that place.
    if (valueAt(before, path) !== undefined) item = removed;
  }
  return item;
};

/** A total order in which indexes of one list follow each other. */
const comparePaths = (one: Path, other: Path): number => {
  const at = one.findIndex((step, depth) => step !== other[depth]);
  const [step, counterpart] = [one[at], other[at]];
  if (typeof step === 'number' && typeof counterpart === 'number') return step - counterpart;
  return String(step) < String(counterpart) ? -1 : 1;
};

/** What stands at the action's path afterwards; undefined when nothing does. */
const resultOf = (action: UpdateAction, before: Item): Value | undefined => {
  if (action.kind === 'remove') return undefined;
  if (action.kind === 'set') return operandValue(action.to, before);
  const old = valueAt(before, action.path);
  return action.kind === 'add' ? sumOf(old, action.value) : differenceOf(old, action.value);
};

const sumOf = (old: Value | undefined, value: Value): Value => {
  if (old === undefined) return value;
  if ('N' in value && 'N' in old) return { N: addNumbers(old.N, value.N, 1) };
  if ('SS' in value && 'SS' in old) return { SS: union(old.SS, value.SS) };
  if ('NS' in value && 'NS' in old) return { NS: union(old.NS, value.NS) };
  if ('BS' in value && 'BS' in old) return { BS: union(old.BS, value.BS) };
  throw wrongType();
};

/** A set without members is no set: the attribute goes. */
const differenceOf = (old: Value | undefined, value: Value): Value | undefined => {
  if (old === undefined) return undefined;
  if ('SS' in value && 'SS' in old) return orNothing(without(old.SS, value.SS), (SS) => ({ SS }));
  if ('NS' in value && 'NS' in old) return orNothing(without(old.NS, value.NS), (NS) => ({ NS }));
  if ('BS' in value && 'BS' in old) return orNothing(without(old.BS, value.BS), (BS) => ({ BS }));
  throw wrongType();
};

const union = (one: readonly string[], other: readonly string[]): string[] => [...new Set([...one, ...other])];
const without = (one: readonly string[], other: readonly string[]): string[] =>
  one.filter((member) => !other.includes(member));
const orNothing = (members: string[], set: (members: string[]) => Value): Value | undefined =>
  members.length === 0 ? undefined : set(members);
