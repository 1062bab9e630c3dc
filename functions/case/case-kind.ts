// The hotline case as a kind of matter: all that the kernel asks of it (kernel/matter.ts).

import { isExclusion, ledgerAfterExclusion, ledgerLinesOf } from '#functions/evaluation/ledger-facts.ts';
import { heardFind } from '#functions/proactive/heard-find.ts';
import { StoredShapeError } from '#kernel/errors.ts';
import type { LedgerLine, MatterKind, Meta } from '#kernel/matter.ts';
import { type CaseEvent, CaseEventSchema } from '#schemas/case-events.ts';
import type { Find } from '#schemas/matter.ts';
import { evolve } from './case.ts';
import type { CaseState } from './case-state.ts';
import type { CasePolicy } from './clocks.ts';
import { messagesOf } from './messages-of.ts';
import { leaveWait, standingOf, tasksOf } from './standing.ts';

export type CaseKind = MatterKind<CaseState, CaseEvent, CasePolicy>;

/** The kind for one city: who does the desk's tasks is in its pack. */
export const caseKind = (policy: CasePolicy): CaseKind => ({
  name: 'case',
  parse: parseCaseEvent,
  evolve,
  tasks: tasksOf(policy.pack),
  standing: standingOf,
  leave: leaveWait,
  messages: messagesOf,
  finds: (event, after) => [...findsOf(event), ...heardFind(event, after, policy)],
  ledger: ledgerOf,
  texts: textsOf,
  followed: (event) =>
    event.type === 'CallbackStarted' || event.type === 'Ended' || event.type === 'Withdrawn' || event.type === 'Merged',
  follows: (event) => (event.type === 'Merged' ? event.parentId : undefined),
});

/** A stored event. @throws StoredShapeError when it does not fit the schema of its version. */
export const parseCaseEvent = (event: unknown): CaseEvent => {
  const parsed = CaseEventSchema.safeParse(event);
  if (!parsed.success)
    throw new StoredShapeError(`a stored event of a case does not fit its schema: ${parsed.error.message}`);
  return parsed.data;
};

/** How a case is found again without knowing its id. Training examples are found by month (DESIGN §3, duty desk). */
const findsOf = (event: CaseEvent): readonly Find[] => {
  if (event.type === 'Received') return event.finds;
  const corrected = event.type === 'Classified' && event.by === 'desk';
  return corrected ? [{ facet: 'training', hash: event.category.split('/')[0] ?? '', days: 40_000 }] : [];
};

/** People's words are kept as long as the city says, and forgotten by the table itself; the record stands (DESIGN §2). */
const textsOf: CaseKind['texts'] = (event, { at }, { pack }) => {
  const until = new Date(Date.parse(at) + pack.handling.retentionDays * 86_400_000).toISOString();
  if (event.type === 'Received') return [{ textId: 'REQUEST', until }];
  return 'textId' in event && event.textId !== undefined ? [{ textId: event.textId, until }] : [];
};

/** When a case closes: how it ended, and what it asked of whom (DOMAIN §4); later, whether it counts at all. */
const ledgerOf = (event: CaseEvent, after: CaseState, meta: Meta): readonly LedgerLine[] => {
  if (event.type === 'Closed') return ledgerLinesOf(after, event, meta.at);
  return isExclusion(event) ? ledgerAfterExclusion(after) : [];
};
