// POST of a signed link (DESIGN §4): one act on one task, by a choice that no scanner makes. A machine is answered in
// JSON; a person is sent back to the task, which now says what was done.

import type { CaseDesk } from '#functions/case/case-desk.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import type { Decide } from '#functions/case/deciding.ts';
import { tasksOf } from '#functions/case/standing.ts';
import { statusOf } from '#functions/case/status.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { refusedPage } from '#functions/pages/refused-page.ts';
import type { Refused } from '#functions/pages/task-form.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import { textIdOf } from '#functions/people/text-id.ts';
import {
  html,
  json,
  type RouteRequest,
  type RouteResponse,
  readFields,
  seeOther,
  wantsJson,
} from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { sha256 } from '#kernel/keyed-hash.ts';
import { log } from '#kernel/log.ts';
import { isProblemKind, ProblemError, problem, zodProblems } from '#kernel/problems.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Task } from '#schemas/matter.ts';
import { problemType } from '#schemas/problem.ts';
import { type TaskAction, TaskActionSchema, type TaskOutcome } from '#schemas/tasks.ts';
import { fieldsOf } from './describe-task.ts';
import { doneBy } from './done-by.ts';
import { fieldsOfForm } from './form-fields.ts';
import { defineTaskRoute, type Opened } from './opened-task.ts';
import { actionsAt, perform } from './task-actions.ts';

export const handler = defineTaskRoute('respond', ['POST'], async (request, opened) => {
  const sent = readFields(request);
  try {
    return await respond(request, opened, isForm(request) ? fieldsOfForm(typedIn(sent), opened.desk.policy) : sent);
  } catch (fault) {
    if (!(fault instanceof ProblemError) || wantsJson(request)) throw fault;
    return showAgain(request, opened, { typed: typedIn(sent), problem: fault.problem });
  }
});

const isForm = (request: RouteRequest): boolean =>
  (request.headers['content-type'] ?? '').includes('application/x-www-form-urlencoded');

const typedIn = (sent: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(typeof sent === 'object' && sent !== null ? sent : {}).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );

/** A person who was refused sees the form with what they typed, or, when somebody was faster, who that was. */
const showAgain = (request: RouteRequest, { desk, state, task }: Opened, refused: Refused): RouteResponse => {
  const { problem: told, typed } = refused;
  if (told.type === problemType('task-already-done')) return seeOther(`?${new URLSearchParams(langOf(request))}`);
  const wanted = request.query['do'] ?? typed['action'];
  const action =
    task === undefined
      ? undefined
      : actionsAt(task, state, request.occurredAt, desk.policy).find((one) => one === wanted);
  if (task === undefined || action === undefined || told.type !== problemType('invalid-fields'))
    throw new ProblemError(told);
  const { pack } = desk.policy;
  const locale = localeOf(request, pack);
  const label = pack.messages[locale].actions[action];
  const fields = fieldsOf(action, task.kind, state, pack, locale);
  // Another showing, another act: the nonce is new.
  const nonce = sha256(`${request.requestId}${task.id}`).slice(0, 24);
  const shown = refusedPage(state.intake.number, { action, label, fields }, { pack, locale, nonce, refused });
  return html(told.status, shown);
};

const langOf = ({ query: { lang } }: RouteRequest): Record<string, string> => (lang === undefined ? {} : { lang });

const respond = async (request: RouteRequest, opened: Opened, sent: unknown): Promise<RouteResponse> => {
  const { nonce, action } = parseAction(sent);
  const { link, state } = opened;
  const cause = `link/${link.taskId}/${request.headers['idempotency-key'] ?? nonce ?? request.requestId}`;
  // A repeat is answered as the first time, whatever is possible by now.
  if (opened.commits.some((commit) => commit.cause === cause))
    return answer(request, opened, action, state, 'repeated');
  if (opened.task === undefined) throw alreadyDone(opened);
  const acted = await act(request, opened, opened.task, action, cause);
  return answer(request, opened, action, acted.state, acted.outcome);
};

const act = async (
  request: RouteRequest,
  { desk, link, state, loaded }: Opened,
  task: Task,
  action: TaskAction,
  cause: string,
): Promise<{ state: CaseState; outcome: TaskOutcome['outcome'] }> => {
  const possible = actionsAt(task, state, request.occurredAt, desk.policy);
  if (!possible.includes(action.action)) {
    throw new ProblemError(
      problem('action-not-possible', `${action.action} is not possible on this task now`, { possible }),
    );
  }
  const { occurredAt } = request;
  const caseId = link.matter.id;
  const textId = textIdOf(`${caseId}/${cause}`);
  const { decide, words } = perform(action, { task, state, pack: desk.policy.pack, textId });
  if (words !== undefined) {
    const { PEOPLE_TABLE } = readEnvironment(['PEOPLE_TABLE']);
    const kept = { ...words, by: task.owner, at: occurredAt };
    await peopleStore(dynamo(), PEOPLE_TABLE).keepWords(caseId, textId, kept, occurredAt);
  }
  const actor = { role: task.role, id: task.owner };
  const command = {
    caseId,
    cause,
    actor,
    occurredAt,
    caller: 'outside',
    decide: whileOpen(desk, task, decide),
  } as const;
  const carried = await desk.carry(command, loaded);
  if (carried.outcome === 'rejected') {
    const { code, detail, possible: instead } = carried.rejection;
    const kind = isProblemKind(code) ? code : 'action-not-possible';
    throw new ProblemError(problem(kind, detail, { possible: instead ?? possible }));
  }
  log.info('task acted on', { matter: caseId, task: task.kind, action: action.action, outcome: carried.outcome });
  return { state: carried.state ?? state, outcome: carried.outcome === 'repeated' ? 'repeated' : 'done' };
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
  if (!wantsJson(request)) {
    return seeOther(`?${new URLSearchParams({ done: action.action, ...langOf(request) })}`);
  }
  const task = tasksOf(desk.policy.pack)(state).find((one) => one.id === link.taskId);
  const body: TaskOutcome = {
    caseId: link.matter.id,
    action: action.action,
    outcome,
    task: { id: link.taskId, state: task === undefined ? 'closed' : 'open' },
    case: { number: state.intake.number, status: statusOf(state) },
    next: task === undefined ? [] : actionsAt(task, state, request.occurredAt, desk.policy),
  };
  return json(200, body);
};

/** 409 that says who did it and when (DESIGN §4). */
const alreadyDone = ({ commits, link }: Opened): ProblemError => {
  const done = doneBy(commits, link.taskId);
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
