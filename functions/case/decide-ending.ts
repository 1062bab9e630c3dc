// How a case ends, gets stuck and comes back (DESIGN §3 "Close case", "Hand to duty officer").
import type { BurdenLine } from '#schemas/burden.ts';
import type { CaseState } from './case-state.ts';
import { type CaseDecision, type Decide, decided, isOver, onCase, rejected } from './deciding.ts';

/** What the case asked of units, counted from its first commits. */
export type CountedBurden = { lines: readonly BurdenLine[]; upTo: number };

/**
 * The workflow's step "Close case". At another stage it only says where the case stands; so it does when somebody wrote
 * after the burden was counted, and the workflow comes back here to count again.
 */
export const close = ({ lines, upTo }: CountedBurden): Decide =>
  onCase((state, { seq }) =>
    state.stage.name === 'ending' && seq === upTo + 1
      ? decided({ type: 'Closed', outcome: state.stage.outcome, ...(lines.length === 0 ? {} : { burden: [...lines] }) })
      : decided({ type: 'Resumed' }),
  );

/** The last Catch: what no repeat could cure becomes a visible task of the duty officer. */
export const stick = (error: string): Decide =>
  onCase((state) => {
    if (state.stage.name === 'closed') return decided({ type: 'Resumed' });
    return decided({ type: 'WorkflowStuck', error });
  });

/** The duty officer tries again: a new execution starts where the case stands. */
export const retry: Decide = onCase((state) =>
  state.stuck === undefined ? rejected('action-not-possible', 'this case is not stuck') : decided({ type: 'Retried' }),
);

/** More executions than this lost without a person looking: the next one would be lost too. */
const patience = 3;

/** An execution died outside the workflow's own Catch: the next one starts, a few times; then a person looks. */
export const loseExecution = (execution: number, status: string): Decide =>
  onCase((state, context): CaseDecision => {
    const current = context.frame.execution;
    if (current.n !== execution || !current.running) return decided();
    const lost = { type: 'ExecutionLost', execution, status } as const;
    return tooMany(state) ? decided(lost, { type: 'WorkflowStuck', error: status }) : decided(lost);
  });

const tooMany = (state: CaseState): boolean => state.lostExecutions + 1 >= patience;

/** Links that went astray open nothing any more; new ones go to whoever has a task (DESIGN §4). */
export const revokeLinks = (textId: string): Decide =>
  onCase((state) =>
    isOver(state)
      ? rejected('action-not-possible', 'this case is closed: its links show, and can do nothing')
      : decided({ type: 'LinksRevoked', textId }),
  );
