// The state of a hotline case and how each fact changes it. `evolve` is pure and total: an unknown event does not
// compile (DESIGN §2, §3; the life of a case: DOMAIN §3).

import type { Meta } from '#kernel/matter.ts';
import type { CallbackAnswer, CaseEvent, CaseEventOf, CaseOutcome, ClockKind, ClockSet } from '#schemas/case-events.ts';
import type { Urgency } from '#schemas/city/policy.ts';

/** Where a case stands. What only makes sense at a stage is only there at that stage. */
export type Stage =
  | { name: 'received' }
  /** `unacknowledged`: how often its receiver was asked in vain. */
  | { name: 'handed-over'; unit: string; line: string; unacknowledged: number }
  | {
      name: 'with-duty-desk';
      why: CaseEventOf<'LeftUnsure'>['why'];
      candidates: CaseEventOf<'LeftUnsure'>['candidates'];
    }
  | { name: 'to-assign'; proposedUnit?: string | undefined; forGood: boolean; overridden?: boolean }
  | { name: 'assigned' }
  | { name: 'in-progress' }
  | {
      name: 'return-in-review';
      from: 'assigned' | 'in-progress';
      unit: string;
      grounds: string;
      proposedUnit?: string | undefined;
      textId: string;
    }
  | { name: 'reply-in-review'; findings: CaseEventOf<'Replied'>['findings'] }
  | { name: 'awaiting-citizen'; attempt: number; replied: boolean }
  | { name: 'to-rework' }
  | { name: 'awaiting-ruling'; question: 'owner' | 'dissatisfied' }
  | { name: 'merged'; parentId: string }
  | { name: 'ending'; outcome: CaseOutcome }
  | { name: 'closed'; outcome: CaseOutcome; at: string; burden?: CaseEventOf<'Closed'>['burden'] };
export type StageName = Stage['name'];

export type Assistant = { unit: string; signed: boolean; replied: boolean };

/** The department side of a case, from the first assignment on. */
export type Handling = {
  lead: string;
  assisting: readonly Assistant[];
  hop: number;
  /** After a ruling no further return (DOMAIN: adjudication). */
  forGood: boolean;
  assignedAt: string;
  signedAt?: string | undefined;
  contactedAt?: string | undefined;
  /** The clock that the first contact ended, should it be taken back. */
  contactClock?: ClockSet | undefined;
  returned: readonly string[];
  extensionsGranted: number;
  timesAsked: number;
  timeAsked?: CaseEventOf<'TimeAsked'>['request'] | undefined;
  longTermUntil?: string | undefined;
  phoneAsked: boolean;
  yellowAt?: string | undefined;
  redAt?: string | undefined;
  supervision: number;
  reply?: { textId: string; at: string; final: boolean; late: boolean } | undefined;
  finalReplyOrdered: boolean;
};

/** A picture that a unit put beside its words. */
type CaseFile = { id: string; unit: string; at: string };

export type CaseState = {
  intake: Omit<CaseEventOf<'Received'>, 'type'> & { receivedAt: string };
  stage: Stage;
  category?: string | undefined;
  urgency?: Urgency | undefined;
  area?: string | undefined;
  machineSaid?: string | undefined;
  clocks: Readonly<Partial<Record<ClockKind, ClockSet>>>;
  handling?: Handling | undefined;
  round: number;
  /** Counts every change of stage: ids of tasks that can come again are made with it. */
  turn: number;
  emergencyRuledOut: boolean;
  duplicateProposed?: string | undefined;
  duplicatesDenied: readonly string[];
  /** Ever handled by a parent: a proposal is not made again. */
  merges: number;
  answer?: CallbackAnswer | undefined;
  /** The service item or scope rule that the citizen was told. */
  advice?: { kind: 'service-item' | 'scope-rule' | 'operator'; id?: string | undefined } | undefined;
  supplements: readonly string[];
  reopened: number;
  stuck?: { error: string } | undefined;
  lostExecutions: number;
  /** The code that is out for each unit that asked to see who the citizen is. */
  reveals: Readonly<Record<string, { at: string; textId: string; codeTextId: string }>>;
  files: readonly CaseFile[];
  /** That a unit asked for the closed case to be left out of its evaluation, and what became of it. */
  exclusion?: { unit: string; grounds: string; textId: string; stands: 'asked' | 'granted' | 'refused' } | undefined;
  /** Links of an earlier generation open nothing any more. */
  linkGeneration: number;
};

