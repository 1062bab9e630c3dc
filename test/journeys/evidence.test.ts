// A department puts pictures beside its words: sent from the page straight to the bucket, cleaned, shown to whoever works
// on the case and, with the reply, to the citizen.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pngOf, secret } from '#test/builders/pictures.ts';
import { assisted, pack, plainLead, soundReply } from './support/pack.ts';
import { offered, send, sent, tracked } from './support/photos.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const asPerson = { headers: { accept: 'text/html' } };
const { pages } = pack.messages['zh-CN'];

describe('a photo of a department', () => {
  it('is kept without what its camera wrote, and shown to all who work on the case', async () => {
    const { caseId, lead } = await town.inProgress();
    expect(await sent(town, lead, pngOf())).toContain(pages.photoArrived);
    const { photos } = await offered(lead);
    expect(photos).toHaveLength(1);
    const shown = await fetch(photos[0]?.url ?? '');
    expect(shown.headers.get('content-type')).toBe('image/png');
    const bytes = Buffer.from(await shown.arrayBuffer());
    expect(bytes).toEqual(pngOf(64, []));
    expect(bytes.includes(secret)).toBe(false);
    const page = await (await fetch(lead, asPerson)).text();
    expect(page).toContain(`<img src="${(photos[0]?.url ?? '').split('?')[0]}`);
    expect(await town.events(caseId)).toContain('FileAttached');
  });

  it('is seen by the citizen with the reply and not before, and on the page of the case by the number', async () => {
    const requester = { name: '王小明', phone: '13912340001' };
    const { caseId, lead } = await town.inProgress({ requester });
    await sent(town, lead, pngOf());
    expect(await tracked(town, caseId, '0001')).not.toHaveProperty('photos');
    await town.act(lead, soundReply);
    expect(await tracked(town, caseId, '0001')).toMatchObject({ photos: [{ unit: plainLead }] });
    const asked = await (await fetch(await town.link(caseId, 'citizen-asked'), asPerson)).text();
    expect(asked).toContain('<img src="');
  });

  it('opens for some minutes only', async () => {
    const { lead } = await town.inProgress();
    await sent(town, lead, pngOf());
    const [photo] = (await offered(lead)).photos;
    await town.advance({ minutes: 16 });
    expect((await fetch(photo?.url ?? '')).status).toBe(403);
  });

  it('is taken back until the work is handed in, and is gone then', async () => {
    const { caseId, lead } = await town.inProgress();
    await sent(town, lead, pngOf());
    const [photo] = (await offered(lead)).photos;
    const body = new URLSearchParams({ act: 'remove', fileId: photo?.id ?? '', nonce: 'once' });
    const removed = await fetch(`${lead}/files`, { method: 'POST', body, redirect: 'manual', ...asPerson });
    expect(removed.status).toBe(303);
    expect((await offered(lead)).photos).toEqual([]);
    expect((await fetch(photo?.url ?? '')).status).toBe(404);
    await town.idle();
    expect(await town.events(caseId)).toContain('FileRemoved');
    await town.act(lead, soundReply);
    expect((await fetch(`${lead}/files`)).status).toBe(409);
  });

  it('of another unit stays', async () => {
    const { caseId } = await town.request({ category: assisted.path });
    const [lead, assistant] = [
      await town.link(caseId, 'department-sign-for'),
      await town.link(caseId, 'department-assist'),
    ];
    await town.act(lead, { action: 'sign' });
    await sent(town, lead, pngOf());
    const [photo] = (await offered(assistant)).photos;
    const body = JSON.stringify({ act: 'remove', fileId: photo?.id });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${assistant}/files`, { method: 'POST', body, headers })).status).toBe(200);
    expect((await offered(lead)).photos).toHaveLength(1);
    expect((await fetch(photo?.url ?? '')).status).toBe(200);
  });
});

describe('what is not kept', () => {
  it.each([
    ['not-a-picture', Buffer.from('<script>alert(1)</script>')],
    ['damaged', pngOf().subarray(0, 90)],
    ['too-large', Buffer.concat([pngOf(), Buffer.alloc(pack.handling.files.largestMb * 1024 * 1024)])],
  ] as const)('is said in words: %s', async (why, file) => {
    const { caseId, lead } = await town.inProgress();
    expect(await sent(town, lead, file)).toContain(pages.photoRefused[why]);
    expect((await offered(lead)).photos).toEqual([]);
    expect(await town.events(caseId)).toContain('FileRefused');
  });

  it('is what comes when there is no room: the page offers none, and a form that was open is told', async () => {
    const { lead } = await town.inProgress();
    const open = await offered(lead);
    for (let one = 0; one < pack.handling.files.most; one += 1) await sent(town, lead, pngOf(8 + one));
    expect((await offered(lead)).upload).toBeUndefined();
    expect(await (await fetch(`${lead}/files`, asPerson)).text()).toContain(pages.enoughPhotos);
    const { back } = await send(open, pngOf(40));
    await town.idle();
    expect(await (await fetch(back, asPerson)).text()).toContain(pages.photoRefused['too-many']);
    expect((await offered(lead)).photos).toHaveLength(pack.handling.files.most);
  });

  it('is what the form was not signed for: another case, another place, a later hour', async () => {
    const { lead } = await town.inProgress();
    const { caseId } = await town.inProgress();
    const offer = await offered(lead);
    const key = offer.upload?.fields['key'] ?? '';
    expect((await send(offer, pngOf(), { key: key.replace(/incoming\/[^/]+/, `incoming/${caseId}`) })).status).toBe(
      403,
    );
    expect((await send(offer, pngOf(), { success_action_redirect: 'https://elsewhere.example/' })).status).toBe(403);
    await town.advance({ minutes: 61 });
    const late = await send(offer, pngOf());
    expect([late.status, late.text.includes('Policy expired')]).toEqual([403, true]);
  });
});
