// Derives what follows from a commit by comparing the state before and after it: tasks, the wait of the workflow,
// messages, finds, ledger lines. Deciders decide facts only; nothing can be forgotten here (DESIGN §2, §3).
import type { Consequence, Routing, Task } from '#schemas/matter.ts';
import type { Frame, LedgerLine, MatterKind, Meta, Standing } from './matter.ts';

/**
 * Whose command it is: a step of the running execution; somebody outside; `nudge`, the sweep that moves what did not
 * move by itself; `lost`, the notice that an execution has died.
 */
export type Caller = 'workflow' | 'outside' | 'nudge' | 'lost';

export type Derived = { consequences: Consequence[]; answer: Routing | undefined };

/**
 * All consequences of `events`, and the routing that a workflow step gets as its answer.
 * `caller` is `workflow` when the command comes from a step of the running execution, which then needs no signal.
 */
export const deriveConsequences = <State, Event, Policy>(options: {
  kind: MatterKind<State, Event, Policy>;
  policy: Policy;
  before: State | undefined;
  frame: Frame;
  events: readonly Event[];
  meta: Meta;
  caller: Caller;
}): Derived & { after: State | undefined } => {
  const { kind, before, events, meta } = options;
  const told: Consequence[] = [];
  let state = before;
  for (const event of events) {
    const previous = state;
    state = kind.evolve(previous, event, meta);
    told.push(...consequencesOfEvent(options, event, previous, state, told));
  }
  if (state === undefined) return { consequences: told, answer: undefined, after: state };
  const tasks = changedTasks(before === undefined ? [] : kind.tasks(before), kind.tasks(state));
  const moved = moveWorkflow(options.frame, kind.standing(state), kind, meta, options.caller);
  return { consequences: [...tasks, ...told, ...moved.consequences], answer: moved.answer, after: state };
};

const consequencesOfEvent = <State, Event, Policy>(
  { kind, policy, meta }: Parameters<typeof deriveConsequences<State, Event, Policy>>[0],
  event: Event,
  before: State | undefined,
  after: State,
  told: readonly Consequence[],
): Consequence[] => {
  const count = told.filter((one) => one.type === 'MessageRequested').length;
  return [
    ...kind.texts(event, meta, policy).map((text): Consequence => ({ type: 'TextKept', ...text })),
    ...kind.finds(event, after).map((find): Consequence => ({ type: 'FindAdded', find })),
    ...kind.messages(event, before, after, policy).map((message, index): Consequence => {
      return { type: 'MessageRequested', key: `${meta.seq}.${count + index}`, message };
    }),
    ...kind.ledger(event, after, meta, policy).map((line: LedgerLine): Consequence => {
      return { type: 'LedgerChanged', ...line };
    }),
    ...(kind.followed(event) ? [{ type: 'FollowersTold' } as const] : []),
  ];
};

/** What opened, moved and closed between two sets of open tasks. */
export const changedTasks = (before: readonly Task[], after: readonly Task[]): Consequence[] => {
  const old = new Map(before.map((task) => [task.id, task]));
  const now = new Set(after.map((task) => task.id));
  const opened = after.flatMap((task): Consequence[] => {
    const earlier = old.get(task.id);
    if (earlier === undefined) return [{ type: 'TaskOpened', task }];
    return sameTask(earlier, task) ? [] : [{ type: 'TaskMoved', task }];
  });
  const closed = before.filter((task) => !now.has(task.id));
  return [...opened, ...closed.map((task): Consequence => ({ type: 'TaskClosed', taskId: task.id }))];
};

const sameTask = (one: Task, other: Task): boolean =>
  one.dueAt === other.dueAt &&
  one.owner === other.owner &&
  one.role === other.role &&
  one.kind === other.kind &&
  one.provisional === other.provisional;

/**
 * Brings the workflow to where the matter now stands. A wait is left alone while the matter stays at its node and its
 * clock did not move earlier: a timer that fires too early finds nothing due and waits again.
 */
