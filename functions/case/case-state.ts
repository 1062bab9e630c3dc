// The state of a hotline case: where it stands, who has it, what is on record of it (DESIGN §3; the life of a case: DOMAIN §3).
import type { CallbackAnswer, CaseEventOf, CaseOutcome, ClockKind, ClockSet } from '#schemas/case-events.ts';
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

/** The case is over but for its closing. */
export const ending = (state: CaseState, outcome: CaseOutcome): CaseState => ({
  ...state,
  stage: { name: 'ending', outcome },
  clocks: {},
  stuck: undefined,
  duplicateProposed: undefined,
});
