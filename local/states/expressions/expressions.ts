// `{% … %}` texts, compiled once. The commonest ones are plain paths (`$states.input.matter.id`): those are walked
// without the interpreter, which answers by promises only and costs a hundred times as much.
import jsonata from 'jsonata';
import { addFunctions, type Chance } from './functions.ts';
import { plain, UnsupportedResultError } from './plain.ts';

/** `$states` and the variables in sight. */
export type Bindings = { readonly states: object; readonly variables: Readonly<Record<string, unknown>> };

/** Why an expression gave no usable value; the message is AWS's, without the state's name before it. */
export class EvaluationError extends Error {
  override readonly name = 'EvaluationError';
  readonly location: string | undefined;
  constructor(message: string, location: string | undefined) {
    super(message);
    this.location = location;
  }
}

export type Expression = (bindings: Bindings, location: string) => unknown;

export type Expressions = {
  /** @throws EvaluationError when it is not JSONata. */
  compile(text: string): Expression;
};

const mostCompiled = 5000;

export function isExpression(text: string): boolean {
  return text.startsWith('{%') && text.endsWith('%}');
}

/** The expression itself, without its delimiters. */
export function bare(text: string): string {
  return text.slice(2, -2).trim();
}

export function createExpressions(chance: Chance): Expressions {
  const compiled = new Map<string, Expression>();
  return {
    compile(text) {
      const known = compiled.get(text);
      if (known !== undefined) return known;
      if (compiled.size >= mostCompiled) compiled.clear();
      const made = compile(bare(text), chance);
      compiled.set(text, made);
      return made;
    },
  };
}

function compile(source: string, chance: Chance): Expression {
  const interpreted = interpreter(source, chance);
  const walk = pathWalker(source);
  if (walk === undefined) return interpreted;
  return (bindings, location) => {
    const found = walk(bindings);
    return found === undefined ? interpreted(bindings, location) : found;
  };
}

function interpreter(source: string, chance: Chance): Expression {
  const expression = parse(source);
  addFunctions(expression, chance);
  const begin = limitSteps(expression);
  return async ({ states, variables }, location) => {
    begin();
    const told = `The JSONata expression '${source}' specified for the field '${location}'`;
    let result: unknown;
    try {
      result = plain(await expression.evaluate(undefined, { ...variables, states }));
    } catch (fault) {
      if (fault instanceof UnsupportedResultError)
        throw new EvaluationError(`${told} returned an unsupported result type.`, location);
      throw new EvaluationError(`${told} threw an error during evaluation. ${messageOf(fault)}`, location);
    }
    if (result === undefined) throw new EvaluationError(`${told} returned nothing (undefined).`, location);
    return result;
  };
}

/** Some seconds of work: an expression that goes on for ever would hold everything up with it. */
const mostSteps = 5_000_000;

/** @returns what starts the count anew. */
function limitSteps(expression: jsonata.Expression): () => void {
  let steps = 0;
  const step = (): void => {
    steps += 1;
    if (steps > mostSteps) throw new Error(`The expression has not ended after ${mostSteps} steps.`);
  };
  // The interpreter calls what stands under this name before every step.
  Reflect.apply(expression.assign, expression, [Symbol.for('jsonata.__evaluate_entry'), step]);
  return () => {
    steps = 0;
  };
}

function parse(source: string): jsonata.Expression {
  try {
    return jsonata(source);
  } catch (fault) {
    throw new EvaluationError(`The JSONata expression '${source}' is not valid: ${messageOf(fault)}`, undefined);
  }
}

function messageOf(fault: unknown): string {
  if (typeof fault !== 'object' || fault === null) return String(fault);
  const code = Reflect.get(fault, 'code');
  const message = Reflect.get(fault, 'message');
  return typeof code === 'string' ? `${code}: ${message}` : String(message);
}

const operators = new Set(['and', 'or', 'in']);

/** Walks `$name.member.member`; undefined means that the interpreter must say (missing, a list on the way, a function). */
function pathWalker(source: string): ((bindings: Bindings) => unknown) | undefined {
  if (!/^\$[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(source)) return undefined;
  const [root = '', ...members] = source.slice(1).split('.');
  if (members.some((member) => operators.has(member))) return undefined;
  // `$states` as a whole holds what is computed on demand.
  if (root === 'states' && members.length === 0) return undefined;
  return ({ states, variables }) => {
    let value: unknown = root === 'states' ? states : memberOf(variables, root);
    for (const member of members) value = memberOf(value, member);
    return value;
  };
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
