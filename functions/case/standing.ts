// Where a case stands: its open tasks, the node of the workflow that waits for it, and the earliest of its clocks.
// All derived, so a new execution finds its place at any time (DESIGN §3).

import type { Leave, Standing } from '#kernel/matter.ts';
import type { ClockKind } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Task } from '#schemas/matter.ts';
import type { CaseState, Stage, StageName } from './case-state.ts';

/** Clocks that run at a stage; others keep their date and count again when the case comes back. */
const running: Record<StageName, readonly ClockKind[]> = {
  received: [],
  'handed-over': ['emergency-acknowledgement'],
  'with-duty-desk': ['desk-classification'],
  'to-assign': [],
  assigned: [
    'sign-for',
    'return-window',
    'reminder',
    'yellow-card',
    'red-card',
    'supervision-1',
    'supervision-2',
    'supervision-3',
  ],
  'in-progress': [
    'first-contact',
    'reminder',
    'yellow-card',
    'red-card',
    'supervision-1',
    'supervision-2',
    'supervision-3',
    'time-decision',
    'progress-report',
  ],
  'return-in-review': ['return-review'],
  'reply-in-review': ['reply-review'],
  'awaiting-citizen': ['callback-attempt', 'callback-give-up'],
  'to-rework': [],
  'awaiting-ruling': ['ruling'],
  merged: [],
  ending: [],
  closed: [],
};

/** The clocks that run now, earliest first. */
export const runningClocks = (state: CaseState) =>
  running[state.stage.name]
    .flatMap((kind) => state.clocks[kind] ?? [])
    .sort((one, other) => (one.dueAt < other.dueAt ? -1 : one.dueAt > other.dueAt ? 1 : 0));

const nodes: Record<StageName, { kind: 'step' | 'wait' | 'rest'; node: string }> = {
  received: { kind: 'step', node: 'triage' },
  'handed-over': { kind: 'wait', node: 'emergency' },
  'with-duty-desk': { kind: 'wait', node: 'desk' },
  'to-assign': { kind: 'step', node: 'assign' },
  assigned: { kind: 'wait', node: 'sign-for' },
  'in-progress': { kind: 'wait', node: 'reply' },
  'return-in-review': { kind: 'wait', node: 'return-review' },
  'reply-in-review': { kind: 'wait', node: 'reply-review' },
  'awaiting-citizen': { kind: 'wait', node: 'citizen' },
  'to-rework': { kind: 'step', node: 'rework' },
  'awaiting-ruling': { kind: 'wait', node: 'ruling' },
  merged: { kind: 'rest', node: 'rest' },
  ending: { kind: 'step', node: 'close' },
  closed: { kind: 'rest', node: 'rest' },
};

export const standingOf = (state: CaseState): Standing => {
  if (state.stuck !== undefined) return { kind: 'rest', node: 'rest' };
  const { kind, node } = nodes[state.stage.name];
  if (kind !== 'wait') return { kind, node };
  return { kind, node, until: runningClocks(state)[0]?.dueAt };
};

const successes = new Set([
  'sign-for>reply',
  'reply>citizen',
  'reply-review>citizen',
  'citizen>close',
  'desk>assign',
  'return-review>assign',
  'emergency>close',
]);

/** How the workflow leaves a wait: the happy path by `Next`, anything else by a named error (DESIGN §3). */
export const leaveWait = (from: string, to: Standing): Leave => {
  if (successes.has(`${from}>${to.node}`) || from === 'ruling') return { as: 'success' };
  if (to.node === 'return-review') return { as: 'failure', error: 'Returned' };
  if (from === 'reply-review' && to.node === 'reply') return { as: 'failure', error: 'SentBack' };
  if (to.node === 'rework') return { as: 'failure', error: 'Dissatisfied' };
  return { as: 'failure', error: 'Rerouted' };
};

