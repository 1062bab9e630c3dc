// A link that went to the wrong hands: the desk revokes it, and whoever has the task gets a new one (DESIGN §4).
import { afterEach, describe, expect, it } from 'vitest';
import { plain, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
afterEach(() => town.close());

describe('a revoked link', () => {
  it('opens nothing any more, and the department goes on by the new one', async () => {
    town = await openTown();
    const { caseId } = await town.request({ category: plain.path });
    const astray = await town.link(caseId, 'department-sign-for');
    const told = await town.desk(caseId, { act: 'revoke-links', by: 'hotline-centre', reason: '转发给了外单位人员' });
    expect(told.body).toMatchObject({ outcome: 'done', status: 'assigned' });
    expect((await town.show(astray)).status).toBe(410);
    const refused = await town.act(astray, { action: 'sign' });
    expect(refused.status).toBe(410);
    expect(refused.body['detail']).toContain('revoked');
    const renewed = await town.link(caseId, 'department-reminder');
    expect(renewed).not.toBe(astray);
    expect((await town.act(renewed, { action: 'sign' })).status).toBe(200);
    // Later messages carry the same new link.
    await town.act(renewed, soundReply);
    expect((await town.view(caseId))['status']).toBe('awaiting-citizen');
  });

  it('of a citizen is replaced as well', async () => {
    town = await openTown();
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    const astray = await town.link(caseId, 'citizen-asked');
    await town.desk(caseId, { act: 'revoke-links', by: 'hotline-centre', reason: '市民手机遗失' });
    expect((await town.act(astray, { action: 'answer', solved: true, satisfied: true })).status).toBe(410);
    const renewed = await town.link(caseId, 'citizen-asked-again');
    expect((await town.act(renewed, { action: 'answer', solved: true, satisfied: true })).status).toBe(200);
    expect((await town.view(caseId))['status']).toBe('closed');
  });

  it('of a closed case is not needed: its links only show', async () => {
    town = await openTown();
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
    const told = await town.desk(caseId, { act: 'revoke-links', by: 'hotline-centre', reason: '无' });
    expect(told.status).toBe(409);
  });
});
