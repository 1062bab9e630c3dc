// A message that did not arrive is not left at that: it is on the record, and somebody is phoned.
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
