// Answered by text message: a code means exactly one open task of this telephone, and what means none gets the list.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain, plainLead, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const texts = async (caseId: string, template: string): Promise<string> =>
  (await town.messages(caseId)).findLast((one) => one.channel === 'sms' && one.tags['template'] === template)?.text ??
  '';
const sms = async (from: string, text: string) => {
  const { body } = await town.webhook('sms.received', { from, text });
  await town.idle();
  return body;
};

describe('a citizen with two questions open', () => {
  const phone = '13611110000';
  const asked = async (text: string): Promise<string> => {
    const { caseId, lead } = await town.inProgress({ text, requester: { name: '王小明', phone } });
    await town.act(lead, soundReply);
    return caseId;
  };

  it('answers each by a number of its own', async () => {
    const first = await asked('小区南门的路灯连着三天不亮，晚上回家看不清路');
    const second = await asked('人民公园东侧厕所没有水，管理房也没有人值守');
    expect(await texts(first, 'citizen-asked')).toMatch(/1.*2.*3/);
    expect(await texts(second, 'citizen-asked')).toMatch(/4.*5.*6/);
    const unknown = await sms(phone, '9');
    expect(unknown['outcome']).toBe('not-understood');
    for (const caseId of [first, second]) expect(unknown['reply']).toContain((await town.view(caseId))['caseNumber']);
    expect(await sms(phone, '4')).toMatchObject({ outcome: 'answered', caseId: second });
    expect(await town.view(second)).toMatchObject({ status: 'closed', outcome: 'resolved' });
    expect((await town.view(first))['status']).toBe('awaiting-citizen');
    // What is left is the only question, and 1 to 3 are its answers.
    expect(await sms(phone, '3')).toMatchObject({ outcome: 'answered', caseId: first });
    expect(await town.events(first)).toContain('ReworkOrdered');
  });
});

describe('an officer on duty', () => {
  const phone = '13622220000';

  it('signs for the case that the code names, and for no other', async () => {
    await town.reach(plainLead, { phone });
    const one = await town.request({ category: plain.path, urgency: 'urgent' });
    const other = await town.request({ category: plain.path, urgency: 'urgent' });
    expect(await texts(one.caseId, 'department-sign-for')).toContain('51');
    expect(await texts(other.caseId, 'department-sign-for')).toContain('52');
    expect((await sms(phone, '59'))['reply']).toMatch(/51.*\n.*52/);
    expect(await sms(phone, '52')).toMatchObject({ outcome: 'signed', caseId: other.caseId });
    expect(await town.events(other.caseId)).toContain('SignedFor');
    expect(await town.events(one.caseId)).not.toContain('SignedFor');
    expect((await sms(phone, '52'))['outcome']).toBe('not-understood');
    expect((await sms('13600000001', '51'))['outcome']).toBe('no-open-question');
  });
});
