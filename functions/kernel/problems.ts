// Every error that leaves the house (RFC 9457, DESIGN §4): a closed table of kinds, so that a caller can rely on
// `type` and `status`, and so that nothing of a fault's inside is ever shown.
import type * as z from 'zod';
import { type FieldProblem, type Problem, type ProblemKind, problemTable, problemType } from '#schemas/problem.ts';

export const isProblemKind = (kind: string): kind is ProblemKind => Object.hasOwn(problemTable, kind);

export type ProblemExtra = {
  errors?: readonly FieldProblem[];
  possible?: readonly string[];
  instance?: string;
};

const shownErrors = 50;

/** A problem as data. `internal` never says more than that. */
export const problem = (kind: ProblemKind, detail: string, extra: ProblemExtra = {}): Problem => ({
  type: problemType(kind),
  title: problemTable[kind].title,
  status: problemTable[kind].status,
  detail: kind === 'internal' ? 'The fault is on record here; nothing of it can be told.' : detail.slice(0, 1000),
  ...(extra.instance === undefined ? {} : { instance: extra.instance }),
  ...(extra.errors === undefined ? {} : { errors: extra.errors.slice(0, shownErrors) }),
  ...(extra.possible === undefined ? {} : { possible: [...extra.possible] }),
});

/** Thrown inside a route; `defineRoute` answers with it. Not a fault: the caller's doing, so it is not logged as one. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;
  constructor(told: Problem) {
    super(told.detail);
    this.problem = told;
  }
}

const retryAfterSeconds: Readonly<Record<number, string>> = { 429: '60', 503: '2' };

/** A problem as an answer of the HTTP API. 405 names the methods, 429 and 503 say when to come again. */
export const problemResponse = (told: Problem, headers: Readonly<Record<string, string>> = {}) => {
  const retryAfter = retryAfterSeconds[told.status];
  return {
    statusCode: told.status,
    headers: {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      ...(told.status === 405 && told.possible !== undefined ? { allow: told.possible.join(', ') } : {}),
      ...(told.status === 401
        ? { 'www-authenticate': told.type === problemType('unauthorized') ? 'Bearer' : 'Signature' }
        : {}),
      ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }),
      ...headers,
    },
    body: JSON.stringify(told),
  };
};

/** What zod found, as pointers and plain sentences. A key that is not known points at itself, not at its parent. */
export const zodProblems = (error: z.ZodError): FieldProblem[] =>
  error.issues.flatMap((issue) => problemsOfIssue(issue)).slice(0, shownErrors);

type Issue = z.ZodError['issues'][number];

const problemsOfIssue = (issue: Issue): FieldProblem[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerOf([...issue.path, key]), detail: 'is not a known field' }));
  }
  return [{ pointer: pointerOf(issue.path), detail: sentenceOf(issue).slice(0, 400) }];
};

/** RFC 6901; keys come from the caller, so they are cut as well as escaped. */
const pointerOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => `/${String(key).slice(0, 60).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
    .slice(0, 400);

const sentenceOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.endsWith('received undefined')
        ? 'is required'
        : `must be ${article(issue.expected)}`;
    case 'too_small':
      return issue.origin === 'string'
        ? `must have at least ${plural(issue.minimum, 'character')}`
        : `must be at least ${issue.minimum}`;
    case 'too_big':
      return tooBig(issue.origin, issue.maximum);
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.slice(0, 30).map(String).join(', ')}`;
    case 'invalid_union':
      return 'is none of the known forms';
    default:
      return issue.message;
  }
};

const tooBig = (origin: string, maximum: number | bigint): string => {
  if (origin === 'string') return `must have at most ${plural(maximum, 'character')}`;
  if (origin === 'array') return `must have at most ${plural(maximum, 'entry', 'entries')}`;
  return `must be at most ${maximum}`;
};

const plural = (count: number | bigint, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);
