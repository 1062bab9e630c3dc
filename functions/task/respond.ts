// A signed link (DESIGN §4): GET shows, POST acts. A GET never changes anything, and a POST needs a choice that no
// scanner makes. JSON for machines, a plain page for people.

import type { CaseState } from '#functions/case/case.ts';
import { type CaseDesk, caseDesk } from '#functions/case/case-desk.ts';
import type { Decide } from '#functions/case/deciding.ts';
import { tasksOf } from '#functions/case/standing.ts';
import { statusOf } from '#functions/case/status.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { problemPage } from '#functions/pages/problem-page.ts';
import { donePage, taskPage } from '#functions/pages/task-page.ts';
import { type PeopleStore, peopleStore } from '#functions/people/people-store.ts';
import { textIdOf } from '#functions/people/text-id.ts';
import { fold } from '#kernel/carry-out.ts';
import {
  defineRoute,
  html,
  json,
  type RouteRequest,
  type RouteResponse,
  readFields,
  wantsJson,
} from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { sha256 } from '#kernel/keyed-hash.ts';
import { log } from '#kernel/log.ts';
import type { Loaded } from '#kernel/matter.ts';
import { isProblemKind, ProblemError, problem, problemResponse, zodProblems } from '#kernel/problems.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Commit, Task } from '#schemas/matter.ts';
import { type TaskAction, TaskActionSchema, type TaskOutcome } from '#schemas/tasks.ts';
import { describeTask } from './describe-task.ts';
import { countTry, findLink, type Link } from './link.ts';
import { actionsOf, perform } from './task-actions.ts';

type Opened = {
  desk: CaseDesk;
  people: PeopleStore;
  link: Link;
  state: CaseState;
  loaded: Loaded<CaseState>;
  commits: Commit[];
  /** The open task of the link, or undefined when it is closed. */
  task: Task | undefined;
};

/** Unknown links tried from one address in an hour before the door stays shut. */
const mostTries = 60;

export const handler = defineRoute('task link', ['GET', 'POST'], async (request) => {
  const desk = await caseDesk();
  const locale = localeOf(request, desk.policy.pack);
  try {
    const opened = await open(request, desk);
    return request.method === 'GET' ? await show(request, opened) : await act(request, opened);
  } catch (fault) {
    if (!(fault instanceof ProblemError) || wantsJson(request)) throw fault;
    return {
      ...problemResponse(fault.problem),
      ...html(fault.problem.status, problemPage(fault.problem, desk.policy.pack, locale)),
    };
  }
});

const open = async (request: RouteRequest, desk: CaseDesk): Promise<Opened> => {
  const { MATTERS_TABLE, PEOPLE_TABLE } = readEnvironment(['MATTERS_TABLE', 'PEOPLE_TABLE']);
  const token = request.parameters['token'] ?? '';
  const link = /^[0-9A-Za-z]{15,22}$/.test(token) ? await findLink(dynamo(), MATTERS_TABLE, token) : undefined;
  if (link === undefined) throw await unknownLink(request, MATTERS_TABLE);
  if (link.expiresAt < request.occurredAt)
    throw new ProblemError(problem('link-expired', 'this link is no longer valid; a reminder brings a new one'));
  const commits = await desk.desk.store.loadCommits(link.matter);
  const loaded = fold(desk.kind, link.matter, commits);
  const { state } = loaded;
  if (state === undefined) throw new ProblemError(problem('link-unknown', 'there is no such link'));
  const task = tasksOf(desk.policy.pack)(state).find((one) => one.id === link.taskId);
  return { desk, people: peopleStore(dynamo(), PEOPLE_TABLE), link, state, loaded, commits, task };
};

/** Guessing is throttled by address (DESIGN §4). */
const unknownLink = async (request: RouteRequest, table: string): Promise<ProblemError> => {
  const tries = await countTry(dynamo(), table, `link/${request.sourceIp}`, request.occurredAt);
  return tries > mostTries
    ? new ProblemError(problem('too-many-tries', 'too many unknown links from this address; try again in an hour'))
    : new ProblemError(problem('link-unknown', 'there is no such link'));
};

const show = async (request: RouteRequest, opened: Opened): Promise<RouteResponse> => {
  const description = await describe(request, opened);
  if (wantsJson(request)) return json(200, description);
  const { pack } = opened.desk.policy;
  // The form's nonce is new at every showing: sending the same form twice is one act, two showings are two.
  const nonce = sha256(`${request.requestId}${opened.link.taskId}`).slice(0, 24);
  return html(200, taskPage(description, pack, localeOf(request, pack), nonce));
};

const describe = (request: RouteRequest, { desk, people, link, state, commits, task }: Opened) => {
  const { pack } = desk.policy;
  const known = task ?? closedTask(link, commits);
  return describeTask(
    { caseId: link.matter.id, task: known, open: task !== undefined, state, commits },
    people,
    pack,
    localeOf(request, pack),
  );
};

