// GET /v1/cases/{caseId} for the source that sent it, by its read key: status, timeline, deadlines, no personal data.

import { caseDesk, caseRef } from '#functions/case/case-desk.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { runningClocks } from '#functions/case/standing.ts';
import { statusOf } from '#functions/case/status.ts';
import { fold } from '#kernel/carry-out.ts';
import { defineRoute, json } from '#kernel/define-route.ts';
import { ProblemError, problem } from '#kernel/problems.ts';
import type { Commit } from '#schemas/matter.ts';
import type { CaseView } from '#schemas/webhooks.ts';
import { sourceOfBearer } from './source-keys.ts';

export const handler = defineRoute('case view', ['GET'], async (request) => {
  const { desk, kind, policy } = await caseDesk();
  const sources = policy.pack.city.sources.map((one) => one.id);
  const source = await sourceOfBearer(request.headers['authorization'], sources);
  if (source === undefined)
    throw new ProblemError(problem('unauthorized', 'send the read key of your source: Authorization: Bearer <key>'));
  const caseId = request.parameters['caseId'] ?? '';
  const commits = /^[0-9a-z]{26}$/.test(caseId) ? await desk.store.loadCommits(caseRef(caseId)) : [];
  const { state } = fold(kind, caseRef(caseId), commits);
  // Another source's case is answered like one that is not there.
  if (state === undefined || state.intake.source !== source)
    throw new ProblemError(problem('unknown-case', 'there is no such case of yours'));
  return json(200, viewOf(caseId, state, commits));
});

const viewOf = (caseId: string, state: CaseState, commits: readonly Commit[]): CaseView => {
  const { intake, handling, stage } = state;
  const outcome = stage.name === 'closed' || stage.name === 'ending' ? stage.outcome : undefined;
  return {
    caseId,
    caseNumber: intake.number,
    externalId: intake.externalId,
    status: statusOf(state),
    ...(outcome === undefined ? {} : { outcome }),
    ...(state.category === undefined ? {} : { category: state.category }),
    ...(state.urgency === undefined ? {} : { urgency: state.urgency }),
    ...(handling === undefined ? {} : { departments: [handling.lead, ...handling.assisting.map((one) => one.unit)] }),
    receivedAt: intake.receivedAt,
    timeline: commits.flatMap(({ at, events }) => events.map((event) => ({ at, event: typeOf(event) }))),
    deadlines: runningClocks(state).map(({ kind, dueAt, provisional }) => ({
      kind,
      dueAt,
      provisional: provisional !== undefined,
    })),
  };
};

const typeOf = (event: unknown): string =>
  typeof event === 'object' && event !== null && 'type' in event && typeof event.type === 'string'
    ? event.type
    : 'unknown';