/** Timers of a department's reply, set together and cleared together. */
export const replyClocks = [
  'first-contact',
  'reply',
  'reminder',
  'yellow-card',
  'red-card',
  'supervision-1',
  'supervision-2',
  'supervision-3',
  'progress-report',
  'time-decision',
] as const satisfies readonly ClockKind[];

const departmentClocks = ['sign-for', 'return-window', ...replyClocks] as const satisfies readonly ClockKind[];

const withClocks = (state: CaseState, set: readonly ClockSet[]): CaseState['clocks'] => {
  const clocks = { ...state.clocks };
  for (const clock of set) clocks[clock.kind] = clock;
  return clocks;
};

const withoutClocks = (clocks: CaseState['clocks'], kinds: readonly ClockKind[]): CaseState['clocks'] => {
  const rest = { ...clocks };
  for (const kind of kinds) delete rest[kind];
  return rest;
};

/** Folds one fact. The first fact of a case is `Received`; any other before it is a broken record. */
export const evolve = (state: CaseState | undefined, event: CaseEvent, meta: Meta): CaseState => {
  if (event.type === 'Received') return received(event, meta);
  if (state === undefined) throw new TypeError(`a case begins with Received, not with ${event.type}`);
  const after = evolveKnown(state, event, meta);
  return after.stage.name === state.stage.name ? after : { ...after, turn: state.turn + 1, lostExecutions: 0 };
};

const received = ({ type: _type, ...intake }: CaseEventOf<'Received'>, meta: Meta): CaseState => ({
  intake: { ...intake, receivedAt: meta.at },
  stage: { name: 'received' },
  clocks: {},
  round: 1,
  turn: 0,
  emergencyRuledOut: false,
  duplicatesDenied: [],
  merges: 0,
  supplements: [],
  reopened: 0,
  lostExecutions: 0,
  linkGeneration: 1,
  reveals: {},
  files: [],
});

type Known = Exclude<CaseEvent, { type: 'Received' }>;

