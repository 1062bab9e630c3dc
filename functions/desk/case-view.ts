// All that the page of a case shows, put together from the record and from people's data, for one reader: what they may
// do stands with each task, and nothing else is offered.

import { evolve } from '#functions/case/case.ts';
import { parseCaseEvent } from '#functions/case/case-kind.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { policyOf } from '#functions/case/city-policy.ts';
import { whyNotExcludable } from '#functions/case/decide-exclusion.ts';
import { runningClocks, tasksOf } from '#functions/case/standing.ts';
import { type CaseStatus, statusOf } from '#functions/case/status.ts';
import { inWords } from '#functions/pages/format.ts';
import { maskRequest } from '#functions/people/mask-request.ts';
import type { PeopleOfCase } from '#functions/people/words-of-case.ts';
import { fieldsOf } from '#functions/task/describe-task.ts';
import { actionsAt } from '#functions/task/task-actions.ts';
import { advanceFrame, emptyFrame } from '#kernel/matter.ts';
import type { Commit, MatterRef, Task } from '#schemas/matter.ts';
import type { Field, TaskActionName } from '#schemas/tasks.ts';
import { can } from './can.ts';
import { type Visit, visitsOf } from './case-path.ts';
import type { CaseRecord } from './case-record.ts';
import type { Reader } from './desk-route.ts';
import { type Hop, hopsOf } from './hops.ts';
import { onCase, onTask } from './parties.ts';
import { type PolicyLine, policyLineOf } from './policy-line.ts';
import { type Entry, type ParsedCommit, timelineOf } from './timeline.ts';
import { wordsOf } from './words.ts';

export const offeredActs = [
  'merge',
  'unmerge',
  'reopen',
  'elevate',
  'override',
  'retry',
  'revoke-links',
  'ask-exclusion',
] as const;
export type OfferedAct = (typeof offeredActs)[number];

export type TaskView = Task & { actions: { action: TaskActionName; fields: Field[] }[] };
export type DeadlineView = { kind: string; dueAt: string; provisional: boolean; policy: PolicyLine };
export type RequestView = { title?: string; text: string; supplements: string[] };

export type CaseView = {
  caseId: string;
  status: CaseStatus;
  state: CaseState;
  request: RequestView | undefined;
  reply: { text: string; legalBasis?: string | undefined; at: string } | undefined;
  tasks: TaskView[];
  acts: OfferedAct[];
  path: Visit[];
  deadlines: DeadlineView[];
  hops: Hop[];
  timeline: Entry[];
  /** Words by their id, masked. */
  said(textId: string): { text: string; legalBasis?: string | undefined } | undefined;
  execution: string | undefined;
};

type Sources = { ref: MatterRef; record: CaseRecord; people: PeopleOfCase; machineArn: string };

/** Undefined when there is no such case, or when it is not this reader's to see. */
export const caseViewOf = ({ ref, record, people, machineArn }: Sources, reader: Reader): CaseView | undefined => {
  const { pack, locale, session } = reader;
  const commits = record.commits.map(parsed);
  const state = stateAfter(commits);
  if (state === undefined || !can(session.person, 'see', onCase(state, pack), pack.city.roles)) return undefined;
  const frame = commits.flatMap((commit) => commit.consequences).reduce(advanceFrame, emptyFrame);
  const mask = maskRequest(people.request ?? {});
  const said = (textId: string) => {
    const words = people.words.get(textId);
    return words === undefined ? undefined : { text: mask(words.text), legalBasis: words.legalBasis };
  };
  const when = (at: string): string => inWords(at, pack.city.timeZone, locale, 'short');
  const telling = {
    words: wordsOf(pack, locale),
    pack,
    locale,
    when,
    said,
    officer: (id: string) => people.officers.get(id),
  };
  const reply = state.handling?.reply;
  const replied = reply === undefined ? undefined : said(reply.textId);
  return {
    caseId: ref.id,
    status: statusOf(state),
    state,
    request: requestView(state, people, mask, said),
    reply: reply === undefined || replied === undefined ? undefined : { ...replied, at: reply.at },
    tasks: tasksOf(pack)(state).map((task) => taskView(task, state, reader)),
    acts: actsOn(state, reader),
    path: visitsOf(commits),
    deadlines: deadlinesOf(state, reader),
    hops: hopsOf(commits),
    timeline: timelineOf(commits, record.deliveries, telling),
    said,
    execution: executionArn(machineArn, ref, frame.execution.n),
  };
};

const parsed = (commit: Commit): ParsedCommit => ({ ...commit, events: commit.events.map(parseCaseEvent) });

const stateAfter = (commits: readonly ParsedCommit[]): CaseState | undefined => {
  let state: CaseState | undefined;
  for (const commit of commits) for (const event of commit.events) state = evolve(state, event, commit);
  return state;
};

const requestView = (
  state: CaseState,
  { request }: PeopleOfCase,
  mask: (text: string) => string,
  said: CaseView['said'],
): RequestView | undefined =>
  request === undefined
    ? undefined
    : {
        ...(request.title === undefined ? {} : { title: mask(request.title) }),
        text: mask(request.text),
        supplements: state.supplements.flatMap((textId) => said(textId)?.text ?? []),
      };

const taskView = (task: Task, state: CaseState, { session, pack, locale, now }: Reader): TaskView => {
  const on = onTask(task, state, pack);
  const possible = actionsAt(task, state, now, policyOf(pack));
  const actions = possible.filter((action) => can(session.person, action, on, pack.city.roles));
  return {
    ...task,
    actions: actions.map((action) => ({ action, fields: fieldsOf(action, task.kind, state, pack, locale) })),
  };
};

/** Acts without a task that this reader may do, and that make sense as the case stands. */
const actsOn = (state: CaseState, { session, pack, now }: Reader): OfferedAct[] => {
  const stage = state.stage.name;
  const isOver = stage === 'closed' || stage === 'ending';
  const isHandled = !isOver && state.category !== undefined && stage !== 'merged' && stage !== 'handed-over';
  const sensible: Record<OfferedAct, boolean> = {
    merge: !isOver && stage !== 'merged',
    unmerge: stage === 'merged',
    reopen: stage === 'closed',
    elevate: isHandled,
    override: isHandled,
    retry: state.stuck !== undefined,
    'revoke-links': !isOver,
    'ask-exclusion': whyNotExcludable(state, now, policyOf(pack)) === undefined,
  };
  const on = onCase(state, pack);
  return offeredActs.filter((act) => sensible[act] && can(session.person, act, on, pack.city.roles));
};

/** Clocks that run, and the reply's own deadline while a department has the case. */
const deadlinesOf = (state: CaseState, { pack }: Reader): DeadlineView[] => {
  const { reply } = state.clocks;
  const isWaiting = state.stage.name === 'assigned' || state.stage.name === 'in-progress';
  const all = [...runningClocks(state), ...(reply !== undefined && isWaiting ? [reply] : [])];
  return all
    .sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1))
    .map(({ kind, dueAt, provisional }) => ({
      kind,
      dueAt,
      provisional: provisional !== undefined,
      policy: policyLineOf(kind, state, pack),
    }));
};

const executionArn = (machineArn: string, ref: MatterRef, n: number): string | undefined =>
  n === 0 ? undefined : `${machineArn.replace(':stateMachine:', ':execution:')}:${ref.id}-${n}`;
