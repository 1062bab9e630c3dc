// Workflow step "Triage case": a new case is triaged by all rules; a known one says where it stands (DESIGN §3).

import { readFileSync } from 'node:fs';
import { type CaseDesk, carryStep, caseDesk } from '#functions/case/case-desk.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { type TriageFindings, triage } from '#functions/case/decide-triage.ts';
import { type PeopleStore, peopleStore } from '#functions/people/people-store.ts';
import { defineStep } from '#kernel/define-step.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { MatterNotFoundError } from '#kernel/errors.ts';
import { findMatters } from '#kernel/find-store.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { classifierOf } from './classifier-of.ts';
import { findDuplicate } from './find-duplicate.ts';
import { hearSecondOpinion } from './hear-second-opinion.ts';
import { triageRequest } from './triage-request.ts';

const unsure: TriageFindings = { candidates: [], urgency: 'ordinary', verdict: 'low-confidence' };
const mostPerFacet = 10;
/** Beside the bundle, as city.json is; there when the pack names a model. */
const modelBeside = (): Uint8Array => readFileSync(new URL('./classifier.model', import.meta.url));

export const handler = defineStep('case triaged', async (input, times) => {
  const desk = await caseDesk();
  const loaded = await desk.load(input.matter.id);
  const { state } = loaded;
  if (state === undefined) throw new MatterNotFoundError(`${input.matter.id}: there is no such case`);
  // Only a new case is looked at; for any other the decider says where it stands.
  const findings =
    state.stage.name === 'received' ? await findingsOn(desk, input.matter.id, state, times.occurredAt) : unsure;
  return carryStep(desk, input, times, triage(findings), loaded);
});

const findingsOn = async (
  desk: CaseDesk,
  caseId: string,
  state: CaseState,
  occurredAt: string,
): Promise<TriageFindings> => {
  const { MATTERS_TABLE, PEOPLE_TABLE } = readEnvironment(['MATTERS_TABLE', 'PEOPLE_TABLE']);
  const people = peopleStore(dynamo(), PEOPLE_TABLE);
  const request = await people.request(caseId);
  // Erased or never written: a person looks at the case.
  if (request === undefined) return unsure;
  const { claimedUrgency, trusted } = state.intake;
  const hint = claimedUrgency === undefined ? undefined : { urgency: claimedUrgency, trusted };
  const supplements = await supplementsOf(people, caseId, state);
  const found = triageRequest(
    { ...request, text: [request.text, ...supplements].join('\n') },
    desk.policy.pack,
    hint,
    classifierOf(desk.policy.pack, modelBeside),
  );
  const duplicate = await findDuplicate(
    {
      find: (facet, hash, since) => findMatters(dynamo(), MATTERS_TABLE, { facet, hash, since, limit: mostPerFacet }),
      request: people.request,
      load: desk.load,
    },
    {
      caseId,
      request,
      finds: state.intake.finds,
      at: state.intake.receivedAt,
      area: found.area,
      category: found.candidates[0]?.path,
    },
    desk.policy,
  );
  const heard = await hearSecondOpinion({ ...found, duplicate }, request, {
    pack: desk.policy.pack,
    caseId,
    confidential: state.intake.confidential,
    occurredAt,
  });
  const { outOfScope, ...rest } = heard;
  return {
    ...rest,
    ...(outOfScope === undefined ? {} : { outOfScope: { ruleId: outOfScope.ruleId, channel: outOfScope.channel } }),
  };
};

/** What the citizen has added before triage ran. */
const supplementsOf = async (people: PeopleStore, caseId: string, state: CaseState): Promise<string[]> => {
  const words = await Promise.all(state.supplements.map((textId) => people.words(caseId, textId)));
  return words.flatMap((one) => one?.text ?? []);
};
