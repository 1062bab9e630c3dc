// The hotline case as a kind of matter: all that the kernel asks of it (kernel/matter.ts).

import { StoredShapeError } from '#kernel/errors.ts';
import type { LedgerLine, MatterKind, Meta } from '#kernel/matter.ts';
import { type CaseEvent, CaseEventSchema } from '#schemas/case-events.ts';
import type { Find } from '#schemas/matter.ts';
import { type CaseState, evolve } from './case.ts';
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
  finds: findsOf,
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

/** One line per unit and week when a case closes: the facts from which rates and burden are counted (DOMAIN §4). */
const ledgerOf = (event: CaseEvent, after: CaseState, meta: Meta): readonly LedgerLine[] => {
  const { handling } = after;
  if (event.type !== 'Closed' || handling === undefined) return [];
  return [
    {
      unit: handling.lead,
      week: weekOf(meta.at),
      facts: {
        outcome: event.outcome,
        responded: handling.contactedAt !== undefined || handling.reply !== undefined,
        solved: after.answer?.solved ?? false,
        satisfied: after.answer?.satisfied ?? false,
        asked: after.answer !== undefined,
        rounds: after.round,
        hops: handling.hop,
        extensions: handling.extensionsGranted,
        supervision: handling.supervision,
        late: handling.reply?.late ?? false,
      },
    },
  ];
};

/** ISO week of an instant, `2026-W48`. */
export const weekOf = (at: string): string => {
  const day = new Date(`${at.slice(0, 10)}T00:00:00.000Z`);
  const thursday = new Date(day.getTime() + (4 - (day.getUTCDay() || 7)) * 86_400_000);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.ceil(((thursday.getTime() - first) / 86_400_000 + 1) / 7);
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
};
