// messaging.yaml: when people are told. A message is a burden too (DOMAIN §4), so what can wait waits; what is urgent,
// or due before the next occasion, never does.
import * as z from 'zod';
import { TemplatesSchema } from './messages.ts';
import { TimeOfDaySchema, UnitIdSchema } from './names.ts';
import { DurationSchema } from './policy.ts';

/** In the city's own time; `until` may lie on the next day. */
const HoursSchema = z.strictObject({ from: TimeOfDaySchema, until: TimeOfDaySchema });
export type Hours = z.infer<typeof HoursSchema>;

export const MessagingSchema = z.strictObject({
  /** Hours in which nobody is disturbed. Without hours for one of them, messages leave day and night. */
  quietHours: z.strictObject({
    citizen: HoursSchema.optional(),
    unit: HoursSchema.optional(),
    /** A citizen who has written within this time is awake. */
    afterContact: DurationSchema,
  }),
  /** One list on the morning of a working day instead of a message a case. */
  morningList: z.strictObject({
    at: TimeOfDaySchema,
    units: z.array(UnitIdSchema).max(500),
    templates: z.array(TemplatesSchema.keyof()).max(60),
    /** A message whose deadline comes sooner after the list than this is sent at once. */
    leave: DurationSchema,
  }),
  /** What a unit, or a citizen about one case, is sent at most in an hour; the rest waits for the next one. */
  hourlyCap: z.strictObject({ unit: z.int().min(1).max(10_000), citizen: z.int().min(1).max(100) }),
});
