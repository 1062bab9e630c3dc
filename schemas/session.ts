// Who is signed in (docs/decisions.md, sign-in): what the identity provider says of a person, as the pages use it.
import * as z from 'zod';
import { UnitIdSchema } from './city/names.ts';

export const RoleSchema = z.enum(['duty-desk', 'supervisor', 'unit-officer', 'auditor']);

export const PersonSchema = z.strictObject({
  /** The provider's own id of the person, never reused for another. */
  sub: z.string().min(1).max(120),
  name: z.string().min(1).max(80),
  roles: z.array(RoleSchema).min(1).max(4),
  /** Units for which a unit officer acts. */
  units: z.array(UnitIdSchema).max(40),
});
export type Person = z.infer<typeof PersonSchema>;

export const SessionSchema = z.strictObject({
  /** Random; form tokens are bound to it. */
  id: z.string().min(16).max(64),
  person: PersonSchema,
  until: z.iso.datetime(),
});
export type Session = z.infer<typeof SessionSchema>;

/** What is remembered between leaving for the provider and coming back. */
export const SignInAttemptSchema = z.strictObject({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  to: z.string().max(1000),
  until: z.iso.datetime(),
});
export type SignInAttempt = z.infer<typeof SignInAttemptSchema>;
