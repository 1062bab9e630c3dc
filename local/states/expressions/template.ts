// A field of a state: any JSON, in which texts may be expressions. What holds none is a constant and never copied.
import type { Bindings, Expressions } from './expressions.ts';
import { bare, EvaluationError, isExpression } from './expressions.ts';

export type Template = {
  /** The expression itself when the whole field is one. */
  readonly expression: string | undefined;
  readonly location: string;
  /** @throws EvaluationError, at once or by the promise. */
  evaluate(bindings: Bindings): unknown;
};

/** @throws EvaluationError for an expression that cannot be read. */
export function compileTemplate(value: unknown, location: string, expressions: Expressions): Template {
  const expression = typeof value === 'string' && isExpression(value) ? bare(value) : undefined;
  const node = nodeOf(value, location, expressions);
  return { expression, location, evaluate: isEvaluate(node) ? node : () => node };
}

/** A constant, or how to get the value. */
type Evaluate = (bindings: Bindings) => unknown;

function isEvaluate(node: unknown): node is Evaluate {
  return typeof node === 'function';
}

function nodeOf(value: unknown, location: string, expressions: Expressions): unknown {
  if (typeof value === 'string') return textNode(value, location, expressions);
  if (Array.isArray(value)) return arrayNode(value, location, expressions);
  if (typeof value === 'object' && value !== null) return objectNode(value, location, expressions);
  return value;
}

function textNode(text: string, location: string, expressions: Expressions): unknown {
  if (isExpression(text)) {
    const expression = expressions.compile(text);
    return (bindings: Bindings) => expression(bindings, location);
  }
  if (text.startsWith('{%') || text.endsWith('%}'))
    throw new EvaluationError("A JSONata expression must start with '{%' and end with '%}'", location);
  return text;
}

function arrayNode(list: readonly unknown[], location: string, expressions: Expressions): unknown {
  const nodes = list.map((item, index) => nodeOf(item, `${location}[${index}]`, expressions));
  if (!nodes.some(isEvaluate)) return list;
  return async (bindings: Bindings) => {
    const items: unknown[] = [];
    for (const node of nodes) items.push(isEvaluate(node) ? await node(bindings) : node);
    return items;
  };
}

function objectNode(object: object, location: string, expressions: Expressions): unknown {
  const nodes = Object.entries(object).map(([name, member]): [string, unknown] => [
    name,
    nodeOf(member, `${location}/${name}`, expressions),
  ]);
  if (!nodes.some(([, node]) => isEvaluate(node))) return object;
  return async (bindings: Bindings) => {
    const members: [string, unknown][] = [];
    for (const [name, node] of nodes) {
      const value = isEvaluate(node) ? node(bindings) : node;
      members.push([name, value instanceof Promise ? await value : value]);
    }
    return Object.fromEntries(members);
  };
}

type Kind = 'array' | 'boolean' | 'number' | 'object' | 'string';

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/** @throws EvaluationError in AWS's words when the value is of another kind. */
export function expectKind(template: Template, value: unknown, kind: Kind): void {
  const actual = kindOf(value);
  if (actual === kind) return;
  const what = template.expression === undefined ? 'The value' : `The JSONata expression '${template.expression}'`;
  throw new EvaluationError(
    `${what} specified for the field '${template.location}' returned an unexpected result type. Expected '${kind}', but was '${actual}' for value: ${JSON.stringify(value)}`,
    template.location,
  );
}
