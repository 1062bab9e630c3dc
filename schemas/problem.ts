// What every error looks like outside: RFC 9457 problem details, with a pointer to each wrong field.
import * as z from 'zod';

export const FieldProblemSchema = z.strictObject({
  /** JSON pointer (RFC 6901) into the body that was sent; empty for the body itself. */
  pointer: z.string().max(400),
  detail: z.string().max(400),
});
export type FieldProblem = z.infer<typeof FieldProblemSchema>;

export const ProblemSchema = z.strictObject({
  /** Stable: `urn:jiesu:problem:` and the kind. Programs branch on this, never on the words. */
  type: z.string().regex(/^urn:jiesu:problem:[a-z-]+$/),
  title: z.string().max(120),
  status: z.int().min(400).max(599),
  detail: z.string().max(1000),
  instance: z.string().max(200).optional(),
  errors: z.array(FieldProblemSchema).max(50).optional(),
  /** What can be done instead. */
  possible: z.array(z.string().max(60)).max(30).optional(),
});
export type Problem = z.infer<typeof ProblemSchema>;

/** The closed list of what can go wrong: a caller can rely on `type` and `status`; titles are for people. */
export const problemTable = {
  'invalid-signature': { status: 401, title: 'The signature does not fit' },
  'stale-timestamp': { status: 401, title: 'The timestamp is too old or too new' },
  unauthorized: { status: 401, title: 'A valid key is needed' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'not-permitted': { status: 403, title: 'Not yours to do' },
  'unknown-source': { status: 404, title: 'There is no such source' },
  'not-json': { status: 400, title: 'The body is not JSON' },
  'not-readable': { status: 400, title: 'The body cannot be read' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'invalid-fields': { status: 422, title: 'Fields are missing or wrong' },
  'too-deep': { status: 422, title: 'The JSON is nested too deep' },
  'unknown-type': { status: 422, title: 'There is no such event type' },
  'content-conflict': { status: 409, title: 'The id is taken by other content' },
  'unknown-case': { status: 404, title: 'There is no such case' },
  'link-unknown': { status: 404, title: 'There is no such link' },
  'link-expired': { status: 410, title: 'The link has expired' },
  'task-already-done': { status: 409, title: 'The task is done already' },
  'action-not-possible': { status: 409, title: 'This cannot be done now' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'no-such-page': { status: 404, title: 'There is no such page' },
  'too-many-tries': { status: 429, title: 'Too many tries' },
  busy: { status: 503, title: 'Busy: try again soon' },
  internal: { status: 500, title: 'Something went wrong here' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof problemTable;
export const problemKinds = Object.keys(problemTable).filter((kind): kind is ProblemKind =>
  Object.hasOwn(problemTable, kind),
);

/** The stable `type` of a kind. */
export const problemType = (kind: ProblemKind): string => `urn:jiesu:problem:${kind}`;
