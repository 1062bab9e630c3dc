// POST /desk/cases/{caseId}/tasks/{taskId} and …/acts: what a person who has signed in decides. The same deciders as
// behind a link; who may, `can` says; that it was meant, the session's own form token says.

import { type CaseDesk, caseDesk } from '#functions/case/case-desk.ts';
import { readCaseNumber } from '#functions/case/case-id.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import type { Decide } from '#functions/case/deciding.ts';
import { decisionOf } from '#functions/case/desk-acts.ts';
import { tasksOf } from '#functions/case/standing.ts';
import { statusOf } from '#functions/case/status.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import { textIdOf } from '#functions/people/text-id.ts';
import { keepOfficer } from '#functions/people/words-of-case.ts';
import { isFormToken } from '#functions/sign-in/session.ts';
import { fieldsOf } from '#functions/task/describe-task.ts';
import { actionsAt, perform } from '#functions/task/task-actions.ts';
import { json, type RouteRequest, type RouteResponse, readFields, wantsJson } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { findMatters } from '#kernel/find-store.ts';
import { log } from '#kernel/log.ts';
import type { Loaded } from '#kernel/matter.ts';
import { isProblemKind, ProblemError, problem, zodProblems } from '#kernel/problems.ts';
import { DeskActSchema } from '#schemas/desk-acts.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Task } from '#schemas/matter.ts';
import type { Problem } from '#schemas/problem.ts';
import { TaskActionSchema } from '#schemas/tasks.ts';
import { can, type OfficeRoles, unitsOf, type Verb } from './can.ts';
import { defineDeskRoute, type Reader, unknownCase } from './desk-route.ts';
import { actorId, officerId } from './officer.ts';
import { onCase, onTask } from './parties.ts';

type Acting = {
  request: RouteRequest;
  reader: Reader;
  desk: CaseDesk;
  caseId: string;
  state: CaseState;
  loaded: Loaded<CaseState>;
  fields: Record<string, unknown>;
  cause: string;
};

/** A person is led back to the case, which says what was wrong and how it stands now. */
const backToCase = (told: Problem, request: RouteRequest): RouteResponse => {
  const kind = told.type.slice(told.type.lastIndexOf(':') + 1);
  const page = request.path.replace(/\/(?:tasks\/[^/]+|acts)$/, '');
  return { statusCode: 303, headers: { location: `${page}?problem=${kind}`, 'cache-control': 'no-store' } };
};

export const handler = defineDeskRoute('desk act', ['POST'], backToCase, async (request, reader) => {
  const fields = fieldsIn(request);
  const { csrf, nonce, ...rest } = fields;
  const token = request.headers['x-csrf-token'] ?? csrf;
  if (typeof token !== 'string' || !isFormToken(reader.key, reader.session, token))
    throw new ProblemError(problem('not-permitted', 'the form does not belong to this session; load the page again'));
  const caseId = request.parameters['caseId'] ?? '';
  if (!/^[0-9a-z]{26}$/.test(caseId)) throw unknownCase();
  const desk = await caseDesk();
  const loaded = await desk.load(caseId);
  const { state } = loaded;
  const { person } = reader.session;
  const { roles } = reader.pack.city;
  if (state === undefined || !can(person, 'see', onCase(state, reader.pack), roles)) throw unknownCase();
  const once =
    request.headers['idempotency-key'] ?? (typeof nonce === 'string' ? nonce.slice(0, 64) : request.requestId);
  const cause = `person/${officerId(person)}/${request.parameters['taskId'] ?? 'acts'}/${once}`.slice(0, 300);
  const acting = { request, reader, desk, caseId, state, loaded, fields: rest, cause };
  return request.path.endsWith('/acts') ? await actOnCase(acting) : await actOnTask(acting);
});

const fieldsIn = (request: RouteRequest): Record<string, unknown> => {
  const fields = readFields(request);
  return typeof fields === 'object' && fields !== null && !Array.isArray(fields)
    ? Object.fromEntries(Object.entries(fields))
    : {};
};

const notPermitted = (verb: Verb): ProblemError =>
  new ProblemError(problem('not-permitted', `${verb} is not yours to do on this`));

const invalid = (error: Parameters<typeof zodProblems>[0]): ProblemError =>
  new ProblemError(
    problem('invalid-fields', 'something is missing or wrong; nothing was changed', { errors: zodProblems(error) }),
  );

const actOnTask = async (acting: Acting): Promise<RouteResponse> => {
  const { request, reader, desk, caseId, state, cause } = acting;
  const { pack, session } = reader;
  const taskId = request.parameters['taskId'] ?? '';
  const task = tasksOf(pack)(state).find((one) => one.id === taskId);
  if (task === undefined) {
    if (acting.loaded.answers.has(cause)) return told(acting, state, 'repeated');
    throw new ProblemError(problem('task-already-done', 'this task is not open any more'));
  }
  const parsed = TaskActionSchema.safeParse(await actionFields(acting, task));
  if (!parsed.success) throw invalid(parsed.error);
  const action = parsed.data;
  if (!can(session.person, action.action, onTask(task, state, pack), pack.city.roles))
    throw notPermitted(action.action);
  const possible = actionsAt(task, state, request.occurredAt, desk.policy);
  if (!possible.includes(action.action))
    throw new ProblemError(problem('action-not-possible', `${action.action} is not possible now`, { possible }));
  const textId = textIdOf(`${caseId}/${cause}`);
  const { decide, words } = perform(action, { task, state, pack, textId });
  return carry(acting, {
    decide: whileOpen(desk, task, decide),
    role: task.role,
    unit: task.owner,
    words: words === undefined ? undefined : { textId, ...words },
  });
};