const moveWorkflow = <State, Event, Policy>(
  frame: Frame,
  standing: Standing,
  kind: MatterKind<State, Event, Policy>,
  meta: Meta,
  caller: Caller,
): Derived => {
  if (caller === 'workflow') return moveFromStep(frame, standing, meta);
  if (caller === 'lost') return replaceExecution(frame, standing);
  const waiting = frame.wait;
  if (waiting !== undefined) {
    if (caller === 'outside' && staysAt(waiting, standing)) return unmoved;
    return { consequences: signalWait(waiting, standing, kind, meta), answer: undefined };
  }
  // A step under way finds where the matter stands when it commits.
  if (frame.execution.running || standing.kind === 'rest') return unmoved;
  return { consequences: [startNext(frame)], answer: undefined };
};

const unmoved: Derived = { consequences: [], answer: undefined };

const startNext = (frame: Frame): Consequence => ({ type: 'ExecutionStarted', n: frame.execution.n + 1 });

/** The workflow itself asks: it left its wait, if there was one, and is told where to go. */
const moveFromStep = (frame: Frame, standing: Standing, meta: Meta): Derived => {
  const left: Consequence[] = frame.wait === undefined ? [] : [{ type: 'WaitSettled', waitId: frame.wait.id }];
  const opened = openWait(standing, meta);
  const ended: Consequence[] = standing.kind === 'rest' ? [{ type: 'ExecutionEnded' }] : [];
  return { consequences: [...left, ...opened.consequences, ...ended], answer: opened.routing };
};

/** An execution has died: the next one starts at the first state and finds where the matter stands. */
const replaceExecution = (frame: Frame, standing: Standing): Derived => {
  const left: Consequence[] = frame.wait === undefined ? [] : [{ type: 'WaitSettled', waitId: frame.wait.id }];
  const next: Consequence[] = standing.kind === 'rest' ? [] : [startNext(frame)];
  return { consequences: [...left, { type: 'ExecutionEnded' }, ...next], answer: undefined };
};

/** Settles the open wait, carrying where to go and the wait that is opened there. */
const signalWait = <State, Event, Policy>(
  waiting: NonNullable<Frame['wait']>,
  standing: Standing,
  kind: MatterKind<State, Event, Policy>,
  meta: Meta,
): Consequence[] => {
  const opened = openWait(standing, meta);
  const answer = { ...kind.leave(waiting.node, standing), routing: opened.routing };
  const ended: Consequence[] = standing.kind === 'rest' ? [{ type: 'ExecutionEnded' }] : [];
  return [{ type: 'WaitSettled', waitId: waiting.id, answer }, ...opened.consequences, ...ended];
};

const staysAt = (waiting: NonNullable<Frame['wait']>, standing: Standing): boolean =>
  standing.kind === 'wait' &&
  standing.node === waiting.node &&
  (standing.until === undefined || standing.until >= waiting.until);

/** A matter without any clock is looked at again after a week: no wait is for ever, and none is a busy loop. */
const lookAgainMs = 7 * 86_400_000;

const openWait = (standing: Standing, meta: Meta): { consequences: Consequence[]; routing: Routing } => {
  if (standing.kind !== 'wait') return { consequences: [], routing: { go: standing.node, after: meta.seq } };
  const waitId = `w${meta.seq}`;
  const until = standing.until ?? new Date(Date.parse(meta.at) + lookAgainMs).toISOString();
  const timeoutSeconds = secondsUntil(until, meta.at);
  return {
    consequences: [{ type: 'WaitOpened', waitId, node: standing.node, until }],
    routing: { go: standing.node, after: meta.seq, waitId, timeoutSeconds },
  };
};

/** Never early: rounded up, one second added, at least one (DESIGN §3). */
export const secondsUntil = (until: string, at: string): number =>
  Math.max(1, Math.ceil((Date.parse(until) - Date.parse(at)) / 1000) + 1);
