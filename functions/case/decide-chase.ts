// A timer has fired: what is due now, judged from the folded state (DESIGN §3 "Chase"). Nothing due is an answer too:
// the clock has moved meanwhile, and the workflow waits again.
import type { CaseEvent, ClockKind } from '#schemas/case-events.ts';
import type { Duration } from '#schemas/city/policy.ts';
import type { CaseState, Handling } from './case-state.ts';
import { callbackClocks, recomputeClock, setClock } from './clocks.ts';
import { nextReport } from './decide-handling.ts';
import { type CaseContext, type Decide, decided, nothing, onCase } from './deciding.ts';
import { runningClocks } from './standing.ts';

/** The workflow's step "Chase". */
export const chase: Decide = onCase((state, context) => {
  const events = dueEvents(state, context);
  return events.length === 0 ? decided({ type: 'Resumed' }) : decided(...events);
});

/** All that is due, in the order of the clocks. A change of stage ends the list: later clocks belong to the old one. */
const dueEvents = (state: CaseState, context: CaseContext): CaseEvent[] => {
  const events: CaseEvent[] = [];
  for (const clock of runningClocks(state)) {
    if (clock.dueAt > context.now) break;
    const happened = onDue(state, clock.kind, context);
    events.push(...happened);
    if (happened.some((event) => leavesStage.has(event.type))) break;
  }
  return events;
};

const leavesStage = new Set<CaseEvent['type']>(['DeemedAccepted', 'Ended', 'LeftUnsure', 'ReturnRefused']);

const onDue = (state: CaseState, kind: ClockKind, context: CaseContext): CaseEvent[] => {
  const { handling } = state;
  const { clocks } = context.policy.pack;
  switch (kind) {
    case 'emergency-acknowledgement':
      return [
        {
          type: 'HandoverUnacknowledged',
          clocks: [again(kind, askAgainAfter(state, clocks.emergencyAcknowledgement), context)],
        },
      ];
    case 'desk-classification':
      return [remindDesk('classify', kind, clocks.deskClassification, context)];
    case 'return-review':
      return [remindDesk('return', kind, clocks.deskReturnReview, context)];
    case 'reply-review':
      return [remindDesk('review', kind, clocks.deskReplyReview, context)];
    case 'time-decision':
      return [remindDesk('time', kind, clocks.deskExtensionDecision, context)];
    case 'ruling':
      return [remindDesk('rule', kind, clocks.supervisorRuling, context)];
    case 'callback-attempt':
    case 'callback-give-up':
      return onCallbackDue(state, kind, context);
    case 'reply':
      return [];
    default:
      return handling === undefined ? [] : onDepartmentDue(state, handling, kind, context);
  }
};

/** Twice as long each time, up to twelve times the term: a call every five minutes for days on end is heard by nobody. */
const askAgainAfter = ({ stage }: CaseState, term: Duration): Duration => {
  const asked = stage.name === 'handed-over' ? stage.unacknowledged : 0;
  const times = Math.min(2 ** asked, 12);
  const { kind, days = 0, hours = 0, minutes = 0 } = term;
  return { kind, days: days * times, hours: hours * times, minutes: minutes * times };
};

const again = (kind: ClockKind, lasting: Duration, context: CaseContext) =>
  setClock(kind, context.now, lasting, context.policy.calendar);

const remindDesk = (task: string, kind: ClockKind, lasting: Duration, context: CaseContext): CaseEvent => ({
  type: 'DeskReminded',
  task,
  clocks: [again(kind, lasting, context)],
});

type DepartmentClock = Exclude<
  ClockKind,
  | 'emergency-acknowledgement'
  | 'desk-classification'
  | 'return-review'
  | 'reply-review'
  | 'time-decision'
  | 'ruling'
  | 'callback-attempt'
  | 'callback-give-up'
  | 'reply'
>;

const onDepartmentDue = (
  state: CaseState,
  handling: Handling,
  kind: DepartmentClock,
  context: CaseContext,
): CaseEvent[] => {
  const unit = handling.lead;
  switch (kind) {
    case 'sign-for': {
      const level = context.policy.pack.clocks.levels[state.urgency ?? 'ordinary'];
      return [{ type: 'SignForMissed', unit, phone: level.phoneWhenUnsigned }];
    }
    // Silence past the window: the task is theirs (DOMAIN: "silence = you own it").
    case 'return-window':
      return [{ type: 'DeemedAccepted', unit }];
    case 'first-contact':
      return [{ type: 'FirstContactMissed', unit }];
    case 'reminder':
      return [{ type: 'ReminderSent', unit }];
    case 'yellow-card':
      return [{ type: 'YellowCardShown', unit }];
    case 'red-card':
      return [{ type: 'RedCardShown', unit }];
    case 'progress-report':
      return [{ type: 'ProgressMissed', unit, clocks: [nextReport(context.now, context)] }];
    case 'supervision-1':
      return raise(1, unit, context);
    case 'supervision-2':
      return raise(2, unit, context);
    case 'supervision-3':
      return raise(3, unit, context);
    // A closed case has no workflow that would chase anybody: the task is late on the board.
    case 'exclusion-decision':
      return [];
    default:
      return kind satisfies never;
  }
};

const raise = (level: number, unit: string, context: CaseContext): CaseEvent[] => {
  const rung = context.policy.pack.supervision.ladder.find((one) => one.level === level);
  return rung === undefined ? [] : [{ type: 'SupervisionRaised', level, to: rung.to, unit, why: 'overdue' }];
};

const onCallbackDue = (
  state: CaseState,
  kind: 'callback-attempt' | 'callback-give-up',
  context: CaseContext,
): CaseEvent[] => {
  if (kind === 'callback-give-up') return [{ type: 'CitizenSilent' }, { type: 'Ended', outcome: 'unverified' }];
  if (state.stage.name !== 'awaiting-citizen') return [];
  const attempt = state.stage.attempt + 1;
  const startedAt = state.handling?.reply?.at ?? context.now;
  const giveUp = state.clocks['callback-give-up'];
  const next = callbackClocks(startedAt, attempt, context.policy).filter((clock) => clock.kind === 'callback-attempt');
  const later = next.filter((clock) => clock.dueAt > context.now);
  return [{ type: 'CitizenAskedAgain', attempt, clocks: giveUp === undefined ? later : [...later, giveUp] }];
};

/** The calendar that provisional deadlines waited for has come: all are computed again, on record (DOMAIN §3). */
export const recomputeDeadlines: Decide = onCase((state, context) => {
  const recomputed = Object.values(state.clocks)
    .filter((clock) => clock.provisional !== undefined)
    .map((clock) => recomputeClock(clock, context.policy.calendar))
    .filter((clock) => clock.provisional === undefined);
  const last = recomputed[0];
  if (last === undefined) return nothing;
  const years = recomputed.map((clock) => Number(clock.dueAt.slice(0, 4)));
  return decided({ type: 'DeadlinesRecomputed', calendar: Math.max(...years), clocks: recomputed });
});
