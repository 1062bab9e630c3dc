// What is done with pictures: sent, looked at, shown to each who may see them, taken back. Together they use what the
// functions of evidence may do.
import { expect } from 'vitest';
import { pngOf } from '#test/builders/pictures.ts';
import { pack, plainLead, soundReply } from '#test/journeys/support/pack.ts';
import { browse } from '#test/journeys/support/people.ts';
import { offered, type Photo, send, sent, tracked } from '#test/journeys/support/photos.ts';
import type { Town } from '#test/journeys/support/town.ts';
import type { Journey } from './walk.ts';

const opens = async (photos: unknown): Promise<void> => {
  const [photo] = photos as Photo[];
  expect((await fetch(photo?.url ?? '')).status).toBe(200);
};
const photosOf = async (link: string): Promise<unknown> =>
  ((await (await fetch(link, { headers: { accept: 'application/json' } })).json()) as { photos: unknown }).photos;

const shown: Journey = {
  name: 'a photo is sent and shown to department, desk and citizen',
  async go(town) {
    const { caseId, lead } = await town.inProgress({ requester: { name: '王小明', phone: '13912340001' } });
    await sent(town, lead, pngOf());
    await opens((await offered(lead)).photos);
    await opens(await photosOf(lead));
    const desk = await browse(town.url, 'desk');
    await opens((await desk.json(`/desk/cases/${caseId}`)).photos);
    await town.act(lead, soundReply);
    await opens((await tracked(town, caseId, '0001'))['photos']);
  },
};

const takenBack: Journey = {
  name: 'a photo is taken back, and one too many is refused',
  async go(town: Town) {
    const { lead } = await town.inProgress();
    const open = await offered(lead);
    for (let one = 0; one < pack.handling.files.most; one += 1) await sent(town, lead, pngOf(8 + one));
    await send(open, pngOf(40));
    await town.idle();
    const { photos } = await offered(lead);
    expect(photos).toHaveLength(pack.handling.files.most);
    const body = JSON.stringify({ act: 'remove', fileId: photos[0]?.id });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${lead}/files`, { method: 'POST', body, headers })).status).toBe(200);
    expect((await fetch(photos[0]?.url ?? '')).status).toBe(404);
    expect(photos.every(({ unit }) => unit === plainLead)).toBe(true);
  },
};

const guessed: Journey = {
  name: 'a link to photos is guessed',
  async go(town) {
    const headers = { accept: 'application/json' };
    expect((await fetch(`${town.url}/t/${'a'.repeat(22)}/files`, { headers })).status).toBe(404);
  },
};

export const evidence: readonly Journey[] = [shown, takenBack, guessed];
