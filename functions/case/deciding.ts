// Small words that every decider of the case uses.

import type { Context } from '#kernel/carry-out.ts';
import type { Decision } from '#kernel/matter.ts';
import type { CaseEvent } from '#schemas/case-events.ts';
import type { CaseState } from './case-state.ts';
import type { CasePolicy } from './clocks.ts';

export type CaseContext = Context<CasePolicy>;
export type CaseDecision = Decision<CaseEvent>;
export type Decide = (state: CaseState | undefined, context: CaseContext) => CaseDecision;

export const decided = (...events: CaseEvent[]): CaseDecision => ({ outcome: 'decided', events });
export const nothing: CaseDecision = { outcome: 'decided', events: [] };
export const rejected = (code: string, detail: string, possible?: readonly string[]): CaseDecision => ({
  outcome: 'rejected',
  rejection: { code, detail, ...(possible === undefined ? {} : { possible }) },
});

/** Runs `decide` on a known case; an unknown one is rejected. */
export const onCase =
  (decide: (state: CaseState, context: CaseContext) => CaseDecision): Decide =>
  (state, context) =>
    state === undefined ? rejected('unknown-case', 'there is no such case') : decide(state, context);

/** True once nothing further is expected of anybody. */
export const isOver = (state: CaseState): boolean => state.stage.name === 'closed' || state.stage.name === 'ending';
