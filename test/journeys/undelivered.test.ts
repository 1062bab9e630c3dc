// A message that did not arrive is not left at that: it is on the record, and somebody is phoned.
import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain, plainLead } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const outcomes = async (caseId: string): Promise<string[]> => {
  const deliveries = await town.deliveries(caseId);
  return deliveries.flatMap((one) => (one['template'] === 'department-sign-for' ? [one['outcome'] ?? ''] : []));
};

describe('a text message', () => {
  const receipt = async (body: unknown, key?: string): Promise<Response> => {
    const text = JSON.stringify(body);
    const signature = createHmac('sha256', key ?? (await town.secret(town.named('secrets', '/sms-gateway'))))
      .update(text)
      .digest('hex');
    const headers = { 'content-type': 'application/json', 'x-jiesu-signature': `sha256=${signature}` };
    return fetch(`${town.url}/v1/sms/receipts`, { method: 'POST', headers, body: text });
  };
  const idOf = async (caseId: string, template: string): Promise<string> => {
    const sent = (await town.messages(caseId)).find(
      (one) => one.channel === 'sms' && one.tags['template'] === template,
    );
    return `${caseId}-${sent?.tags['key']?.replace('-', '.')}`;
  };
  const outcomeOf = async (caseId: string, template: string): Promise<string | undefined> =>
    (await town.deliveries(caseId)).find((one) => one['channel'] === 'sms' && one['template'] === template)?.[
      'outcome'
    ];

  it('to a citizen that does not arrive is on the record, once', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const id = await idOf(caseId, 'citizen-assigned');
    expect((await receipt({ id, status: 'delivered' })).status).toBe(200);
    expect(await outcomeOf(caseId, 'citizen-assigned')).toBe('sent');
    for (const _ of [1, 2]) expect((await receipt({ id, status: 'undelivered', at: 'whenever' })).status).toBe(202);
    await town.idle();
    expect(await outcomeOf(caseId, 'citizen-assigned')).toBe('undelivered');
    expect(await town.events(caseId)).not.toContain('MessageUndelivered');
  });

  it('to a department that no mail reaches makes the desk phone it', async () => {
    await town.reach(plainLead, { mailbox: `${'a'.repeat(70)}@linjiang.example`, phone: '13900001111' });
    const { caseId } = await town.request({ category: plain.path });
    expect(await outcomes(caseId)).toEqual(['refused', 'sent']);
    const id = await idOf(caseId, 'department-sign-for');
    for (const _ of [1, 2]) await receipt({ id, status: 'undelivered' });
    await town.idle();
    expect(await outcomes(caseId)).toEqual(['refused', 'undelivered']);
    expect((await town.events(caseId)).filter((one) => one === 'MessageUndelivered')).toHaveLength(1);
    expect(await town.link(caseId, 'desk-phone-department')).toContain('/t/');
    await town.reach(plainLead, {});
  });

  it('of which nobody knows changes nothing, nor does a receipt that the gateway did not sign', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const id = await idOf(caseId, 'citizen-assigned');
    const before = await town.events(caseId);
    expect((await receipt({ id: `${caseId}-99.0`, status: 'undelivered' })).status).toBe(202);
    expect((await receipt({ id, status: 'undelivered' }, 'guessed')).status).toBe(401);
    expect((await receipt({ id: 'x', status: 'lost' })).status).toBe(422);
    await town.idle();
    expect(await town.events(caseId)).toEqual(before);
    expect(await outcomeOf(caseId, 'citizen-assigned')).toBe('sent');
  });
});

describe('a mail to the department that has the case', () => {
  it('that comes back makes the desk phone the department, and the record says so', async () => {
    await town.reach(plainLead, { mailbox: 'bounce@simulator.amazonses.com' });
    const { caseId } = await town.request({ category: plain.path });
    await town.idle();
    expect(await town.events(caseId)).toContain('MessageUndelivered');
    expect(await outcomes(caseId)).toEqual(['bounced']);
    const phone = await town.link(caseId, 'desk-phone-department');
    expect((await town.act(phone, { action: 'phoned' })).status).toBe(200);
    expect((await town.events(caseId)).at(-1)).toBe('DepartmentPhoned');
  });

  it('that no service takes goes by text message, and where there is no telephone either the desk phones', async () => {
    const mailbox = `${'a'.repeat(70)}@linjiang.example`;
    await town.reach(plainLead, { mailbox, phone: '13900001111' });
    const texted = await town.request({ category: plain.path });
    expect(await outcomes(texted.caseId)).toEqual(['refused', 'sent']);
    expect(await town.events(texted.caseId)).not.toContain('MessageUndelivered');
    await town.reach(plainLead, { mailbox, phone: 'none' });
    const { caseId } = await town.request({ category: plain.path });
    await town.advance({ minutes: 6 });
    expect(await town.events(caseId)).toContain('MessageUndelivered');
    expect(await town.link(caseId, 'desk-phone-department')).toContain('/t/');
  });

  it('that somebody complains of did arrive: it is on record, and nobody is phoned', async () => {
    await town.reach(plainLead, { mailbox: 'complaint@simulator.amazonses.com' });
    const { caseId } = await town.request({ category: plain.path });
    await town.idle();
    expect(await outcomes(caseId)).toEqual(['complained']);
    expect((await town.tasks(caseId)).filter(({ kind }) => kind === 'phone')).toEqual([]);
  });

  it('is written in the language that the unit asked for', async () => {
    await town.reach(plainLead, { mailbox: 'clerk@linjiang.example', locale: 'en' });
    const { caseId } = await town.request({
      category: plain.path,
      requester: { name: 'Ada', phone: '13800009999', locale: 'en' },
    });
    const texts = (await town.messages(caseId)).map(({ text }) => text);
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text.replace(/^【.*?】/, '')).not.toMatch(/[\u4e00-\u9fff]{6}/);
  });
});
