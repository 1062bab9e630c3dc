// Where a case stands in a word that people are told; the labels are in the city pack (messages: statuses).
import type { caseStatuses } from '#schemas/city/messages.ts';
import type { CaseState } from './case-state.ts';

export type CaseStatus = (typeof caseStatuses)[number];

export const statusOf = (state: CaseState): CaseStatus => {
  if (state.stuck !== undefined) return 'stuck';
  const { stage } = state;
  switch (stage.name) {
    case 'received':
    case 'to-assign':
      return state.reopened > 0 ? 'in-progress' : 'received';
    case 'in-progress':
      return state.handling?.longTermUntil === undefined ? 'in-progress' : 'long-term';
    case 'to-rework':
      return 'in-progress';
    case 'ending':
      return 'closed';
    case 'handed-over':
    case 'with-duty-desk':
    case 'assigned':
    case 'return-in-review':
    case 'reply-in-review':
    case 'awaiting-ruling':
    case 'awaiting-citizen':
    case 'merged':
    case 'closed':
      return stage.name;
    default:
      return stage satisfies never;
  }
};
