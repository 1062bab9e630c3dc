// Load, decide, save: how every command on every kind of matter is carried out (DESIGN §2). A cause that was already
// folded answers as it did then; a lost race reloads and decides again.
import type { Commit, MatterRef, Routing } from '#schemas/matter.ts';
import { type Caller, deriveConsequences } from './consequences.ts';
import { ContentionError } from './errors.ts';
import {
  type Actor,
  advanceFrame,
  type Decision,
  emptyFrame,
  type Frame,
  type Loaded,
  type MatterKind,
  type Rejection,
} from './matter.ts';
import type { MatterStore } from './matter-store.ts';

export type Command<State, Event, Policy> = {
  ref: MatterRef;
  /** Identifies this command for ever: the same cause twice is one command (DESIGN §2, idempotency). */
  cause: string;
  actor: Actor;
  /** When the person acted, ISO instant. */
  occurredAt: string;
  caller: Caller;
  decide(state: State | undefined, context: Context<Policy>): Decision<Event>;
};

/** What a decider may know besides the state. `now` is the commit's `at`: never before the one before. */
export type Context<Policy> = { policy: Policy; now: string; occurredAt: string; seq: number; frame: Frame };

export type Carried<State> =
  | { outcome: 'saved' | 'repeated' | 'unchanged'; state: State | undefined; answer: Routing | undefined; seq: number }
  | { outcome: 'rejected'; rejection: Rejection; state: State | undefined };

export type Desk<Policy> = { store: MatterStore; policy: Policy; packHash: string };

const attempts = 5;

/** Folds commits into state and frame. */
export const fold = <State, Event, Policy>(
  kind: MatterKind<State, Event, Policy>,
  ref: MatterRef,
  commits: readonly Commit[],
): Loaded<State> => {
  let state: State | undefined;
  let frame: Frame = emptyFrame;
  const answers = new Map<string, Routing | undefined>();
  for (const commit of commits) {
    const meta = { seq: commit.seq, at: commit.at, occurredAt: commit.occurredAt };
    for (const event of commit.events) state = kind.evolve(state, kind.parse(event), meta);
    frame = commit.consequences.reduce(advanceFrame, { ...frame, seq: commit.seq, at: commit.at });
    answers.set(commit.cause, commit.answer);
  }
  return { ref, state, frame, answers };
};

/**
 * Carries out one command. Events empty means that nothing had to change. What the caller has `already` loaded is
 * decided on first, and read again only when somebody else wrote meanwhile.
 * @throws ContentionError after five lost races; ThrottledError when the table is busy.
 */
export const carryOut = async <State, Event, Policy>(
  desk: Desk<Policy>,
  kind: MatterKind<State, Event, Policy>,
  command: Command<State, Event, Policy>,
  already?: Loaded<State>,
): Promise<Carried<State>> => {
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const known = attempt === 1 ? already : undefined;
    const loaded = known ?? fold(kind, command.ref, await desk.store.loadCommits(command.ref));
    const carried = await tryOnce(desk, kind, command, loaded);
    if (carried !== 'lost') return carried;
  }
  throw new ContentionError(`${command.ref.kind} ${command.ref.id}: somebody else wrote first, ${attempts} times`);
};

const later = (one: string, other: string): string => (one > other ? one : other);

/** One try on what was loaded; `lost` when the next number was taken meanwhile. */
export const tryOnce = async <State, Event, Policy>(
  desk: Desk<Policy>,
  kind: MatterKind<State, Event, Policy>,
  command: Command<State, Event, Policy>,
  loaded: Loaded<State>,
): Promise<Carried<State> | 'lost'> => {
  const { state, frame, answers } = loaded;
  if (answers.has(command.cause)) {
    return { outcome: 'repeated', state, answer: answers.get(command.cause), seq: frame.seq };
  }
  const at = later(command.occurredAt, frame.at);
  const meta = { seq: frame.seq + 1, at, occurredAt: command.occurredAt };
  const decision = command.decide(state, {
    policy: desk.policy,
    now: at,
    occurredAt: command.occurredAt,
    seq: meta.seq,
    frame,
  });
  if (decision.outcome === 'rejected') return { outcome: 'rejected', rejection: decision.rejection, state };
  const { events } = decision;
  if (events.length === 0) return { outcome: 'unchanged', state, answer: undefined, seq: frame.seq };

  const { policy } = desk;
  const derived = deriveConsequences({ kind, policy, before: state, frame, events, meta, caller: command.caller });
  const commit: Commit = {
    version: 1,
    matter: command.ref,
    seq: meta.seq,
    events: [...events],
    consequences: derived.consequences,
    occurredAt: command.occurredAt,
    at,
    actor: command.actor,
    cause: command.cause,
    ...(derived.answer === undefined ? {} : { answer: derived.answer }),
    pack: desk.packHash,
  };
  const follows = events.map((event) => kind.follows(event)).find((parent) => parent !== undefined);
  if ((await desk.store.addCommit(commit, follows)) === 'lost') return 'lost';
  return { outcome: 'saved', state: derived.after, answer: derived.answer, seq: meta.seq };
};
