// The ledger of a closed case: one line a unit and week. That of the unit which led it, in the week of its end, says how it
// ended; all say what the case asked of their unit (DOMAIN §4).
import type { CaseState } from '#functions/case/case-state.ts';
import type { LedgerLine } from '#kernel/matter.ts';
import type { CaseEvent, CaseEventOf } from '#schemas/case-events.ts';
import type { LedgerFacts } from '#schemas/ledger.ts';
import { weekOf } from './iso-week.ts';

/** Lines of a case that closed at `at` (ISO instant). */
export const ledgerLinesOf = (
  state: CaseState,
  { outcome, burden = [] }: Omit<CaseEventOf<'Closed'>, 'type'>,
  at: string,
): LedgerLine[] => {
  const lines = burden.map(({ unit, week, ...figures }): LedgerLine => ({ unit, week, facts: figures }));
  const { handling } = state;
  const facts = ledgerFactsOf(state, outcome);
  if (handling === undefined || facts === undefined) return lines;
  const week = weekOf(at);
  const own = lines.find((line) => line.unit === handling.lead && line.week === week);
  const ended = { unit: handling.lead, week, facts: { ...own?.facts, ...facts } };
  return [...lines.filter((line) => line !== own), ended];
};

/** Events of a unit's wish that a closed case be left out. */
export const isExclusion = ({ type }: CaseEvent): boolean => type.startsWith('Exclusion');

/** What the exclusion changed: the line that said how the case ended, written again in its own week and month. */
export const ledgerAfterExclusion = (state: CaseState): LedgerLine[] => {
  const { stage, handling } = state;
  if (stage.name !== 'closed' || handling === undefined) return [];
  const week = weekOf(stage.at);
  return ledgerLinesOf(state, stage, stage.at)
    .filter((line) => line.unit === handling.lead && line.week === week)
    .map((line) => ({ ...line, at: stage.at }));
};

/** Undefined when no unit had the case. */
const ledgerFactsOf = (
  { handling, answer, round, exclusion }: CaseState,
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
        ...(exclusion === undefined ? {} : { exclusion: exclusion.stands }),
      };
