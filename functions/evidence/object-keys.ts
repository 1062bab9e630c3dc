// Where a picture lies: as it came until it was looked at, then as evidence of its case. Keys hold ids only.
import { sha256 } from '#kernel/keyed-hash.ts';

export type Incoming = { caseId: string; taskId: string };

/** `form`: a form that is sent twice with two pictures brings two. */
export const incomingKey = ({ caseId, taskId }: Incoming, form: string): string =>
  `incoming/${caseId}/${taskId}/${form}`;

export const readIncomingKey = (key: string): Incoming | undefined => {
  const [, caseId, taskId] = /^incoming\/([0-9a-z]{26})\/([\w.-]{1,60})\/[0-9a-f]{24}$/.exec(key) ?? [];
  return caseId === undefined || taskId === undefined ? undefined : { caseId, taskId };
};

/** The same bytes under the same form are one file, however often the bucket tells of them. */
export const fileIdOf = (key: string, etag: string): string =>
  sha256(`${key}\u0000${etag.replaceAll('"', '')}`).slice(0, 16);

export const keptKey = (caseId: string, fileId: string): string => `kept/${caseId}/${fileId}`;
