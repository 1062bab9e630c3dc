// The ledger counted again from the record: the same lines that were written when the cases closed.

import { evolve } from '#functions/case/case.ts';
import { parseCaseEvent } from '#functions/case/case-kind.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { policyOf } from '#functions/case/city-policy.ts';
import type { LedgerLine } from '#kernel/matter.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Commit } from '#schemas/matter.ts';
import { burdenOf } from './burden.ts';
import { isExclusion, ledgerAfterExclusion, ledgerLinesOf } from './ledger-facts.ts';

export type Line = LedgerLine & { caseId: string; month: string };

/** Counts cases of one city: one line a unit and week; a case that was reopened and closed again counts as it ended last. */
export const recounting = (pack: CityPack): ((commits: readonly Commit[]) => Line[]) => {
  const policy = policyOf(pack);
  return (commits) => linesOfCase(commits, policy);
};

const keyOf = ({ unit, week }: LedgerLine): string => `${unit} ${week}`;

/** What was counted stays; whether it is left out is new. */
const markExclusion = (lines: Map<string, Line>, state: CaseState): void => {
  for (const { facts, ...line } of ledgerAfterExclusion(state)) {
    const known = lines.get(keyOf({ ...line, facts }));
    const { exclusion } = facts;
    if (known !== undefined && exclusion !== undefined)
      lines.set(keyOf(known), { ...known, facts: { ...known.facts, exclusion } });
  }
};

const linesOfCase = (commits: readonly Commit[], policy: Parameters<typeof burdenOf>[1]): Line[] => {
  const lines = new Map<string, Line>();
  let state: CaseState | undefined;
  commits.forEach((commit, index) => {
    const meta = { seq: commit.seq, at: commit.at, occurredAt: commit.occurredAt };
    for (const event of commit.events.map(parseCaseEvent)) {
      state = evolve(state, event, meta);
      if (isExclusion(event)) markExclusion(lines, state);
      if (event.type !== 'Closed') continue;
      const burden = burdenOf(commits.slice(0, index), policy);
      for (const line of ledgerLinesOf(state, { outcome: event.outcome, burden }, commit.at))
        lines.set(keyOf(line), { ...line, caseId: commit.matter.id, month: commit.at.slice(0, 7) });
    }
  });
  return [...lines.values()];
};
