import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain, plainLead, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

describe('an ordinary case', () => {
  it('is signed for, contacted, answered and closed, within the budget of one case', async () => {
    await town.local('consumed', { method: 'DELETE' });
    const { caseId, status, body } = await town.request({ category: plain.path });
    expect(status).toBe(202);
    expect(body).toMatchObject({ advice: { kind: 'none' }, trackingUrl: `${town.url}/c/${body['caseNumber']}` });
    const link = await town.link(caseId, 'department-sign-for', plainLead);
    expect((await town.act(link, { action: 'sign' })).body).toMatchObject({
      outcome: 'done',
      next: expect.arrayContaining(['contacted', 'reply']),
    });
    await town.act(link, { action: 'contacted' });
    await town.act(link, soundReply);
    await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });

    const { body: consumed } = await town.local('consumed');
    const units = (kind: 'read' | 'write') => Object.values(consumed).reduce((sum, table) => sum + table[kind], 0);
    expect(units('write')).toBeLessThanOrEqual(45);
    expect(units('read')).toBeLessThanOrEqual(30);
    const { body: invoked } = await town.local('invocations');
    const counts: { invocations: number; logBytes: number }[] = Object.values(invoked);
    expect(counts.reduce((sum, one) => sum + one.invocations, 0)).toBeLessThanOrEqual(22);
    expect(counts.reduce((sum, one) => sum + one.logBytes, 0)).toBeLessThanOrEqual(6 * 1024);
    const states = await town.states(caseId);
    expect(states).toEqual([
      'Triage case',
      'Where does it go?',
      'Assign departments',
      'Await sign-for',
      'Await reply',
      'Await citizen answer',
      'Close case',
    ]);
    console.info(
      `one ordinary case: ${states.length} transitions, ${units('write')} write units, ${units('read')} read units, ${counts.reduce((sum, one) => sum + one.invocations, 0)} invocations, ${counts.reduce((sum, one) => sum + one.logBytes, 0)} log bytes`,
    );

    expect(await town.events(caseId)).toEqual([
      'Received',
      'Classified',
      'DepartmentsAssigned',
      'SignedFor',
      'Contacted',
      'Replied',
      'ReplyPassed',
      'CallbackStarted',
      'CitizenAnswered',
      'Ended',
      'Closed',
    ]);
    expect(await town.told(caseId)).toEqual([
      `department-sign-for→${plainLead}`,
      'citizen-assigned→citizen',
      'citizen-asked→citizen',
      'citizen-closed→citizen',
    ]);
    expect((await town.tasks(caseId)).every((task) => task.state === 'closed' && task.owner === undefined)).toBe(true);
    expect(await town.statuses(caseId)).toEqual(['SUCCEEDED']);
    expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'resolved', deadlines: [] });
  });

  it('waits for every assisting department before the lead may reply', async () => {
    const { assisted } = await import('./support/pack.ts');
    const { caseId } = await town.request({ category: assisted.path });
    const lead = await town.link(caseId, 'department-sign-for');
    await town.act(lead, { action: 'sign' });
    const [first = '', second = ''] = assisted.assisting;
    const early = await town.act(lead, soundReply);
    expect(early.status).toBe(409);
    expect(early.body['detail']).toContain(first);
    await town.act(await town.link(caseId, 'department-assist', first), soundReply);
    expect((await town.act(lead, soundReply)).status).toBe(409);
    for (const unit of assisted.assisting.slice(1))
      await town.act(await town.link(caseId, 'department-assist', unit), soundReply);
    expect((await town.act(lead, soundReply)).status).toBe(200);
    expect((await town.events(caseId)).filter((event) => event === 'AssistantReplied')).toHaveLength(
      assisted.assisting.length,
    );
    expect(second).not.toBe('');
    expect((await town.view(caseId))['status']).toBe('awaiting-citizen');
  });
});
