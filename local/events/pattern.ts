// Event patterns, as EventBridge rules and Lambda event filters share them.
import { arrayOf, isObject, type JsonObject } from '../json.ts';

/** Why a pattern cannot be evaluated here; empty when it can. */
export function patternProblems(pattern: unknown, path = ''): string[] {
  if (Array.isArray(pattern)) {
    return pattern.flatMap((matcher) => {
      if (!isObject(matcher)) return [];
      const unknown = Object.keys(matcher).filter((name) => MATCHERS[name] === undefined);
      return unknown.map((name) => `filter ${path}: ${name} is not evaluated here`);
    });
  }
  if (!isObject(pattern)) return [`filter ${path || 'itself'}: must be an object or a list of matchers`];
  return Object.entries(pattern).flatMap(([name, inner]) =>
    name === '$or'
      ? arrayOf(inner).flatMap((one) => patternProblems(one, `${path}$or`))
      : patternProblems(inner, path === '' ? name : `${path}.${name}`),
  );
}

export function matchesPattern(pattern: JsonObject, value: unknown): boolean {
  return Object.entries(pattern).every(([name, inner]) => {
    if (name === '$or') return arrayOf(inner).some((one) => isObject(one) && matchesPattern(one, value));
    const member = isObject(value) ? value[name] : undefined;
    if (Array.isArray(inner)) return matchesAny(inner, member);
    return isObject(inner) && matchesPattern(inner, member);
  });
}

function matchesAny(matchers: readonly unknown[], value: unknown): boolean {
  // A list in the event matches when any of its members does.
  const candidates = Array.isArray(value) ? value : [value];
  return matchers.some((matcher) => candidates.some((candidate) => matchesOne(matcher, candidate)));
}

function matchesOne(matcher: unknown, value: unknown): boolean {
  if (!isObject(matcher)) return matcher === value;
  const [name = '', argument] = Object.entries(matcher)[0] ?? [];
  return MATCHERS[name]?.(argument, value) ?? false;
}

const MATCHERS: Readonly<Record<string, (argument: unknown, value: unknown) => boolean>> = {
  prefix: (argument, value) => affix(argument, value, (text, part) => text.startsWith(part)),
  suffix: (argument, value) => affix(argument, value, (text, part) => text.endsWith(part)),
  'equals-ignore-case': (argument, value) => sameText(argument, value),
  exists: (argument, value) => (value !== undefined) === argument,
  wildcard: (argument, value) => typeof value === 'string' && typeof argument === 'string' && wildcard(argument, value),
  numeric: (argument, value) => typeof value === 'number' && numeric(arrayOf(argument), value),
  'anything-but': (argument, value) => {
    if (value === undefined) return false;
    const excluded = Array.isArray(argument) ? argument : [argument];
    return !excluded.some((one) => matchesOne(one, value));
  },
};

function affix(argument: unknown, value: unknown, test: (text: string, part: string) => boolean): boolean {
  if (typeof value !== 'string') return false;
  if (isObject(argument)) {
    const loose = argument['equals-ignore-case'];
    return typeof loose === 'string' && test(value.toLowerCase(), loose.toLowerCase());
  }
  return arrayOf(Array.isArray(argument) ? argument : [argument]).some(
    (part) => typeof part === 'string' && test(value, part),
  );
}

function sameText(argument: unknown, value: unknown): boolean {
  const wanted = Array.isArray(argument) ? argument : [argument];
  return (
    typeof value === 'string' &&
    wanted.some((one) => typeof one === 'string' && one.toLowerCase() === value.toLowerCase())
  );
}

function wildcard(pattern: string, value: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\?]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${source}$`, 's').test(value);
}

function numeric(tests: readonly unknown[], value: number): boolean {
  for (let index = 0; index + 1 < tests.length; index += 2) {
    const bound = Number(tests[index + 1]);
    switch (tests[index]) {
      case '=':
        if (value !== bound) return false;
        break;
      case '<':
        if (!(value < bound)) return false;
        break;
      case '<=':
        if (!(value <= bound)) return false;
        break;
      case '>':
        if (!(value > bound)) return false;
        break;
      case '>=':
        if (!(value >= bound)) return false;
        break;
      default:
        return false;
    }
  }
  return true;
}
