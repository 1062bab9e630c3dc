// A supplement or a withdrawal may arrive at any stage: nothing is lost, and whoever has the case hears of it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ground, pack, plain, plainLead, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

type Reached = { caseId: string; externalId: string };
const { dutyDesk, supervisingOffice } = pack.city.roles;

/** How a case gets to each stage, and who has it there. */
const stages: { status: string; holder: string; reach: () => Promise<Reached> }[] = [
  {
    status: 'with-duty-desk',
    holder: dutyDesk,
    reach: () => town.request({ text: '有个事情想请你们帮忙看一下，谢谢。' }),
  },
  { status: 'assigned', holder: plainLead, reach: () => town.request({ category: plain.path }) },
  { status: 'in-progress', holder: plainLead, reach: () => town.inProgress() },
  {
    status: 'return-in-review',
    holder: dutyDesk,
    reach: async () => {
      const one = await town.request({ category: plain.path });
      await town.act(await town.link(one.caseId, 'department-sign-for'), {
        action: 'return',
        grounds: ground,
        explanation: '不属于本单位',
      });
      return one;
    },
  },
  {
    status: 'reply-in-review',
    holder: dutyDesk,
    reach: async () => {
      const one = await town.inProgress();
      await town.act(one.lead, { action: 'reply', text: '已处理' });
      return one;
    },
  },
  {
    status: 'awaiting-ruling',
    holder: supervisingOffice,
    reach: async () => {
      const one = await town.inProgress();
      for (let round = 0; round <= pack.handling.rework.limit; round += 1) {
        await town.act(round === 0 ? one.lead : await town.link(one.caseId, 'department-rework'), soundReply);
        await town.act(await town.link(one.caseId, 'citizen-asked'), {
          action: 'answer',
          solved: false,
          satisfied: false,
        });
      }
      return one;
    },
  },
  {
    status: 'awaiting-citizen',
    holder: dutyDesk,
    reach: async () => {
      const one = await town.inProgress();
      await town.act(one.lead, soundReply);
      return one;
    },
  },
];

describe('a supplement', () => {
  it.each(stages)('reaches whoever has a case that is $status', async ({ status, holder, reach }) => {
    const { caseId, externalId } = await reach();
    expect((await town.view(caseId))['status']).toBe(status);
    const { status: accepted } = await town.webhook('request.supplemented', {
      externalId,
      text: '补充：问题主要出现在夜间。',
    });
    await town.idle();
    expect(accepted).toBe(202);
    expect(await town.events(caseId)).toContain('Supplemented');
    expect((await town.view(caseId))['status']).toBe(status);
    expect(await town.told(caseId)).toContain(`department-supplement→${holder}`);
  });

  it('opens a closed case again', async () => {
    const { caseId, externalId } = await town.request({ category: plain.path });
    const lead = await town.link(caseId, 'department-sign-for');
    await town.act(lead, { action: 'sign' });
    await town.act(lead, soundReply);
    await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
    expect((await town.view(caseId))['status']).toBe('closed');
    await town.webhook('request.supplemented', { externalId, text: '又坏了，和上次一样。' });
    await town.idle();
    expect(await town.view(caseId)).toMatchObject({ status: 'in-progress', departments: [plainLead] });
  });
});

describe('a withdrawal', () => {
  it.each(stages)('ends a case that is $status, and tells who had it', async ({ reach }) => {
    const { caseId, externalId } = await reach();
    const had = (await town.told(caseId)).some((one) => one.startsWith('department-sign-for'));
    const awaiting = (await town.view(caseId))['status'] === 'awaiting-citizen';
    const { status } = await town.webhook('request.withdrawn', { externalId, reason: '问题已自行解决' });
    await town.idle();
    expect(status).toBe(202);
    expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'withdrawn' });
    expect(await town.told(caseId)).toContain('citizen-withdrawn→citizen');
    if (had && !awaiting) expect(await town.told(caseId)).toContain(`department-case-ended→${plainLead}`);
    expect((await town.tasks(caseId)).filter((task) => task.state === 'open')).toEqual([]);
    expect((await town.statuses(caseId)).every((one) => one === 'SUCCEEDED')).toBe(true);
    const again = await town.webhook('request.withdrawn', { externalId });
    expect(again.status).toBe(409);
  });

  it('does not call off what an emergency line has', async () => {
    const { caseId, externalId } = await town.request({ text: '我家厨房着火了，火很大，人被困在里面，快来救人！' });
    expect((await town.webhook('request.withdrawn', { externalId })).status).toBe(409);
    expect((await town.view(caseId))['status']).toBe('handed-over');
  });
});