const evolveKnown = (state: CaseState, event: Known, meta: Meta): CaseState => {
  switch (event.type) {
    case 'Supplemented':
      return { ...state, supplements: [...state.supplements, event.textId] };
    case 'Withdrawn':
      return ending(state, 'withdrawn');
    case 'HandedOver':
      return {
        ...state,
        stage: { name: 'handed-over', unit: event.unit, line: event.line, unacknowledged: 0 },
        clocks: withClocks({ ...state, clocks: {} }, event.clocks),
      };
    case 'HandoverAcknowledged':
      return ending(state, 'handed-over');
    case 'HandoverUnacknowledged':
      return {
        ...state,
        stage:
          state.stage.name === 'handed-over'
            ? { ...state.stage, unacknowledged: state.stage.unacknowledged + 1 }
            : state.stage,
        clocks: withClocks(state, event.clocks),
      };
    case 'EmergencyReturned':
      return { ...state, emergencyRuledOut: true, stage: { name: 'received' }, clocks: {} };
    case 'FoundOutOfScope':
      return { ...state, advice: { kind: 'scope-rule', id: event.ruleId } };
    case 'AnsweredDirectly':
      return {
        ...state,
        advice: event.byOperator ? { kind: 'operator' } : { kind: 'service-item', id: event.itemId },
      };
    case 'LeftUnsure':
      return {
        ...state,
        stage: { name: 'with-duty-desk', why: event.why, candidates: event.candidates },
        clocks: withClocks({ ...state, clocks: {} }, event.clocks),
      };
    case 'Classified':
      return {
        ...state,
        category: event.category,
        urgency: event.urgency,
        area: event.area ?? state.area,
        machineSaid: event.machineSaid ?? state.machineSaid,
        stage: { name: 'to-assign', forGood: false },
        clocks: withoutClocks(state.clocks, ['desk-classification']),
      };
    case 'DuplicateProposed':
      return { ...state, duplicateProposed: event.parentId };
    case 'DuplicateDenied':
      return { ...state, duplicateProposed: undefined, duplicatesDenied: [...state.duplicatesDenied, event.parentId] };
    case 'Merged':
      return {
        ...state,
        stage: { name: 'merged', parentId: event.parentId },
        clocks: {},
        handling: undefined,
        duplicateProposed: undefined,
        merges: state.merges + 1,
      };
    case 'Unmerged':
      return {
        ...state,
        stage: state.category === undefined ? { name: 'received' } : { name: 'to-assign', forGood: false },
        clocks: {},
        duplicatesDenied: [...state.duplicatesDenied, event.parentId],
      };
    case 'ParentReplied':
      return {
        ...state,
        stage: { name: 'awaiting-citizen', attempt: 1, replied: true },
        clocks: withClocks({ ...state, clocks: {} }, event.clocks),
      };
    case 'GrassrootsOverridden':
      return {
        ...state,
        stage: { name: 'to-assign', proposedUnit: event.unit, forGood: false, overridden: true },
        clocks: {},
      };
    case 'GrassrootsGuarded':
    case 'DeadlinesRecomputed':
    case 'DeskReminded':
      return 'clocks' in event ? { ...state, clocks: withClocks(state, event.clocks) } : state;
    case 'WorkflowStuck':
      return { ...state, stuck: { error: event.error } };
    case 'Retried':
      return { ...state, stuck: undefined, lostExecutions: 0 };
    case 'ExecutionLost':
      return { ...state, lostExecutions: state.lostExecutions + 1 };
    case 'Resumed':
      return state;
    case 'Ended':
      return ending(state, event.outcome);
    case 'Closed':
      return {
        ...state,
        stage: { name: 'closed', outcome: event.outcome, at: meta.at, burden: event.burden },
        clocks: {},
      };
    case 'Reopened':
      return reopened(state);
    case 'RevealAsked': {
      const { unit, textId, codeTextId } = event;
      return { ...state, reveals: { ...state.reveals, [unit]: { at: meta.at, textId, codeTextId } } };
    }
    case 'Revealed': {
      const { [event.unit]: _used, ...reveals } = state.reveals;
      return { ...state, reveals };
    }
    case 'ExclusionAsked': {
      const { unit, grounds, textId, clocks } = event;
      return { ...state, exclusion: { unit, grounds, textId, stands: 'asked' }, clocks: withClocks(state, clocks) };
    }
    case 'ExclusionGranted':
    case 'ExclusionRefused': {
      const stands = event.type === 'ExclusionGranted' ? 'granted' : 'refused';
      return { ...state, clocks: {}, ...(state.exclusion && { exclusion: { ...state.exclusion, stands } }) };
    }
    case 'FileAttached':
      return { ...state, files: [...state.files, { id: event.fileId, unit: event.unit, at: meta.at }] };
    case 'FileRemoved':
      return { ...state, files: state.files.filter(({ id }) => id !== event.fileId) };
    case 'FileRefused':
      return state;
    case 'LinksRevoked':
      return { ...state, linkGeneration: state.linkGeneration + 1 };
    default:
      return evolveHandling(state, event, meta);
  }
};

const ending = (state: CaseState, outcome: CaseOutcome): CaseState => ({
  ...state,
  stage: { name: 'ending', outcome },
  clocks: {},
  stuck: undefined,
  duplicateProposed: undefined,
});

/** A reopened case goes back to the unit that handled it, or through triage when none did. */
const reopened = (state: CaseState): CaseState => ({
  ...state,
  stage: state.handling === undefined ? { name: 'received' } : { name: 'to-rework' },
  reopened: state.reopened + 1,
  answer: undefined,
  exclusion: undefined,
});

type HandlingEvent = Exclude<
  Known,
  {
    type:
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

const evolveHandling = (state: CaseState, event: HandlingEvent, meta: Meta): CaseState => {
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

/** The clock of a supervision level. */
export const supervisionClock = (level: number): ClockKind =>
  level === 1 ? 'supervision-1' : level === 2 ? 'supervision-2' : 'supervision-3';
