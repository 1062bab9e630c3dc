// How a case changes with what a department, the citizen and those who rule do about it (pure and total).
import type { Meta } from '#kernel/matter.ts';
import type { CaseEvent, CaseEventOf, ClockKind } from '#schemas/case-events.ts';
import { departmentClocks, replyClocks, supervisionClock, withClocks, withoutClocks } from './case-clocks.ts';
import { type CaseState, ending, type Handling } from './case-state.ts';

/** What happens to a case once it is with a department. */
type HandlingEvent = Exclude<
  CaseEvent,
  {
    type:
      | 'Received'
      | 'Supplemented'
      | 'Withdrawn'
      | 'HandedOver'
      | 'HandoverAcknowledged'
      | 'HandoverUnacknowledged'
      | 'EmergencyReturned'
      | 'FoundOutOfScope'
      | 'AnsweredDirectly'
      | 'LeftUnsure'
      | 'Classified'
      | 'DuplicateProposed'
      | 'DuplicateDenied'
      | 'Merged'
      | 'Unmerged'
      | 'ParentReplied'
      | 'GrassrootsOverridden'
      | 'GrassrootsGuarded'
      | 'DeadlinesRecomputed'
      | 'DeskReminded'
      | 'WorkflowStuck'
      | 'Retried'
      | 'ExecutionLost'
      | 'Resumed'
      | 'Ended'
      | 'Closed'
      | 'Reopened'
      | 'ExclusionAsked'
      | 'ExclusionGranted'
      | 'ExclusionRefused'
      | 'FileAttached'
      | 'FileRefused'
      | 'FileRemoved'
      | 'LinksRevoked'
      | 'RevealAsked'
      | 'Revealed';
  }
>;

export const evolveHandling = (state: CaseState, event: HandlingEvent, meta: Meta): CaseState => {
  if (event.type === 'DepartmentsAssigned') return assigned(state, event, meta);
  const handling = state.handling;
  switch (event.type) {
    case 'CallbackStarted':
      return {
        ...state,
        stage: { name: 'awaiting-citizen', attempt: 1, replied: handling?.reply !== undefined },
        clocks: withClocks({ ...state, clocks: withoutClocks(state.clocks, departmentClocks) }, event.clocks),
      };
    case 'CitizenAskedAgain':
      return {
        ...state,
        stage: state.stage.name === 'awaiting-citizen' ? { ...state.stage, attempt: event.attempt } : state.stage,
        clocks: withClocks({ ...state, clocks: withoutClocks(state.clocks, ['callback-attempt']) }, event.clocks),
      };
    case 'CitizenAnswered':
      return {
        ...state,
        answer: event.answer,
        clocks: withoutClocks(state.clocks, ['callback-attempt', 'callback-give-up']),
        stage: event.answer.solved && event.answer.satisfied ? state.stage : { name: 'to-rework' },
      };
    case 'CitizenSilent':
      return { ...state, clocks: withoutClocks(state.clocks, ['callback-attempt', 'callback-give-up']) };
    case 'MessageUndelivered':
      return event.phone && handling !== undefined ? { ...state, handling: { ...handling, phoneAsked: true } } : state;
    case 'RulingAsked':
      return {
        ...state,
        stage: { name: 'awaiting-ruling', question: event.question },
        clocks: withClocks(state, event.clocks),
      };
    case 'Ruled':
      return ruled(state, event);
    default:
      if (handling === undefined) throw new TypeError(`${event.type} needs a department`);
      return evolveWork(state, handling, event, meta);
  }
};

const assigned = (state: CaseState, event: CaseEventOf<'DepartmentsAssigned'>, meta: Meta): CaseState => ({
  ...state,
  stage: { name: 'assigned' },
  clocks: withClocks({ ...state, clocks: {} }, event.clocks),
  handling: {
    lead: event.lead,
    assisting: event.assisting.map((unit) => ({ unit, signed: false, replied: false })),
    hop: event.hop,
    forGood: event.forGood,
    assignedAt: meta.at,
    returned: state.handling?.returned ?? [],
    extensionsGranted: 0,
    timesAsked: 0,
    phoneAsked: false,
    supervision: state.handling?.supervision ?? 0,
    finalReplyOrdered: false,
  },
});

const ruled = (state: CaseState, { ruling }: CaseEventOf<'Ruled'>): CaseState => {
  const base = { ...state, clocks: withoutClocks(state.clocks, ['ruling']) };
  switch (ruling.decision) {
    case 'assign':
    case 'elevate':
      return {
        ...base,
        stage: {
          name: 'to-assign',
          proposedUnit: ruling.unit,
          forGood: true,
          // An override recorded in the same commit stands before the ruling.
          overridden: state.stage.name === 'to-assign' && state.stage.overridden === true,
        },
      };
    case 'exclude':
      return ending(base, 'excluded');
    case 'final-reply':
      return base;
  }
};

type WorkEvent = Exclude<
  HandlingEvent,
  {
    type:
      | 'DepartmentsAssigned'
      | 'CallbackStarted'
      | 'CitizenAskedAgain'
      | 'CitizenAnswered'
      | 'CitizenSilent'
      | 'MessageUndelivered'
      | 'RulingAsked'
      | 'Ruled';
  }
>;

