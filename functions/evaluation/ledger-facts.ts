// What a closed case says of the unit that led it: the line in the ledger from which rates are counted (DOMAIN §4).
import type { CaseState } from '#functions/case/case.ts';
import type { LedgerFacts } from '#schemas/ledger.ts';

/** Undefined when no unit had the case. */
export const ledgerFactsOf = (
  { handling, answer, round }: CaseState,
  outcome: LedgerFacts['outcome'],
): LedgerFacts | undefined =>
  handling === undefined
    ? undefined
    : {
        outcome,
        responded: handling.contactedAt !== undefined || handling.reply !== undefined,
        asked: answer !== undefined,
        solved: answer?.solved ?? false,
        satisfied: answer?.satisfied ?? false,
        rounds: round,
        hops: handling.hop,
        extensions: handling.extensionsGranted,
        supervision: handling.supervision,
        late: handling.reply?.late ?? false,
      };
