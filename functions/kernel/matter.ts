// What a matter is to the kernel: an append-only list of commits, folded by its kind (DESIGN §2). The kernel knows
// tasks, waits and messages; what they mean belongs to the kind.
import type { Consequence, Find, MatterRef, Message, Routing, Task } from '#schemas/matter.ts';

/** Who did it. Ids only: a person's name never stands in a commit. */
export type Actor = { role: string; id?: string | undefined };

/** Where a workflow has to stand for this state: at a step, at a wait with its earliest clock, or nowhere. */
export type Standing =
  | { kind: 'step'; node: string }
  | { kind: 'wait'; node: string; until: string | undefined }
  | { kind: 'rest'; node: string };

/** How an execution leaves a wait: along the happy path, or by a named error that the ASL catches. */
export type Leave = { as: 'success' } | { as: 'failure'; error: string };

export type Rejection = { code: string; detail: string; possible?: readonly string[] };

export type Decision<Event> =
  | { outcome: 'decided'; events: readonly Event[] }
  | { outcome: 'rejected'; rejection: Rejection };

/** A ledger line: facts of one unit and week about this matter, written by SET so that a repeat changes nothing. */
export type LedgerLine = {
  unit: string;
  week: string;
  facts: Record<string, number | string | boolean>;
  /** The moment whose month it belongs to, when that is not the commit's. */
  at?: string;
};

export type Meta = { seq: number; at: string; occurredAt: string };

/** One kind of matter. `evolve` and everything derived from state are pure and total. */
export type MatterKind<State, Event, Policy> = {
  readonly name: string;
  /** Parses one stored event; throws when the record does not fit the schema of its version. */
  parse(event: unknown): Event;
  evolve(state: State | undefined, event: Event, meta: Meta): State;
  /** The open tasks: everything that waits for a person, and `SYSTEM` expiries. */
  tasks(state: State): readonly Task[];
  standing(state: State): Standing;
  leave(from: string, to: Standing): Leave;
  messages(event: Event, before: State | undefined, after: State, policy: Policy): readonly Message[];
  finds(event: Event, after: State): readonly Find[];
  ledger(event: Event, after: State, meta: Meta, policy: Policy): readonly LedgerLine[];
  /** Texts in `people` that this event refers to and that must now be kept, and until when. */
  texts(event: Event, meta: Meta, policy: Policy): readonly { textId: string; until?: string }[];
  /** Matters that follow this one are told when it returns true. */
  followed(event: Event): boolean;
  /** The matter this one now follows, if the event says so. */
  follows(event: Event): string | undefined;
};

/** The workflow side of a matter, folded from consequences by the kernel itself. */
export type Frame = {
  seq: number;
  at: string;
  /** Number of the last execution, and whether it is still under way. */
  execution: { n: number; running: boolean };
  wait?: { id: string; node: string; until: string } | undefined;
};

export type Loaded<State> = {
  ref: MatterRef;
  state: State | undefined;
  frame: Frame;
  /** cause → what that command answered, for commands that are repeated. */
  answers: ReadonlyMap<string, Routing | undefined>;
};

export const emptyFrame: Frame = { seq: 0, at: '1970-01-01T00:00:00.000Z', execution: { n: 0, running: false } };

/** Folds one consequence into the frame; those that do not concern the workflow leave it as it is. */
export const advanceFrame = (frame: Frame, consequence: Consequence): Frame => {
  switch (consequence.type) {
    case 'ExecutionStarted':
      return { ...frame, execution: { n: consequence.n, running: true } };
    case 'ExecutionEnded':
      return { ...frame, execution: { ...frame.execution, running: false } };
    case 'WaitOpened':
      return { ...frame, wait: { id: consequence.waitId, node: consequence.node, until: consequence.until } };
    case 'WaitSettled': {
      const { wait: _settled, ...rest } = frame;
      return frame.wait?.id === consequence.waitId ? rest : frame;
    }
    default:
      return frame;
  }
};