const evolveWork = (state: CaseState, handling: Handling, event: WorkEvent, meta: Meta): CaseState => {
  const work = (change: Partial<Handling>, rest: Partial<CaseState> = {}): CaseState => ({
    ...state,
    ...rest,
    handling: { ...handling, ...change },
  });
  const cleared = (...kinds: ClockKind[]) => ({ clocks: withoutClocks(state.clocks, kinds) });
  switch (event.type) {
    case 'SignedFor':
    case 'DeemedAccepted':
      return work(
        { signedAt: meta.at, phoneAsked: false },
        { stage: { name: 'in-progress' }, ...cleared('sign-for', 'return-window') },
      );
    case 'AssistantSignedFor':
      return work({
        assisting: handling.assisting.map((one) => (one.unit === event.unit ? { ...one, signed: true } : one)),
      });
    case 'SignForMissed':
      return work({ phoneAsked: event.phone }, cleared('sign-for'));
    case 'DepartmentPhoned':
      return work({ phoneAsked: false });
    case 'Returned':
      return {
        ...state,
        stage: {
          name: 'return-in-review',
          from: state.stage.name === 'in-progress' ? 'in-progress' : 'assigned',
          unit: event.unit,
          grounds: event.grounds,
          proposedUnit: event.proposedUnit,
          textId: event.textId,
        },
        clocks: withClocks(state, event.clocks),
      };
    case 'ReturnGranted':
      return work(
        { returned: [...handling.returned, handling.lead] },
        { stage: { name: 'to-assign', proposedUnit: event.to, forGood: false }, ...cleared('return-review') },
      );
    case 'ReturnRefused':
      return work(
        { signedAt: meta.at },
        { stage: { name: 'in-progress' }, ...cleared('return-review', 'sign-for', 'return-window') },
      );
    case 'Contacted':
      return work({ contactedAt: meta.at, contactClock: state.clocks['first-contact'] }, cleared('first-contact'));
    case 'ContactTakenBack':
      return work({ contactedAt: undefined, contactClock: undefined }, { clocks: withClocks(state, event.clocks) });
    case 'FirstContactMissed':
      return work({}, cleared('first-contact'));
    case 'TimeAsked':
      return work(
        { timeAsked: event.request, timesAsked: handling.timesAsked + 1 },
        { clocks: withClocks(state, event.clocks) },
      );
    case 'TimeGranted':
      return timeGranted(state, handling, event);
    case 'TimeDenied':
      return work({ timeAsked: undefined }, cleared('time-decision'));
    case 'ProgressReported':
    case 'ProgressMissed':
      return work(
        {},
        { clocks: withClocks({ ...state, clocks: withoutClocks(state.clocks, ['progress-report']) }, event.clocks) },
      );
    case 'AssistantReplied':
      return work({
        assisting: handling.assisting.map((one) =>
          one.unit === event.unit ? { ...one, signed: true, replied: true } : one,
        ),
      });
    case 'Replied':
      return work(
        {
          reply: {
            textId: event.textId,
            at: meta.at,
            final: event.final,
            late: state.clocks.reply !== undefined && meta.occurredAt > state.clocks.reply.dueAt,
          },
          timeAsked: undefined,
          contactedAt: handling.contactedAt,
        },
        event.findings.length === 0
          ? {}
          : { stage: { name: 'reply-in-review', findings: event.findings }, clocks: withClocks(state, event.clocks) },
      );
    case 'ReplyPassed':
      return work({}, cleared('reply-review'));
    case 'ReplySentBack':
      return work({ reply: undefined }, { stage: { name: 'in-progress' }, ...cleared('reply-review') });
    case 'ReminderSent':
      return work({}, cleared('reminder'));
    case 'YellowCardShown':
      return work({ yellowAt: meta.at }, cleared('yellow-card'));
    case 'RedCardShown':
      return work({ redAt: meta.at }, cleared('red-card'));
    case 'CardWithdrawn':
      return work(event.card === 'yellow' ? { yellowAt: undefined } : { redAt: undefined });
    case 'SupervisionRaised':
      return work({ supervision: Math.max(handling.supervision, event.level) }, cleared(supervisionClock(event.level)));
    case 'ReworkOrdered':
      return {
        ...work(
          { ...fresh, lead: event.lead, assisting: [], assignedAt: meta.at, signedAt: meta.at },
          { stage: { name: 'in-progress' }, round: event.round },
        ),
        clocks: withClocks({ ...state, clocks: {} }, event.clocks),
      };
    case 'FinalReplyOrdered':
      return {
        ...work({ ...fresh, finalReplyOrdered: true, signedAt: meta.at }, { stage: { name: 'in-progress' } }),
        clocks: withClocks({ ...state, clocks: {} }, event.clocks),
      };
    default:
      return event satisfies never;
  }
};

/** What a new round of handling begins with. */
const fresh = {
  contactedAt: undefined,
  contactClock: undefined,
  extensionsGranted: 0,
  timeAsked: undefined,
  longTermUntil: undefined,
  yellowAt: undefined,
  redAt: undefined,
  reply: undefined,
} satisfies Partial<Handling>;

const timeGranted = (state: CaseState, handling: Handling, event: CaseEventOf<'TimeGranted'>): CaseState => ({
  ...state,
  handling: {
    ...handling,
    timeAsked: undefined,
    extensionsGranted: handling.extensionsGranted + (event.request.kind === 'extension' ? 1 : 0),
    longTermUntil:
      event.request.kind === 'long-term'
        ? event.clocks.find((clock) => clock.kind === 'reply')?.dueAt
        : handling.longTermUntil,
  },
  clocks: withClocks({ ...state, clocks: withoutClocks(state.clocks, replyClocks) }, event.clocks),
});
