// What a case asked of one unit in one week, and what it was spared (DOMAIN §4): the figures of the burden ledger.
import * as z from 'zod';
import { UnitIdSchema } from './city/names.ts';

const count = z.number().min(0);

export const BurdenSchema = z.strictObject({
  /** Tasks put before the unit. */
  tasks: count,
  /** Fields it filled in. */
  fields: count,
  messages: count,
  /** Cases it returned, and cases that came to it after another unit had them. */
  returns: count,
  hopsIn: count,
  /** Working hours for which tasks lay with it. */
  hours: count,
  /** Not asked of it: repeats that were merged, questions answered at once, assignments that the duty lists refused, fields filled in for it. */
  sparedMerges: count,
  sparedAnswers: count,
  sparedAssignments: count,
  sparedFields: count,
});
export type Burden = z.infer<typeof BurdenSchema>;

/** `week` in ISO form: `2026-W10`. Figures that are 0 are left out. */
export const BurdenLineSchema = z.strictObject({
  ...BurdenSchema.partial().shape,
  unit: UnitIdSchema,
  week: z.string().max(10),
});
export type BurdenLine = z.infer<typeof BurdenLineSchema>;
