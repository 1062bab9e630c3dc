// Matching of actions, resources and conditions, as IAM does it.
import type { Statement } from '../template/fields.ts';

/** What a caller wants: one action on one resource, with the values that conditions may ask about. */
export type AccessRequest = {
  /** As IAM names it, such as `dynamodb:PutItem`. */
  action: string;
  resource: string;
  context?: Readonly<Record<string, readonly string[]>>;
};

const patterns = new Map<string, RegExp>();

/** `*` matches any text, `?` any one character. */
export function like(pattern: string, value: string, ignoreCase = false): boolean {
  if (!pattern.includes('*') && !pattern.includes('?')) {
    return ignoreCase ? pattern.toLowerCase() === value.toLowerCase() : pattern === value;
  }
  const key = ignoreCase ? `i${pattern}` : `s${pattern}`;
  let compiled = patterns.get(key);
  if (compiled === undefined) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    compiled = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's');
    patterns.set(key, compiled);
  }
  return compiled.test(value);
}

export function matches(statement: Statement, request: AccessRequest): boolean {
  if (statement.Action?.every((action) => !like(action, request.action, true))) return false;
  if (statement.NotAction?.some((action) => like(action, request.action, true))) return false;
  if (statement.Resource?.every((resource) => !like(resource, request.resource))) return false;
  if (statement.NotResource?.some((resource) => like(resource, request.resource))) return false;
  return Object.entries(statement.Condition ?? {}).every(([operator, tests]) =>
    Object.entries(tests).every(([key, wanted]) =>
      holds(operator, typeof wanted === 'string' ? [wanted] : wanted, contextValues(request, key)),
    ),
  );
}

function contextValues(request: AccessRequest, key: string): readonly string[] | undefined {
  const lower = key.toLowerCase();
  for (const [name, values] of Object.entries(request.context ?? {})) if (name.toLowerCase() === lower) return values;
  return undefined;
}

type Test = { negated: boolean; one(wanted: string, value: string): boolean };

const TESTS: Readonly<Record<string, Test>> = {
  StringEquals: { negated: false, one: (wanted, value) => wanted === value },
  StringNotEquals: { negated: true, one: (wanted, value) => wanted === value },
  StringEqualsIgnoreCase: { negated: false, one: (wanted, value) => wanted.toLowerCase() === value.toLowerCase() },
  StringLike: { negated: false, one: like },
  StringNotLike: { negated: true, one: like },
  ArnEquals: { negated: false, one: like },
  ArnLike: { negated: false, one: like },
  ArnNotEquals: { negated: true, one: like },
  ArnNotLike: { negated: true, one: like },
  Bool: { negated: false, one: (wanted, value) => wanted.toLowerCase() === value.toLowerCase() },
};

const KNOWN_KEYS = new Set(
  [
    'aws:SecureTransport',
    'aws:SourceArn',
    'aws:SourceAccount',
    'aws:PrincipalArn',
    'aws:PrincipalAccount',
    'dynamodb:LeadingKeys',
    'dynamodb:EnclosingOperation',
    'iam:PassedToService',
    'kms:ViaService',
    'kms:CallerAccount',
    'secretsmanager:VersionStage',
    'ses:FromAddress',
    'states:StateMachineQualifier',
  ].map((key) => key.toLowerCase()),
);

/** Why this statement cannot be evaluated here, or undefined. */
export function unsupportedCondition(statement: Statement): string | undefined {
  for (const [operator, tests] of Object.entries(statement.Condition ?? {})) {
    const { test } = split(operator);
    if (test !== 'Null' && TESTS[test] === undefined) return `condition operator ${operator} is not evaluated here`;
    for (const key of Object.keys(tests)) {
      if (!KNOWN_KEYS.has(key.toLowerCase())) return `condition key ${key} is not evaluated here`;
    }
  }
  return undefined;
}

function split(operator: string): { test: string; set: 'all' | 'any' | undefined; ifExists: boolean } {
  const [prefix, rest] = operator.includes(':') ? operator.split(':', 2) : ['', operator];
  const ifExists = rest?.endsWith('IfExists') ?? false;
  return {
    test: (rest ?? '').replace(/IfExists$/, ''),
    set: prefix === 'ForAllValues' ? 'all' : prefix === 'ForAnyValue' ? 'any' : undefined,
    ifExists,
  };
}

function holds(operator: string, wanted: readonly string[], values: readonly string[] | undefined): boolean {
  const { test: name, set, ifExists } = split(operator);
  if (name === 'Null') return wanted.includes(String(values === undefined || values.length === 0));
  const test = TESTS[name];
  if (test === undefined) return false;
  const passes = (value: string): boolean => wanted.some((one) => test.one(one, value)) !== test.negated;
  if (values === undefined || values.length === 0) return set === 'all' || ifExists || (test.negated && set !== 'any');
  return set === 'all' ? values.every(passes) : values.some(passes);
}
