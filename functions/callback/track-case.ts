// The citizen's tracking page (DESIGN §4): number and the last four digits of the telephone; status in plain words, the
// reply when there is one. Guesses are counted and stopped.
import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { caseDesk } from '#functions/case/case-desk.ts';
import { readCaseNumber } from '#functions/case/case-id.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { statusOf } from '#functions/case/status.ts';
import { photosFor } from '#functions/evidence/shown-photos.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { problemPage } from '#functions/pages/problem-page.ts';
import { type Tracked, trackingForm, trackingPage } from '#functions/pages/tracking-page.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import { defineRoute, html, json, type RouteRequest, readFields, wantsJson, withFiles } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { findMatters } from '#kernel/find-store.ts';
import { countThisHour } from '#kernel/hourly-count.ts';
import { bucketUrl } from '#kernel/object-signer.ts';
import { ProblemError, problem, problemResponse } from '#kernel/problems.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { nextStepsOf } from './next-steps.ts';

const mostTries = 10;
const FormSchema = z.object({ digits: z.string().regex(/^\d{4}$/) });

export const handler = defineRoute('tracking', ['GET', 'POST'], async (request) => {
  const { policy } = await caseDesk();
  const locale = localeOf(request, policy.pack);
  try {
    const number = readCaseNumber(request.parameters['number'] ?? '');
    if (number === undefined)
      throw new ProblemError(problem('unknown-case', 'this is not a case number; please check each character'));
    if (request.method === 'GET') return html(200, trackingForm(number, policy.pack, locale));
    const tracked = await track(request, number);
    return wantsJson(request)
      ? json(200, tracked)
      : html(200, trackingPage(tracked, policy.pack, locale), withFiles(bucketUrl().origin));
  } catch (fault) {
    if (!(fault instanceof ProblemError) || wantsJson(request)) throw fault;
    return {
      ...problemResponse(fault.problem),
      ...html(fault.problem.status, problemPage(fault.problem, policy.pack, locale)),
    };
  }
});

/** The case, if the digits are those of its caller; a wrong number and wrong digits are answered alike. */
const track = async (request: RouteRequest, number: string): Promise<Tracked> => {
  const { MATTERS_TABLE, PEOPLE_TABLE } = readEnvironment(['MATTERS_TABLE', 'PEOPLE_TABLE']);
  const unknown = new ProblemError(problem('unknown-case', 'number and digits do not belong together'));
  const parsed = FormSchema.safeParse(readFields(request));
  if (!parsed.success)
    throw wantsJson(request)
      ? new ProblemError(problem('invalid-fields', 'digits: the last four digits of the telephone number'))
      : unknown;
  const desk = await caseDesk();
  const door = desk.findHash('track-tries', number);
  const tries = await countThisHour(dynamo(), MATTERS_TABLE, door, request.occurredAt);
  if (tries > mostTries)
    throw new ProblemError(problem('too-many-tries', 'too many tries for this number; try again in an hour'));
  const found = await findMatters(dynamo(), MATTERS_TABLE, {
    facet: 'number',
    hash: desk.findHash('number', number),
    since: '0',
    limit: 1,
  });
  const caseId = found[0]?.ref.id;
  if (caseId === undefined) throw unknown;
  const people = peopleStore(dynamo(), PEOPLE_TABLE);
  const [{ state }, person] = await Promise.all([desk.load(caseId), people.request(caseId)]);
  const digits = person?.phone?.replaceAll(/\D/g, '').slice(-4) ?? '';
  if (
    state === undefined ||
    digits.length !== 4 ||
    !timingSafeEqual(Buffer.from(digits), Buffer.from(parsed.data.digits))
  )
    throw unknown;
  const replied = state.handling?.reply;
  const reply = replied === undefined || !mayShowReply(state) ? undefined : await people.words(caseId, replied.textId);
  const photos =
    reply === undefined ? [] : await photosFor('citizen', { caseId, state }, desk.policy.pack, request.occurredAt);
  return { ...trackedOf(state, reply, desk.policy.pack), ...(photos.length === 0 ? {} : { photos }) };
};

/** A reply in review is not yet an answer. */
const mayShowReply = (state: CaseState): boolean =>
  state.stage.name !== 'reply-in-review' && state.stage.name !== 'in-progress';

const trackedOf = (
  state: CaseState,
  reply: { text: string; legalBasis?: string | undefined } | undefined,
  pack: CityPack,
): Tracked => {
  const { stage } = state;
  return {
    number: state.intake.number,
    status: statusOf(state),
    receivedAt: state.intake.receivedAt,
    ...(stage.name === 'closed' || stage.name === 'ending' ? { outcome: stage.outcome } : {}),
    ...(state.handling === undefined ? {} : { department: state.handling.lead }),
    next: nextStepsOf(state, pack),
    ...(state.advice?.id === undefined ? {} : { advice: { kind: state.advice.kind, id: state.advice.id } }),
    ...(reply === undefined
      ? {}
      : { reply: { text: reply.text, ...(reply.legalBasis === undefined ? {} : { legalBasis: reply.legalBasis }) } }),
  };
};
