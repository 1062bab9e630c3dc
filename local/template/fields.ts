// Field types that CloudFormation templates use: numbers and booleans often arrive as text.
import * as z from 'zod';

export const whole = z.coerce.number().int();
export const text = z.coerce.string();
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
export const texts = z.union([z.string().transform((value) => [value]), z.array(z.string())]);

/** A policy document's statement. Conditions are read by the policy evaluator. */
export const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Principal: z.union([z.literal('*'), z.record(z.string(), texts)]).optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.union([z.boolean().transform(String), texts]))).optional(),
});
export type Statement = z.infer<typeof Statement>;

export const PolicyDocument = z.strictObject({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([z.array(Statement), Statement.transform((statement) => [statement])]),
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;