/** A form sends every field it has; those that belong to another of its choices are left out. */
const actionFields = async (acting: Acting, task: Task): Promise<Record<string, unknown>> => {
  const { fields, request, state, reader } = acting;
  const action = TaskActionSchema.options.find((one) => one.shape.action.value === fields['action'])?.shape.action
    .value;
  const isForm = request.headers['content-type']?.includes('form-urlencoded') === true;
  if (action === undefined || !isForm) return fields;
  const known = new Set([
    'action',
    ...fieldsOf(action, task.kind, state, reader.pack, reader.locale).map((one) => one.name),
  ]);
  const own = Object.fromEntries(Object.entries(fields).filter(([name]) => known.has(name)));
  return own['decision'] === 'merge' ? { ...own, reference: await caseIdFrom(acting, own['reference']) } : own;
};

const actOnCase = async (acting: Acting): Promise<RouteResponse> => {
  const { reader, caseId, state, cause } = acting;
  const { pack, session } = reader;
  const { roles } = pack.city;
  const verb = DeskActSchema.options.find((one) => one.shape.act.value === acting.fields['act'])?.shape.act.value;
  const isAllowed = verb === undefined || can(session.person, verb, onCase(state, pack), roles);
  if (verb !== undefined && !isAllowed) throw notPermitted(verb);
  const own = unitsOf(session.person, roles);
  const { role, unit } = inWhoseName(verb, state, own, roles);
  const { fields } = acting;
  const parent = fields['act'] === 'merge' ? { parentId: await caseIdFrom(acting, fields['parentId']) } : {};
  const parsed = DeskActSchema.safeParse({ ...fields, ...parent, by: unit });
  if (!parsed.success) throw invalid(parsed.error);
  const textId = textIdOf(`${caseId}/${cause}`);
  return carry(acting, {
    decide: decisionOf(parsed.data, caseId, textId),
    role,
    unit,
    words: { textId, text: parsed.data.reason },
  });
};

/** The unit asks for itself; everything else is the desk's or the supervising office's. */
const inWhoseName = (
  verb: Verb | undefined,
  { handling }: CaseState,
  own: readonly string[],
  { dutyDesk, supervisingOffice }: OfficeRoles,
): { role: string; unit: string } => {
  if (verb === 'ask-exclusion' && handling !== undefined) return { role: 'lead', unit: handling.lead };
  const isSupervisors = verb === 'elevate' || verb === 'override' || !own.includes(dutyDesk);
  return isSupervisors ? { role: 'supervisor', unit: supervisingOffice } : { role: 'desk', unit: dutyDesk };
};

/** People know cases by their number; programs may send the id. */
const caseIdFrom = async ({ desk }: Acting, typed: unknown): Promise<unknown> => {
  const number = typeof typed === 'string' ? readCaseNumber(typed) : undefined;
  if (number === undefined) return typed;
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const hash = desk.findHash('number', number);
  const found = await findMatters(dynamo(), MATTERS_TABLE, { facet: 'number', hash, since: '0', limit: 1 });
  if (found[0] === undefined) throw unknownCase();
  return found[0].ref.id;
};

type Carrying = {
  decide: Decide;
  role: string;
  unit: string;
  words: { textId: string; text: string; legalBasis?: string | undefined } | undefined;
};

const carry = async (acting: Acting, { decide, role, unit, words }: Carrying): Promise<RouteResponse> => {
  const { request, reader, desk, caseId, cause, loaded } = acting;
  const { person } = reader.session;
  const { PEOPLE_TABLE } = readEnvironment(['PEOPLE_TABLE']);
  const { occurredAt } = request;
  if (words !== undefined) {
    const { textId, ...said } = words;
    const kept = { ...said, by: unit, at: occurredAt };
    await peopleStore(dynamo(), PEOPLE_TABLE).keepWords(caseId, textId, kept, occurredAt);
  }
  await keepOfficer(dynamo(), PEOPLE_TABLE, { caseId, sub: officerId(person), name: person.name });
  const actor = { role, id: actorId(unit, person) };
  const carried = await desk.carry({ caseId, cause, actor, occurredAt, caller: 'outside', decide }, loaded);
  if (carried.outcome === 'rejected') {
    const { code, detail, possible } = carried.rejection;
    const kind = isProblemKind(code) ? code : 'action-not-possible';
    throw new ProblemError(problem(kind, detail, possible === undefined ? {} : { possible }));
  }
  log.info('acted at the desk', { matter: caseId, role, outcome: carried.outcome });
  return told(acting, carried.state ?? acting.state, carried.outcome === 'repeated' ? 'repeated' : 'done');
};

/** Somebody else may have closed the task since it was shown: then nothing is decided any more. */
const whileOpen =
  (desk: CaseDesk, task: Task, decide: Decide): Decide =>
  (state, context) => {
    const isOpen = state !== undefined && tasksOf(desk.policy.pack)(state).some((one) => one.id === task.id);
    const rejection = { code: 'task-already-done', detail: 'somebody else has closed this task meanwhile' };
    return isOpen ? decide(state, context) : { outcome: 'rejected', rejection };
  };

/** A page leads back to the case, with the kind of task that was done; a unit that has just given the case away goes to its board. */
const told = (acting: Acting, state: CaseState, outcome: 'done' | 'repeated'): RouteResponse => {
  const { request, reader, caseId } = acting;
  const { pack, session } = reader;
  if (wantsJson(request)) return json(200, { caseId, number: state.intake.number, status: statusOf(state), outcome });
  const kind = /^[a-z]+(?:-desk)?/.exec(request.parameters['taskId'] ?? 'act')?.[0];
  const stays = can(session.person, 'see', onCase(state, pack), pack.city.roles);
  const location = stays ? `/desk/cases/${caseId}?done=${kind}` : '/desk';
  return { statusCode: 303, headers: { location, 'cache-control': 'no-store' } };
};
