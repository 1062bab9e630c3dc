import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack, plainLead, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const asking = { action: 'extend', reason: '需等待材料到货后施工', workingDays: 2 };

describe('more time', () => {
  it('is approved once, denied once, and refused past the limit; somebody else decides', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, { action: 'contacted' });
    const before = (await town.commits(caseId)).length;
    expect((await town.act(lead, asking)).status).toBe(200);
    expect((await town.act(lead, asking)).status).toBe(409);
    const decide = await town.link(caseId, 'desk-decide-time');
    expect(
      (await town.messages(caseId)).findLast((one) => one.tags['template'] === 'desk-decide-time')?.tags['recipient'],
    ).not.toBe(plainLead);
    await town.act(decide, { action: 'deny', reason: '材料本市有现货' });
    expect(await town.events(caseId)).toContain('TimeDenied');
    expect(
      (await town.messages(caseId)).findLast((one) => one.tags['template'] === 'department-time-decided')?.text,
    ).toContain('材料本市有现货');
    for (let granted = 0; granted < pack.handling.extensions.limit; granted += 1) {
      expect((await town.act(lead, asking)).status).toBe(200);
      await town.act(await town.link(caseId, 'desk-decide-time'), { action: 'approve' });
    }
    expect((await town.events(caseId)).filter((event) => event === 'TimeGranted')).toHaveLength(
      pack.handling.extensions.limit,
    );
    const refused = await town.act(lead, asking);
    expect(refused.status).toBe(409);
    expect(refused.body['possible']).toContain('reply');
    expect((await town.commits(caseId)).length).toBeGreaterThan(before);
    expect((await town.act(lead, { ...asking, workingDays: 300 })).status).toBe(409);
    expect((await town.act(lead, soundReply)).status).toBe(200);
  });

  it('moves the reply deadline, and the reminder follows the new one', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, { action: 'contacted' });
    const first = await town.due(caseId, 'red-card');
    await town.act(lead, asking);
    await town.act(await town.link(caseId, 'desk-decide-time'), { action: 'approve' });
    expect((await town.due(caseId, 'red-card')) > first).toBe(true);
  });

  it('makes a long-term case with staged progress reports until its date', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, { action: 'contacted' });
    const until = new Date(Date.parse(town.now()) + 100 * 86_400_000).toISOString();
    expect((await town.act(lead, { action: 'extend', reason: '列入年度改造计划', until })).status).toBe(200);
    const decide = await town.link(caseId, 'desk-decide-time', pack.city.roles.supervisingOffice);
    await town.act(decide, { action: 'approve' });
    expect((await town.view(caseId))['status']).toBe('long-term');
    expect(await town.told(caseId)).toContain('citizen-long-term→citizen');
    const due = await town.due(caseId, 'progress-report');
    await town.act(lead, { action: 'progress', text: '已完成勘察设计，正在招标。' });
    await town.advanceTo(due);
    await town.advance({ days: 40 });
    expect(await town.events(caseId)).toEqual(expect.arrayContaining(['ProgressReported', 'ProgressMissed']));
    expect(await town.told(caseId)).toContain(`department-progress-due→${plainLead}`);
    expect((await town.act(lead, soundReply)).status).toBe(200);
  });

  it('is not given beyond the longest the city allows', async () => {
    const { lead } = await town.inProgress();
    const until = new Date(
      Date.parse(town.now()) + (pack.handling.longTerm.longestDays + 5) * 86_400_000,
    ).toISOString();
    expect((await town.act(lead, { action: 'extend', reason: '远期规划', until })).status).toBe(422);
  });
});
