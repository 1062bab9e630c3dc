// A second, tiny kind of matter: a loan that a keeper approves or that lapses. The kernel knows nothing of it; the next
// workflows are built this way.
import type { MatterKind } from '#kernel/matter.ts';

export type Loan = { stage: 'asked' | 'lent' | 'lapsed'; keeper: string; until: string };
export type LoanEvent = { type: 'Asked'; keeper: string; until: string } | { type: 'Lent' } | { type: 'Lapsed' };

const isEvent = (event: unknown): event is LoanEvent => typeof event === 'object' && event !== null && 'type' in event;

export const loanKind: MatterKind<Loan, LoanEvent, undefined> = {
  name: 'loan',
  parse: (event) => {
    if (!isEvent(event)) throw new TypeError('not an event of a loan');
    return event;
  },
  evolve: (state, event) => {
    if (event.type === 'Asked') return { stage: 'asked', keeper: event.keeper, until: event.until };
    if (state === undefined) throw new TypeError('a loan begins with Asked');
    return { ...state, stage: event.type === 'Lent' ? 'lent' : 'lapsed' };
  },
  tasks: (state) =>
    state.stage === 'asked'
      ? [{ id: 'approve', kind: 'approve', owner: state.keeper, role: 'keeper', dueAt: state.until }]
      : [],
  standing: (state) =>
    state.stage === 'asked' ? { kind: 'wait', node: 'approval', until: state.until } : { kind: 'rest', node: 'rest' },
  leave: () => ({ as: 'success' }),
  messages: (event, _before, after) =>
    event.type === 'Asked'
      ? [{ template: 'loan-asked', to: { kind: 'unit', unit: after.keeper }, taskId: 'approve' }]
      : [],
  finds: () => [],
  ledger: (event, after, meta) =>
    event.type === 'Lent' ? [{ unit: after.keeper, week: meta.at.slice(0, 7), facts: { lent: true } }] : [],
  texts: () => [],
  followed: () => false,
  follows: () => undefined,
};