/** A closed task as it was opened. */
const closedTask = (link: Link, commits: readonly Commit[]): Pick<Task, 'id' | 'kind' | 'role' | 'owner'> => {
  for (const commit of commits) {
    for (const one of commit.consequences)
      if (one.type === 'TaskOpened' && one.task.id === link.taskId) return one.task;
  }
  return { id: link.taskId, kind: 'closed', role: 'closed', owner: '' };
};

const act = async (request: RouteRequest, opened: Opened): Promise<RouteResponse> => {
  const { nonce, action } = parseAction(readFields(request));
  const { desk, link, state, people } = opened;
  const { pack } = desk.policy;
  const cause = `link/${link.taskId}/${request.headers['idempotency-key'] ?? nonce ?? request.requestId}`;
  // A repeat is answered as the first time, whatever is possible by now.
  if (opened.commits.some((commit) => commit.cause === cause))
    return answer(request, opened, action, state, 'repeated');
  if (opened.task === undefined) throw await alreadyDone(request, opened);
  const { task } = opened;
  const possible = actionsOf(task, state);
  if (!possible.includes(action.action)) {
    throw new ProblemError(
      problem('action-not-possible', `${action.action} is not possible on this task now`, { possible }),
    );
  }
  const textId = textIdOf(`${link.matter.id}/${cause}`);
  const { decide, words } = perform(action, { task, state, pack, textId });
  if (words !== undefined)
    await people.keepWords(
      link.matter.id,
      textId,
      { ...words, by: task.owner, at: request.occurredAt },
      request.occurredAt,
    );
  const command = {
    caseId: link.matter.id,
    cause,
    actor: { role: task.role, id: task.owner },
    occurredAt: request.occurredAt,
    caller: 'outside',
    decide: whileOpen(desk, task, decide),
  } as const;
  const carried = await desk.carry(command, opened.loaded);
  if (carried.outcome === 'rejected') {
    const kind = isProblemKind(carried.rejection.code) ? carried.rejection.code : 'action-not-possible';
    throw new ProblemError(
      problem(kind, carried.rejection.detail, { possible: carried.rejection.possible ?? possible }),
    );
  }
  log.info('task acted on', {
    matter: link.matter.id,
    task: task.kind,
    action: action.action,
    outcome: carried.outcome,
  });
  return answer(request, opened, action, carried.state ?? state, carried.outcome === 'repeated' ? 'repeated' : 'done');
};

const gone = { code: 'task-already-done', detail: 'somebody else has closed this task meanwhile' };

/** Somebody else may have closed the task since it was shown: then nothing is decided any more. */
const whileOpen =
  (desk: CaseDesk, task: Task, decide: Decide): Decide =>
  (state, context) => {
    const open = state !== undefined && tasksOf(desk.policy.pack)(state).some((one) => one.id === task.id);
    return open ? decide(state, context) : { outcome: 'rejected', rejection: gone };
  };

const answer = (
  request: RouteRequest,
  { desk, link }: Opened,
  action: TaskAction,
  state: CaseState,
  outcome: TaskOutcome['outcome'],
): RouteResponse => {
  const task = tasksOf(desk.policy.pack)(state).find((one) => one.id === link.taskId);
  const body: TaskOutcome = {
    caseId: link.matter.id,
    action: action.action,
    outcome,
    task: { id: link.taskId, state: task === undefined ? 'closed' : 'open' },
    case: { number: state.intake.number, status: statusOf(state) },
    next: task === undefined ? [] : actionsOf(task, state),
  };
  if (wantsJson(request)) return json(200, body);
  const { pack } = desk.policy;
  return html(200, donePage(body, pack, localeOf(request, pack)));
};

/** 409 that shows who did it and when (DESIGN §4). */
const alreadyDone = async (request: RouteRequest, opened: Opened): Promise<ProblemError> => {
  const { done } = await describe(request, opened);
  const who = done === undefined ? '' : `: ${done.what} by ${done.by} at ${done.at}`;
  return new ProblemError(problem('task-already-done', `this task is done already${who}`, { possible: [] }));
};

const parseAction = (fields: unknown): { nonce: string | undefined; action: TaskAction } => {
  const record = typeof fields === 'object' && fields !== null ? Object.fromEntries(Object.entries(fields)) : {};
  const { nonce, ...rest } = record;
  const parsed = TaskActionSchema.safeParse(rest);
  if (!parsed.success) {
    throw new ProblemError(
      problem('invalid-fields', 'the action or its fields are missing or wrong; nothing was changed', {
        errors: zodProblems(parsed.error),
      }),
    );
  }
  return { nonce: typeof nonce === 'string' ? nonce.slice(0, 64) : undefined, action: parsed.data };
};
