import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const story = (tail: string) => ({
  category: plain.path,
  text: `滨江路与解放大道交叉口的公交站台顶棚破损，下雨天候车的人都淋湿了，${tail}`,
  location: { address: '滨江路与解放大道交叉口' },
});

const twoOfOne = async (tail: string) => {
  const caller = { name: '李建国', phone: '13900001111' };
  const parent = await town.request({ ...story(tail), requester: caller });
  const child = await town.request({ ...story(tail), requester: caller });
  return { parent, child };
};

describe('duplicates', () => {
  it('are merged into the parent; both citizens are told and called back', async () => {
    const { parent, child } = await twoOfOne('希望尽快维修。');
    expect(child.body['advice']).toMatchObject({ kind: 'likely-duplicate', of: parent.body['caseNumber'] });
    expect((await town.view(child.caseId))['status']).toBe('merged');
    expect(await town.told(child.caseId)).toEqual(['citizen-merged→citizen']);
    expect(await town.states(child.caseId)).toEqual(['Triage case', 'Where does it go?', 'Case rests']);

    const lead = await town.link(parent.caseId, 'department-sign-for');
    await town.act(lead, { action: 'sign' });
    await town.act(lead, soundReply);
    expect(await town.told(parent.caseId)).toContain('citizen-asked→citizen');
    expect(await town.told(child.caseId)).toContain('citizen-asked→citizen');
    for (const one of [parent, child]) {
      await town.act(await town.link(one.caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
      expect(await town.view(one.caseId)).toMatchObject({ status: 'closed', outcome: 'resolved' });
    }
  });

  it('are taken apart again by the duty desk, and the child goes on by itself', async () => {
    const { child } = await twoOfOne('已经一个月没人来修。');
    expect((await town.view(child.caseId))['status']).toBe('merged');
    const apart = await town.desk(child.caseId, { act: 'unmerge', by: 'hotline-centre', reason: '两处不同站台' });
    expect(apart.status, JSON.stringify(apart.body)).toBe(200);
    expect((await town.view(child.caseId))['status']).toBe('assigned');
    expect(await town.told(child.caseId)).toEqual(
      expect.arrayContaining(['citizen-unmerged→citizen', expect.stringMatching(/^department-sign-for→/)]),
    );
  });

  it('do not leave a child behind when the parent is withdrawn', async () => {
    const { parent, child } = await twoOfOne('昨天又有老人滑倒。');
    await town.webhook('request.withdrawn', { externalId: parent.externalId });
    await town.idle();
    expect((await town.view(parent.caseId))['outcome']).toBe('withdrawn');
    expect((await town.view(child.caseId))['status']).toBe('assigned');
  });
});
