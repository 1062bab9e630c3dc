// Which pictures of a case somebody sees, with addresses that open them for as long as a page is looked at.
import type { CaseState } from '#functions/case/case-state.ts';
import type { Photo } from '#functions/pages/photos.ts';
import { addressOf } from '#kernel/object-addresses.ts';
import { ownCredentials, ownRegion } from '#kernel/object-signer.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Task } from '#schemas/matter.ts';
import { keptKey } from './object-keys.ts';

const openForSeconds = 15 * 60;

/** Roles that work on a case by a link and put pictures beside their words. */
const attaching: readonly string[] = ['lead', 'assisting'];

export const mayAttach = (task: Pick<Task, 'role'> | undefined): boolean =>
  task !== undefined && attaching.includes(task.role);

/** For a citizen: with the reply, if the city wants it so. For everyone who works on the case: always. */
export const photosFor = (
  role: string,
  { caseId, state }: { caseId: string; state: CaseState },
  { handling }: CityPack,
  at: string,
): Promise<Photo[]> => {
  const hidden = role === 'citizen' && !(handling.files.citizenSees && state.handling?.reply !== undefined);
  const signing = { region: ownRegion(), at };
  return Promise.all(
    (hidden ? [] : state.files).map(async (file) => ({
      ...file,
      url: await addressOf(keptKey(caseId, file.id), openForSeconds, { ...signing, credentials: ownCredentials() }),
    })),
  );
};
