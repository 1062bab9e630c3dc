// What every part of the API document is written with.
import type * as z from 'zod';

export type Json = { [key: string]: unknown };

/** A request is documented as it may be sent, a response as it is told. */
export type Component = { schema: z.ZodType; io: 'input' | 'output' };

export const parameter = (
  where: 'path' | 'query' | 'header',
  name: string,
  description: string,
  required = true,
): Json => ({
  in: where,
  name,
  required,
  description,
  schema: { type: 'string' },
});

export const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });
