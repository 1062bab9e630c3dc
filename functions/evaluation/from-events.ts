// The ledger counted again from the record: the same lines that were written when the cases closed.
import { type CaseState, evolve } from '#functions/case/case.ts';
import { parseCaseEvent } from '#functions/case/case-kind.ts';
import type { LedgerFacts } from '#schemas/ledger.ts';
import type { Commit } from '#schemas/matter.ts';
import { weekOf } from './iso-week.ts';
import { ledgerFactsOf } from './ledger-facts.ts';

export type Line = { caseId: string; unit: string; week: string; month: string; facts: LedgerFacts };

/** One line a unit and week in which the case was closed; a case that was reopened and closed again in it counts as it ended. */
export const linesOfCase = (commits: readonly Commit[]): Line[] => {
  const lines = new Map<string, Line>();
  let state: CaseState | undefined;
  for (const commit of commits) {
    const meta = { seq: commit.seq, at: commit.at, occurredAt: commit.occurredAt };
    for (const event of commit.events.map(parseCaseEvent)) {
      state = evolve(state, event, meta);
      const facts = event.type === 'Closed' ? ledgerFactsOf(state, event.outcome) : undefined;
      const unit = state.handling?.lead;
      if (facts === undefined || unit === undefined) continue;
      const week = weekOf(commit.at);
      const line = { caseId: commit.matter.id, unit, week, month: commit.at.slice(0, 7), facts };
      lines.set(`${unit} ${week}`, line);
    }
  }
  return [...lines.values()];
};
