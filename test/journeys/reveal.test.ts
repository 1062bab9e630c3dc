// Who the citizen is, is shown on purpose only: with a reason, and with a code that goes to the unit's registered contact,
// because a link can be forwarded.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack, plainLead } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
  await town.reach(plainLead, { mailbox: 'duty@linjiang.example', phone: '13900000099' });
});
afterAll(() => town.close());

let forms = 0;
const post = async (link: string, fields: Record<string, string>): Promise<{ status: number; text: string }> => {
  forms += 1;
  const body = new URLSearchParams({ nonce: `form-${forms}`, ...fields });
  const headers = { accept: 'text/html' };
  const response = await fetch(`${link}/reveal`, { method: 'POST', headers, body, redirect: 'manual' });
  const text = await response.text();
  await town.idle();
  return { status: response.status, text };
};
const ask = (link: string) => post(link, { act: 'ask', reason: '需要上门核实' });
const look = (link: string, code: string) => post(link, { act: 'look', code });

const codeOf = async (caseId: string): Promise<string> => {
  const told = (await town.messages(caseId)).filter((one) => one.tags['template'] === 'department-reveal-code');
  const [mail, sms] = ['mail', 'sms'].map((channel) => told.findLast((one) => one.channel === channel));
  expect(mail?.tags['recipient']).toBe(plainLead);
  const code = /^\d{6}$/m.exec(mail?.text ?? '')?.[0] ?? '';
  expect(sms?.text).toContain(`：${code}，`);
  return code;
};
const phone = '13912345678';
const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('who the citizen is', () => {
  it('is shown once for a reason and a code, and each look is on record', async () => {
    const { caseId, lead } = await town.inProgress({ requester: { name: '王小明', phone } });
    expect(await (await fetch(lead, { headers: { accept: 'text/html' } })).text()).not.toContain(phone);
    expect((await ask(lead)).status).toBe(303);
    const code = await codeOf(caseId);
    expect(code).toMatch(/^\d{6}$/);
    const refused = await look(lead, wrong(code));
    expect(refused.status).toBe(403);
    expect(refused.text).not.toContain(phone);
    const shown = await look(lead, code);
    expect(shown.status).toBe(200);
    expect(shown.text).toContain(phone);
    expect(shown.text).toContain('王小明');
    expect((await look(lead, code)).text).not.toContain(phone);
    const looks = (await town.commits(caseId)).filter(({ events }) =>
      events.some((event) => (event as { type: string }).type === 'Revealed'),
    );
    expect(looks).toHaveLength(1);
    expect(looks[0]).toMatchObject({ actor: { id: plainLead }, events: [{ textId: expect.any(String) }] });
    expect(JSON.stringify(await town.commits(caseId))).not.toContain(code);
  });

  it('is not shown by a code older than ten minutes, nor after five wrong ones', async () => {
    const { caseId, lead } = await town.inProgress({ requester: { name: '王小明', phone } });
    await ask(lead);
    const old = await codeOf(caseId);
    await town.advance({ minutes: 11 });
    expect((await look(lead, old)).status).toBe(403);
    await ask(lead);
    const code = await codeOf(caseId);
    for (let tried = 0; tried < pack.handling.revealCode.tries; tried += 1)
      expect((await look(lead, wrong(code))).status).toBe(403);
    expect((await look(lead, code)).status).toBe(429);
    expect(await town.events(caseId)).not.toContain('Revealed');
  });

  it('is never shown of somebody who asked not to be known', async () => {
    const { caseId, lead } = await town.inProgress({ requester: { name: '王小明', phone, confidential: true } });
    expect((await ask(lead)).text).not.toContain(phone);
    expect(await town.events(caseId)).not.toContain('RevealAsked');
  });

  it('is not for the citizen’s own link, nor without a reason', async () => {
    const { caseId, lead } = await town.inProgress();
    expect((await post(lead, { act: 'ask' })).status).toBe(422);
    await town.act(lead, {
      action: 'reply',
      text: '接到诉求后已派工作人员到现场核实，当日完成处置，问题已解决。',
      legalBasis: '《条例》',
    });
    const citizen = await town.link(caseId, 'citizen-asked');
    expect((await ask(citizen)).status).toBe(409);
    expect(await town.events(caseId)).not.toContain('RevealAsked');
  });
});
