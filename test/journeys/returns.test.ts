import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ground, otherAgencies, pack, plain, plainLead, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const [second = '', third = ''] = otherAgencies;
const returning = { action: 'return', grounds: ground, explanation: '经核实不属于我单位职责范围' };

describe('a return', () => {
  it('is granted, and the proposed department gets the case', async () => {
    const { caseId } = await town.request({ category: plain.path });
    await town.act(await town.link(caseId, 'department-sign-for'), { ...returning, proposedUnit: second });
    expect((await town.view(caseId))['status']).toBe('return-in-review');
    await town.act(await town.link(caseId, 'desk-review-return'), { action: 'approve' });
    expect((await town.view(caseId))['departments'][0]).toBe(second);
    expect(await town.told(caseId)).toEqual(
      expect.arrayContaining([`department-return-decided→${plainLead}`, `department-sign-for→${second}`]),
    );
    expect(await town.states(caseId)).toEqual([
      'Triage case',
      'Where does it go?',
      'Assign departments',
      'Await sign-for',
      'Review return',
      'Assign departments',
      'Await sign-for',
    ]);
  });

  it('that is granted takes the deadline out of the calendars of the unit that had it', async () => {
    const { caseId } = await town.request({ category: plain.path });
    await town.act(await town.link(caseId, 'department-sign-for'), { ...returning, proposedUnit: second });
    await town.act(await town.link(caseId, 'desk-review-return'), { action: 'approve' });
    const entryIn = async (template: string) => {
      const sent = (await town.messages(caseId)).find(
        ({ tags }) => tags['template'] === template && tags['recipient'] === plainLead,
      );
      const text = sent?.attachments?.[0]?.text ?? '';
      return { method: /METHOD:(\w+)/.exec(text)?.[1], uid: /UID:(.*)/.exec(text)?.[1] };
    };
    const set = await entryIn('department-sign-for');
    expect(set).toMatchObject({ method: 'PUBLISH', uid: expect.stringContaining(caseId) });
    expect(await entryIn('department-return-decided')).toEqual({ method: 'CANCEL', uid: set.uid });
  });

  it('is refused with a reason, and the department has the case', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const link = await town.link(caseId, 'department-sign-for');
    await town.act(link, returning);
    await town.act(await town.link(caseId, 'desk-review-return'), {
      action: 'deny',
      reason: '按派单目录第三条由贵单位主办',
    });
    expect(await town.view(caseId)).toMatchObject({ status: 'in-progress', departments: [plainLead] });
    const told = (await town.messages(caseId)).findLast((one) => one.tags['template'] === 'department-return-decided');
    expect(told?.text).toContain('按派单目录第三条由贵单位主办');
    expect((await town.act(link, soundReply)).status).toBe(200);
  });

  it('needs grounds that the city knows, and comes too late after the window', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const link = await town.link(caseId, 'department-sign-for');
    expect((await town.act(link, { ...returning, grounds: 'just-because' })).status).toBe(422);
    await town.act(link, { action: 'sign' });
    await town.advance({ days: 4 });
    const late = await town.act(link, returning);
    expect(late.status).toBe(409);
    expect(late.body['possible']).toContain('reply');
  });

  it('is over when the department stays silent past the window: the case is theirs', async () => {
    const { caseId } = await town.request({ category: plain.path });
    await town.advance({ days: 4 });
    expect(await town.events(caseId)).toEqual(expect.arrayContaining(['SignForMissed', 'DeemedAccepted']));
    expect(await town.view(caseId)).toMatchObject({ status: 'in-progress', departments: [plainLead] });
  });

  it('leads to a ruling at the third hop, and no return follows a ruling', async () => {
    const { caseId } = await town.request({ category: plain.path });
    await town.act(await town.link(caseId, 'department-sign-for'), { ...returning, proposedUnit: second });
    await town.act(await town.link(caseId, 'desk-review-return'), { action: 'approve' });
    await town.act(await town.link(caseId, 'department-sign-for', second), { ...returning, proposedUnit: third });
    expect((await town.view(caseId))['status']).toBe('awaiting-ruling');
    const ruling = await town.link(caseId, 'supervisor-rule', pack.city.roles.supervisingOffice);
    await town.act(ruling, { action: 'rule', decision: 'assign', unit: plainLead, reason: '依据三定方案由其主办' });
    expect((await town.view(caseId))['departments'][0]).toBe(plainLead);
    const again = await town.link(caseId, 'department-sign-for', plainLead);
    const refused = await town.act(again, returning);
    expect(refused.status).toBe(409);
    expect(refused.body['possible']).toEqual(['sign']);
    expect((await town.act(again, { action: 'sign' })).status).toBe(200);
  });
});
