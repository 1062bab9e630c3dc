// A picture has reached the bucket: it is looked at, cleaned and put beside its case, or refused with a reason that the
// department reads. What came in is dropped last, so that a repeat finds it. Fed by the uploads queue.

import { createHash } from 'node:crypto';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import { type CaseDesk, caseDesk, caseRef } from '#functions/case/case-desk.ts';
import { attachFile, refuseFile } from '#functions/case/decide-file.ts';
import type { Decide } from '#functions/case/deciding.ts';
import { UnavailableError } from '#kernel/errors.ts';
import { faultFields, log } from '#kernel/log.ts';
import { dropObject, keepObject, readObject } from '#kernel/objects.ts';
import type { Commit, Task } from '#schemas/matter.ts';
import { cleanPicture } from './clean-picture.ts';
import { fileIdOf, keptKey, readIncomingKey } from './object-keys.ts';

/** What S3 tells by the event bus. */
const CreatedSchema = z.object({
  detail: z.object({ object: z.object({ key: z.string(), size: z.number(), etag: z.string() }) }),
});
type Arrived = z.infer<typeof CreatedSchema>['detail']['object'];

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const desk = await caseDesk();
  const failed: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    try {
      await keep(desk, CreatedSchema.parse(JSON.parse(record.body)).detail.object, record);
    } catch (fault) {
      log.error('a file was not looked at', faultFields(fault));
      failed.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures: failed };
};

const keep = async (desk: CaseDesk, { key, size, etag }: Arrived, { attributes }: SQSRecord): Promise<void> => {
  const place = readIncomingKey(key);
  if (place === undefined) throw new TypeError('an object that no form of ours names');
  const { caseId } = place;
  const fileId = fileIdOf(key, etag);
  const commits = await desk.desk.store.loadCommits(caseRef(caseId));
  const task = taskIn(commits, place.taskId);
  if (task === undefined) throw new TypeError(`${caseId}: no such task`);
  const largest = desk.policy.pack.handling.files.largestMb * 1024 * 1024;
  const bytes = size > largest ? undefined : await readObject(key);
  if (bytes === undefined && size <= largest) return alreadyDone(commits, fileId);
  const { decide, isKept } = await judged(caseId, fileId, task.owner, bytes);
  const carried = await desk.carry({
    caseId,
    cause: `file/${fileId}`,
    actor: { role: task.role, id: task.owner },
    occurredAt: new Date(Number(attributes.SentTimestamp)).toISOString(),
    caller: 'outside',
    decide,
  });
  if (isKept && carried.state?.files.some(({ id }) => id === fileId) !== true)
    await dropObject(keptKey(caseId, fileId));
  await dropObject(key);
  log.info('file looked at', { matter: caseId, unit: task.owner, outcome: carried.outcome });
};

/** The picture is kept before the case says so: what is on record is there. */
const judged = async (
  caseId: string,
  fileId: string,
  unit: string,
  bytes: Uint8Array | undefined,
): Promise<{ decide: Decide; isKept: boolean }> => {
  const cleaned = bytes === undefined ? 'too-large' : cleanPicture(bytes);
  if (typeof cleaned === 'string') return { decide: refuseFile(fileId, unit, cleaned), isKept: false };
  await keepObject(keptKey(caseId, fileId), cleaned.bytes, `image/${cleaned.type}`);
  const sha256 = createHash('sha256').update(cleaned.bytes).digest('hex');
  const file = { fileId, unit, format: cleaned.type, bytes: cleaned.bytes.length, sha256 };
  return { decide: attachFile(file), isKept: true };
};

const taskIn = (commits: readonly Commit[], taskId: string): Task | undefined =>
  commits
    .flatMap(({ consequences }) => consequences)
    .flatMap((one) => (one.type === 'TaskOpened' && one.task.id === taskId ? [one.task] : []))[0];

/** S3 tells everything at least once. What is gone and not on record was lost: somebody has to look. */
const alreadyDone = (commits: readonly Commit[], fileId: string): void => {
  if (!commits.some(({ cause }) => cause === `file/${fileId}`))
    throw new UnavailableError('an object that was told of cannot be read');
};
