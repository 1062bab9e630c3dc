// GET and POST /t/{token}/files: a department puts pictures beside its words, and takes one back before it has handed its
// work in. The picture itself goes straight to the bucket by a form that is signed here; `keep-file` looks at it there.
import * as z from 'zod';
import { parseCaseEvent } from '#functions/case/case-kind.ts';
import { removeFile } from '#functions/case/decide-file.ts';
import { type FilesShowing, filesPage, type PhotoNote } from '#functions/pages/files-page.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { defineTaskRoute, type Opened } from '#functions/task/opened-task.ts';
import {
  html,
  json,
  type RouteRequest,
  type RouteResponse,
  readFields,
  seeOther,
  wantsJson,
  withFiles,
} from '#kernel/define-route.ts';
import { sha256 } from '#kernel/keyed-hash.ts';
import { log } from '#kernel/log.ts';
import { uploadForm } from '#kernel/object-addresses.ts';
import { bucketUrl, ownCredentials, ownRegion } from '#kernel/object-signer.ts';
import { dropObject } from '#kernel/objects.ts';
import { ProblemError, problem } from '#kernel/problems.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Task } from '#schemas/matter.ts';
import { fileIdOf, incomingKey, keptKey } from './object-keys.ts';
import { mayAttach, photosFor } from './shown-photos.ts';

/** A form that lies open longer is asked for again. */
const formOpenMs = 60 * 60 * 1000;
/** The bucket takes more than the city wants, so that what is too large is told in words and not by the bucket. */
const bucketTakes = 4;

const FormSchema = z.object({
  act: z.literal('remove'),
  fileId: z.string().regex(/^[0-9a-f]{16}$/),
  nonce: z.string().max(64).optional(),
});

export const handler = defineTaskRoute('files of a task', ['GET', 'POST'], async (request, opened) => {
  const { task } = opened;
  if (task === undefined || !mayAttach(task))
    throw new ProblemError(
      problem('action-not-possible', 'only whoever works on the case adds photos, until the work is handed in'),
    );
  return request.method === 'GET' ? show(request, opened, task) : remove(request, opened, task);
});

const show = async (request: RouteRequest, opened: Opened, task: Task): Promise<RouteResponse> => {
  const { link, state, desk } = opened;
  const { pack } = desk.policy;
  const own = state.files.filter(({ unit }) => unit === task.owner);
  const showing: FilesShowing = {
    number: state.intake.number,
    back: `/t/${request.parameters['token'] ?? ''}`,
    nonce: sha256(`${request.requestId}${link.taskId}remove`).slice(0, 24),
    photos: await photosFor(task.role, { caseId: link.matter.id, state }, pack, request.occurredAt),
    own: new Set(own.map(({ id }) => id)),
    note: noteOf(request, opened),
    upload: own.length < pack.handling.files.most ? await formOf(request, opened) : undefined,
  };
  const { photos, upload } = showing;
  return wantsJson(request)
    ? json(200, { photos, ...(upload === undefined ? {} : { upload }) })
    : html(200, filesPage(showing, pack, localeOf(request, pack)), withFiles(bucketUrl().origin));
};

const formOf = (request: RouteRequest, { link, desk }: Opened) => {
  const { PUBLIC_BASE_URL } = readEnvironment(['PUBLIC_BASE_URL']);
  const { occurredAt: at, requestId, query, parameters } = request;
  const backTo = new URL(`/t/${parameters['token'] ?? ''}/files`, PUBLIC_BASE_URL);
  if (query['lang'] !== undefined) backTo.searchParams.set('lang', query['lang']);
  const form = sha256(`${requestId}${link.taskId}`).slice(0, 24);
  const upload = {
    key: incomingKey({ caseId: link.matter.id, taskId: link.taskId }, form),
    mostBytes: desk.policy.pack.handling.files.largestMb * bucketTakes * 1024 * 1024,
    until: new Date(Date.parse(at) + formOpenMs).toISOString(),
    backTo: backTo.href,
  };
  return uploadForm(upload, { credentials: ownCredentials(), region: ownRegion(), at });
};

/** What came of the picture that led back here: the bucket names it in the address. */
const noteOf = ({ query: { key, etag, done } }: RouteRequest, { commits }: Opened): PhotoNote | undefined => {
  if (done === 'removed') return { kind: 'removed' };
  if (key === undefined || etag === undefined) return undefined;
  const id = fileIdOf(key, etag);
  for (const event of commits.flatMap((commit) => commit.events).map(parseCaseEvent)) {
    if (event.type === 'FileAttached' && event.fileId === id) return { kind: 'arrived' };
    if (event.type === 'FileRefused' && event.fileId === id) return { kind: 'refused', why: event.why };
  }
  return { kind: 'arriving' };
};

const remove = async (
  request: RouteRequest,
  { desk, link, loaded, state }: Opened,
  task: Task,
): Promise<RouteResponse> => {
  const sent = FormSchema.safeParse(readFields(request));
  if (!sent.success)
    throw new ProblemError(problem('invalid-fields', 'act: remove, and fileId: which one; nothing was changed'));
  const { fileId } = sent.data;
  const caseId = link.matter.id;
  await desk.carry(
    {
      caseId,
      cause: `remove/${link.taskId}/${fileId}`,
      actor: { role: task.role, id: task.owner },
      occurredAt: request.occurredAt,
      caller: 'outside',
      decide: removeFile(fileId, task.owner),
    },
    loaded,
  );
  // Another unit's picture stays; one that was removed before is dropped again, should that have failed.
  if (!state.files.some(({ id, unit }) => id === fileId && unit !== task.owner))
    await dropObject(keptKey(caseId, fileId));
  log.info('photo removed', { matter: caseId, unit: task.owner });
  const { lang } = request.query;
  return wantsJson(request)
    ? json(200, { removed: fileId })
    : seeOther(`?${new URLSearchParams({ done: 'removed', ...(lang === undefined ? {} : { lang }) })}`);
};