/** Open tasks of a case. Everything that waits for a person is one (DESIGN §2). */
export const tasksOf =
  (pack: Pick<CityPack, 'city'>) =>
  (state: CaseState): readonly Task[] => {
    const { dutyDesk, supervisingOffice } = pack.city.roles;
    if (state.stage.name === 'closed')
      return state.exclusion?.stands === 'asked'
        ? [task(state, 'exclusion', supervisingOffice, 'supervisor', 'exclusion-decision')]
        : [];
    const desk = (kind: string, clock: ClockKind, owner = dutyDesk) => [
      task(state, kind, owner, kind === 'rule' ? 'supervisor' : 'desk', clock),
    ];
    const aside: Task[] = [
      ...(state.stuck === undefined ? [] : desk('stuck', 'desk-classification')),
      ...(state.duplicateProposed === undefined ? [] : desk('duplicate', 'desk-classification')),
      ...(state.handling?.phoneAsked === true ? desk('phone', 'return-window') : []),
      ...(state.handling?.timeAsked === undefined || state.stage.name !== 'in-progress'
        ? []
        : desk('time', 'time-decision', deciderOf(state, dutyDesk, supervisingOffice))),
    ];
    return [...stageTasks(state, state.stage, desk, supervisingOffice), ...aside];
  };

/** Long-term cases are granted by the supervising office; nobody decides on time for itself. */
const deciderOf = (state: CaseState, dutyDesk: string, supervisingOffice: string): string =>
  state.handling?.timeAsked?.kind === 'long-term' || state.handling?.lead === dutyDesk ? supervisingOffice : dutyDesk;

const stageTasks = (
  state: CaseState,
  stage: Stage,
  desk: (kind: string, clock: ClockKind, owner?: string) => Task[],
  supervisingOffice: string,
): Task[] => {
  switch (stage.name) {
    case 'handed-over':
      return [
        task(state, 'emergency', stage.unit, 'emergency-line', 'emergency-acknowledgement'),
        ...(stage.unacknowledged > 0 ? desk('emergency-desk', 'emergency-acknowledgement') : []),
      ];
    case 'with-duty-desk':
      return desk('classify', 'desk-classification');
    case 'assigned':
      return departmentTasks(state, 'sign-for');
    case 'in-progress':
      return departmentTasks(state, 'reply');
    case 'return-in-review':
      return desk('return', 'return-review');
    case 'reply-in-review':
      return desk('review', 'reply-review');
    case 'awaiting-ruling':
      return desk('rule', 'ruling', supervisingOffice);
    case 'awaiting-citizen':
      return [task(state, 'citizen', 'CITIZEN', 'citizen', 'callback-give-up')];
    case 'merged':
    case 'received':
    case 'to-assign':
    case 'to-rework':
    case 'ending':
    case 'closed':
      return [];
    default:
      return stage satisfies never;
  }
};

/** Of the task that a unit has, or had, in this hop and round. */
export const departmentTaskId = (
  { round }: CaseState,
  { lead, hop }: NonNullable<CaseState['handling']>,
  unit: string,
): string => (unit === lead ? `lead-${hop}-${round}` : `assist-${hop}-${round}-${unit}`);

const departmentTasks = (state: CaseState, clock: 'sign-for' | 'reply'): Task[] => {
  const { handling } = state;
  if (handling === undefined) return [];
  const due = clock === 'sign-for' && state.clocks['sign-for'] === undefined ? 'reply' : clock;
  const lead = {
    ...task(state, 'lead', handling.lead, 'lead', due),
    id: departmentTaskId(state, handling, handling.lead),
  };
  const assisting = handling.assisting
    .filter((one) => !one.replied)
    .map((one) => ({
      ...task(state, 'assist', one.unit, 'assisting', 'reply'),
      id: departmentTaskId(state, handling, one.unit),
    }));
  return [lead, ...assisting];
};

/** A task under `clock`. Its id counts what can come again, so that a link to an old task never opens a new one. */
const task = (state: CaseState, kind: string, owner: string, role: string, clock: ClockKind): Task => {
  const set = state.clocks[clock];
  const dueAt = set?.dueAt ?? state.intake.receivedAt;
  return {
    id: taskId(state, kind),
    kind,
    owner,
    role,
    dueAt,
    ...(set?.provisional === undefined ? {} : { provisional: true }),
    shown: { number: state.intake.number, topic: state.category, level: state.urgency },
  };
};

const taskId = (state: CaseState, kind: string): string => {
  if (kind === 'duplicate') return `duplicate-${state.duplicateProposed}`;
  if (kind === 'time') return `time-${state.handling?.hop}-${state.round}-${state.handling?.timesAsked}`;
  if (kind === 'phone') return `phone-${state.handling?.hop}`;
  return `${kind}-${state.turn}`;
};
