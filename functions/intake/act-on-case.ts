// POST /v1/cases/{caseId}/acts with the desk's key: what the duty desk does without a task having asked for it - merge,
// unmerge, reopen, elevate, override, retry, revoke links. Each act has a reason on record.
import { caseDesk } from '#functions/case/case-desk.ts';
import { decisionOf } from '#functions/case/desk-acts.ts';
import { statusOf } from '#functions/case/status.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import { textIdOf } from '#functions/people/text-id.ts';
import { defineRoute, json, readJson } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { ProblemError, problem, zodProblems } from '#kernel/problems.ts';
import { DeskActSchema } from '#schemas/desk-acts.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { refused } from './door.ts';
import { isBearerOf } from './source-keys.ts';

export const handler = defineRoute('desk act', ['POST'], async (request) => {
  const { DESK_KEY_SECRET, PEOPLE_TABLE } = readEnvironment(['DESK_KEY_SECRET', 'PEOPLE_TABLE']);
  if (!(await isBearerOf(request.headers['authorization'], DESK_KEY_SECRET))) {
    throw new ProblemError(problem('unauthorized', 'send the key of the duty desk: Authorization: Bearer <key>'));
  }
  const desk = await caseDesk();
  const parsed = DeskActSchema.safeParse(readJson(request));
  if (!parsed.success)
    throw new ProblemError(
      problem('invalid-fields', 'some fields are missing or wrong', { errors: zodProblems(parsed.error) }),
    );
  const act = parsed.data;
  const caseId = request.parameters['caseId'] ?? '';
  const cause = `desk/${request.headers['idempotency-key'] ?? request.requestId}`;
  const textId = textIdOf(`${caseId}/${cause}`);
  const { state } = await desk.load(caseId);
  if (state === undefined) throw new ProblemError(problem('unknown-case', 'there is no such case'));
  await peopleStore(dynamo(), PEOPLE_TABLE).keepWords(
    caseId,
    textId,
    { text: act.reason, by: act.by, at: request.occurredAt },
    request.occurredAt,
  );
  const carried = await desk.carry({
    caseId,
    cause,
    actor: { role: 'desk', id: act.by },
    occurredAt: request.occurredAt,
    caller: 'outside',
    decide: decisionOf(act, caseId, textId),
  });
  if (carried.outcome === 'rejected') throw refused(carried.rejection);
  const now = carried.state ?? state;
  return json(200, {
    caseId,
    caseNumber: now.intake.number,
    status: statusOf(now),
    outcome: carried.outcome === 'repeated' ? 'repeated' : 'done',
  });
});
