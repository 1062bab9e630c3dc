import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack, plain } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

describe('a request that needs no department', () => {
  it('is answered from the service list at once, and says so to the operator and the citizen', async () => {
    const item = pack.serviceList.items[0];
    const { caseId, body } = await town.request({ text: item?.questions[0] });
    expect(body['advice']).toMatchObject({ kind: 'answer', itemId: item?.id });
    expect(await town.told(caseId)).toContain('citizen-answered→citizen');
    const events = await town.events(caseId);
    expect(events.slice(0, 2)).toEqual(['Received', 'AnsweredDirectly']);
    if (!pack.handling.callback.askAfterDirectAnswer)
      expect((await town.view(caseId))['outcome']).toBe('answered-directly');
  });

  it('is closed as answered when a trusted operator has answered on the telephone', async () => {
    const { caseId } = await town.request({ handled: { answer: '已告知办理地点和材料', at: town.now() } });
    expect(await town.events(caseId)).toContain('AnsweredDirectly');
  });

  it('is told the lawful channel when it is out of scope', async () => {
    const rule = pack.triage.outOfScope[0];
    const { caseId, body } = await town.request({
      text: `我要反映一件事：${(rule?.groups[0] ?? []).join('，')}，请你们处理。`,
    });
    expect(body['advice']).toMatchObject({ kind: 'out-of-scope', channel: rule?.channel });
    expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'out-of-scope' });
    const sent = (await town.messages(caseId)).find((one) => one.tags['template'] === 'citizen-out-of-scope');
    expect(sent?.text.length).toBeGreaterThan(20);
    expect(await town.states(caseId)).toEqual(['Triage case', 'Where does it go?', 'Close case']);
  });

  it('goes to the duty desk when the machine is unsure, and the correction is kept as a training example', async () => {
    const { caseId } = await town.request({ text: '有个事情想请你们帮忙看一下，谢谢。' });
    expect((await town.view(caseId))['status']).toBe('with-duty-desk');
    const link = await town.link(caseId, 'desk-classify');
    const { body } = await town.show(link);
    expect(body['actions'].map((one: { action: string }) => one.action)).toEqual(['classify']);
    expect((await town.act(link, { action: 'classify', category: 'no/such' })).status).toBe(422);
    expect((await town.act(link, { action: 'classify', decision: 'assign', category: plain.path })).status).toBe(200);
    expect((await town.view(caseId))['status']).toBe('assigned');
    const classified = (await town.commits(caseId))
      .flatMap((commit) => commit.events)
      .find((event) => (event as { type: string }).type === 'Classified');
    expect(classified).toMatchObject({ by: 'desk', category: plain.path });
    const examples = await town.found('training', plain.path.split('/')[0] ?? '');
    expect(examples).toContain(caseId);
  });

  it('is never assigned to a township outside its duty lists without a recorded override', async () => {
    const { notForTownships, townships } = await import('./support/pack.ts');
    const township = townships[0]?.id ?? '';
    const { caseId } = await town.request({ category: notForTownships.path });
    const { ground } = await import('./support/pack.ts');
    await town.act(await town.link(caseId, 'department-sign-for'), {
      action: 'return',
      grounds: ground,
      explanation: '属地事项',
      proposedUnit: township,
    });
    await town.act(await town.link(caseId, 'desk-review-return'), { action: 'approve' });
    expect(await town.events(caseId)).toContain('GrassrootsGuarded');
    expect((await town.view(caseId))['status']).toBe('with-duty-desk');
    expect((await town.view(caseId))['departments']).not.toContain(township);

    const refused = await town.desk(caseId, {
      act: 'override',
      by: pack.city.roles.dutyDesk,
      unit: township,
      reason: '就近处理',
    });
    expect(refused.status).toBe(409);
    const overridden = await town.desk(caseId, {
      act: 'override',
      by: pack.handling.grassrootsOverrideBy,
      unit: township,
      reason: '防汛期间临时指定',
    });
    expect(overridden.status, JSON.stringify(overridden.body)).toBe(200);
    expect(await town.events(caseId)).toContain('GrassrootsOverridden');
    expect((await town.view(caseId))['departments']).toContain(township);
  });
});
