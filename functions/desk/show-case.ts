// GET /desk/cases/{caseId}: the whole story of a case for whoever may see it, and what they can do now.

import { photosFor } from '#functions/evidence/shown-photos.ts';
import { maskRequest } from '#functions/people/mask-request.ts';
import { peopleOfCase } from '#functions/people/words-of-case.ts';
import { json, type RouteRequest, wantsJson } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { sha256 } from '#kernel/keyed-hash.ts';
import { bucketUrl } from '#kernel/object-signer.ts';
import { taskKinds } from '#schemas/city/case-words.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { caseBody, type Note, parentPanel } from './case-page.ts';
import { readRecord } from './case-record.ts';
import { type CaseView, caseViewOf } from './case-view.ts';
import { defineDeskRoute, type Reader, unknownCase } from './desk-route.ts';
import { frame, type Markup } from './frame.ts';
import { deskHtml, problemPage, problemSentence } from './problem-page.ts';
import { wordsOf } from './words.ts';

export const handler = defineDeskRoute('case page', ['GET'], problemPage, async (request, reader) => {
  const { MATTERS_TABLE, PEOPLE_TABLE, STATE_MACHINE_ARN, EXECUTION_PAGE } = readEnvironment([
    'MATTERS_TABLE',
    'PEOPLE_TABLE',
    'STATE_MACHINE_ARN',
    'EXECUTION_PAGE',
  ]);
  const caseId = request.parameters['caseId'] ?? '';
  if (!/^[0-9a-z]{26}$/.test(caseId)) throw unknownCase();
  const ref = { kind: 'case', id: caseId };
  const [record, people] = await Promise.all([
    readRecord(dynamo(), MATTERS_TABLE, ref),
    peopleOfCase(dynamo(), PEOPLE_TABLE, caseId),
  ]);
  const sources = { ref, record, people, machineArn: STATE_MACHINE_ARN };
  const view = caseViewOf(sources, reader);
  if (view === undefined) throw unknownCase();
  const photos = await photosFor('desk', view, reader.pack, request.occurredAt);
  if (wantsJson(request)) return json(200, { ...plain(view), photos });
  const words = wordsOf(reader.pack, reader.locale);
  const body = caseBody(
    {
      view,
      photos,
      parent: await parentOf(view),
      nonce: sha256(`${request.requestId}${caseId}`).slice(0, 24),
      executionPage: EXECUTION_PAGE,
      note: noteOf(request.query, reader),
    },
    reader,
  );
  return deskHtml(
    200,
    frame(reader, request, `${words.desk.case.title} ${view.state.intake.number}`, body),
    bucketUrl().origin,
  );

  async function parentOf({ state, tasks }: CaseView): Promise<Markup | ''> {
    const parentId = state.duplicateProposed;
    if (parentId === undefined || !tasks.some((task) => task.kind === 'duplicate' && task.actions.length > 0))
      return '';
    const { request: told } = await peopleOfCase(dynamo(), PEOPLE_TABLE, parentId);
    return parentPanel(parentId, told === undefined ? undefined : maskRequest(told)(told.text), words);
  }
});

/** What came of the form that led back here. */
const noteOf = ({ done, problem }: RouteRequest['query'], reader: Reader): Note | undefined => {
  if (problem !== undefined) return { isBad: true, text: problemSentence(problem, reader) };
  if (done === undefined) return undefined;
  const { done: text, tasks } = reader.pack.messages[reader.locale].desk;
  const kind = taskKinds.find((one) => one === done);
  return {
    isBad: false,
    text,
    ...(kind === undefined ? {} : { next: { href: `/desk?task=${kind}`, text: tasks[kind] } }),
  };
};

const plain = ({
  caseId,
  status,
  state,
  request,
  reply,
  tasks,
  acts,
  path,
  deadlines,
  hops,
  timeline,
  execution,
}: CaseView) => ({
  caseId,
  number: state.intake.number,
  status,
  category: state.category,
  urgency: state.urgency,
  round: state.round,
  receivedAt: state.intake.receivedAt,
  request,
  reply,
  tasks,
  acts,
  path,
  deadlines,
  hops,
  timeline,
  execution,
});
