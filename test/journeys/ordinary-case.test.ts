import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const reply = '已于当日派维修人员更换损坏的路灯灯具和线路，经夜间复查照明恢复正常，并已电话告知市民处理结果。';

describe('an ordinary case', () => {
  it('is signed for, contacted, answered and closed, in at most eight transitions', async () => {
    await town.local('consumed', { method: 'DELETE' });
    const { caseId, status, body } = await town.request({ category: 'transport/buses' });
    expect(status, JSON.stringify(body)).toBe(202);
    const link = await town.link(caseId, 'department-sign-for');
    expect((await town.act(link, { action: 'sign' })).body).toMatchObject({ outcome: 'done' });
    await town.advance({ hours: 1 });
    await town.act(link, { action: 'contacted' });
    await town.advance({ hours: 3 });
    await town.act(link, { action: 'reply', text: reply, legalBasis: '《城市道路照明设施管理规定》' });
    const question = await town.link(caseId, 'citizen-asked');
    await town.act(question, { action: 'answer', solved: true, satisfied: true });
    console.log(JSON.stringify(await town.local('consumed')), JSON.stringify((await town.local('invocations')).body));
    console.log(JSON.stringify(await town.events(caseId)), JSON.stringify(await town.told(caseId)), JSON.stringify(await town.states(caseId)), await town.statuses(caseId));
    console.log(JSON.stringify(await town.messages(caseId), null, 1));
    expect(await town.states(caseId)).toHaveLength(7);
  });
});
