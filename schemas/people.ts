// What the `people` table holds (DESIGN §2): everything that names or quotes a person, and nothing else does.
import * as z from 'zod';
import { LocaleSchema } from './city/names.ts';

export const PersonalRequestSchema = z.strictObject({
  title: z.string().max(200).optional(),
  text: z.string().max(20_000),
  name: z.string().max(60).optional(),
  phone: z.string().max(30).optional(),
  email: z.string().max(200).optional(),
  idNumber: z.string().max(30).optional(),
  address: z.string().max(300).optional(),
  district: z.string().max(60).optional(),
  lat: z.number().optional(),
  lon: z.number().optional(),
  attachments: z.array(z.string().max(500)).max(20).optional(),
  /** The language the citizen is written to in. */
  locale: LocaleSchema.optional(),
  /** What the operator told the citizen at once. */
  answer: z.string().max(4000).optional(),
});
export type PersonalRequest = z.infer<typeof PersonalRequestSchema>;

/** Free words of a citizen or an officer. */
export const WordsSchema = z.strictObject({
  text: z.string().max(20_000),
  legalBasis: z.string().max(500).optional(),
  by: z.string().max(60),
  at: z.iso.datetime(),
});
export type Words = z.infer<typeof WordsSchema>;

/** How a unit is reached; a runtime record, not part of the city pack (DESIGN §5). */
export const ContactSchema = z.strictObject({
  mailbox: z.email().optional(),
  phone: z.string().max(20).optional(),
  headMailbox: z.email().optional(),
  headPhone: z.string().max(20).optional(),
  /** The language this unit is written to in; the city's own when left out. */
  locale: LocaleSchema.optional(),
});
export type Contact = z.infer<typeof ContactSchema>;
