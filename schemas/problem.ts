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
