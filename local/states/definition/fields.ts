// Reads the fields of one object of a definition and collects what is wrong with them. Every field must be asked for:
// the ones left over are refused, so that nothing is silently ignored.
import { isObject, type JsonObject, objectOf } from '../../json.ts';
import { EvaluationError, type Expressions } from '../expressions/expressions.ts';
import { compileTemplate, type Template } from '../expressions/template.ts';
import type { Problem } from './problems.ts';

export type Reading = {
  problems: Problem[];
  expressions: Expressions;
  partition: string;
  services: ReadonlySet<string>;
};

export type Fields = {
  readonly at: string;
  has(name: string): boolean;
  problem(message: string, below?: string): void;
  required(...names: string[]): void;
  text(name: string): string | undefined;
  /** A whole number within bounds; `fallback` when absent. */
  number(name: string, bounds: { least: number; most?: number; whole?: boolean }): number | undefined;
  flag(name: string): boolean;
  list(name: string): readonly unknown[];
  texts(name: string): string[];
  object(name: string): JsonObject | undefined;
  raw(name: string): unknown;
  template(name: string): Template | undefined;
  /** A number, or an expression that will give one. */
  numberTemplate(name: string, bounds: { least: number; most?: number }): Template | undefined;
  /** To be called last: refuses every field that nobody asked for. */
  done(): void;
};

/** @param place how expressions name the object's fields, such as `Catch[0]/`; empty for the state itself. */
export function fieldsOf(value: unknown, at: string, reading: Reading, place = ''): Fields {
  const raw = objectOf(value);
  const asked = new Set<string>(['Comment']);
  const { problems, expressions } = reading;
  const pointer = (name: string): string => (at === '/' ? `/${name}` : `${at}/${name}`);
  const problem = (message: string, below?: string): void => {
    problems.push({
      code: 'SCHEMA_VALIDATION_FAILED',
      location: below === undefined ? at : pointer(below),
      message,
    });
  };
  const take = (name: string): unknown => {
    asked.add(name);
    return raw[name];
  };
  const expect = <T>(name: string, value: T | undefined, given: unknown, what: string): T | undefined => {
    if (value === undefined && given !== undefined) problem(`Expected value of type ${what}`, name);
    return value;
  };
  const within = (name: string, value: number, { least, most }: { least: number; most?: number }): void => {
    if (value < least || (most !== undefined && value > most))
      problem(`Value must be ${most === undefined ? `at least ${least}` : `between ${least} and ${most}`}`, name);
  };

  if (!isObject(value)) problem('Expected value of type Object');
  const fields: Fields = {
    at,
    problem,
    raw: take,
    has: (name) => raw[name] !== undefined,
    required(...names) {
      const missing = names.filter((name) => raw[name] === undefined);
      if (missing.length > 0 && isObject(value)) problem(`These fields are required: [${missing.join(', ')}]`);
    },
    text(name) {
      const given = take(name);
      return expect(name, typeof given === 'string' ? given : undefined, given, 'String');
    },
    number(name, bounds) {
      const given = take(name);
      const wrong = typeof given !== 'number' || ((bounds.whole ?? true) && !Number.isInteger(given));
      const found = expect(name, wrong ? undefined : given, given, bounds.whole === false ? 'Float' : 'Integer');
      if (found !== undefined) within(name, found, bounds);
      return found;
    },
    flag(name) {
      const given = take(name);
      return expect(name, typeof given === 'boolean' ? given : undefined, given, 'Boolean') ?? false;
    },
    list(name) {
      const given = take(name);
      const found: readonly unknown[] | undefined = Array.isArray(given) ? given : undefined;
      return expect(name, found, given, 'Array') ?? [];
    },
    texts(name) {
      return fields.list(name).filter((item) => typeof item === 'string');
    },
    object(name) {
      const given = take(name);
      return expect(name, isObject(given) ? given : undefined, given, 'Object');
    },
    template(name) {
      const given = take(name);
      if (given === undefined) return undefined;
      try {
        return compileTemplate(given, `${place}${name}`, expressions);
      } catch (fault) {
        if (!(fault instanceof EvaluationError)) throw fault;
        problem(fault.message, name);
        return undefined;
      }
    },
    numberTemplate(name, bounds) {
      const given = raw[name];
      if (typeof given === 'number') {
        if (!Number.isInteger(given)) problem('Expected value of type Integer', name);
        within(name, given, bounds);
      } else if (given !== undefined && !(typeof given === 'string' && given.startsWith('{%'))) {
        problem('Expected value of type Integer or a JSONata expression', name);
      }
      return fields.template(name);
    },
    done() {
      for (const name of Object.keys(raw)) if (!asked.has(name)) problem(unknownField(name), name);
    },
  };
  return fields;
}

const jsonPathFields = new Set(
  (
    'InputPath OutputPath ResultPath Parameters ResultSelector Result ItemsPath Variable SecondsPath TimestampPath ' +
    'ErrorPath CausePath TimeoutSecondsPath HeartbeatSecondsPath MaxConcurrencyPath Iterator ' +
    'ToleratedFailurePercentagePath ToleratedFailureCountPath'
  ).split(' '),
);
const distributedFields = new Set(['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label']);

function unknownField(name: string): string {
  if (jsonPathFields.has(name)) return `The field '${name}' belongs to JSONPath and is not supported in JSONata states`;
  if (distributedFields.has(name))
    return `The field '${name}' belongs to distributed maps, which are not supported here`;
  return 'Field is not supported';
}
