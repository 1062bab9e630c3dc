// Lines of the ledger, written when a case closes: what it says of the unit that led it, and what it asked of every unit
// that had to do with it, week by week (DESIGN §2, DOMAIN §4).
import * as z from 'zod';
import { CaseOutcomeSchema } from './case-events.ts';

export const LedgerFactsSchema = z.object({
  outcome: CaseOutcomeSchema,
  /** The citizen was contacted, or had a reply. */
  responded: z.boolean(),
  /** The citizen gave a verdict; only then do the next two count. */
  asked: z.boolean(),
  solved: z.boolean(),
  satisfied: z.boolean(),
  /** 1, and one more for every time the citizen was not content. */
  rounds: z.int(),
  /** How many units have had the case, one after the other. */
  hops: z.int(),
  extensions: z.int(),
  supervision: z.int(),
  late: z.boolean(),
  /** The unit asked that the case be left out, and what became of it. */
  exclusion: z.enum(['asked', 'granted', 'refused']).optional(),
});
export type LedgerFacts = z.infer<typeof LedgerFactsSchema>;
