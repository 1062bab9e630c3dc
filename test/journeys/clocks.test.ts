import { afterEach, describe, expect, it } from 'vitest';
import { assisted, pack, plain, plainLead, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
afterEach(() => town.close());

describe('clocks', () => {
  it('wake the duty desk when life and property is not signed for in fifteen natural minutes, at three in the morning', async () => {
    town = await openTown({ start: '2026-03-04T03:00:00+08:00' });
    const { caseId } = await town.request({ category: plain.path, urgency: 'critical' });
    expect(await town.due(caseId, 'sign-for')).toBe('2026-03-03T19:15:00.000Z');
    await town.advance({ minutes: 14 });
    expect(await town.events(caseId)).not.toContain('SignForMissed');
    await town.advance({ minutes: 2 });
    expect(await town.events(caseId)).toContain('SignForMissed');
    const phone = await town.link(caseId, 'desk-phone-department', pack.city.roles.dutyDesk);
    expect((await town.act(phone, { action: 'phoned', note: '值班人员已接听' })).status).toBe(200);
    expect((await town.act(await town.link(caseId, 'department-sign-for'), { action: 'sign' })).status).toBe(200);
  });

  it('give an ordinary case one working day over a weekend with a swapped workday', async () => {
    // Friday 13 February 2026 at 16:00; Saturday the 14th is worked for the Spring Festival (15 to 23 February).
    town = await openTown({ start: '2026-02-13T16:00:00+08:00' });
    const { caseId } = await town.request({ category: plain.path });
    expect(await town.due(caseId, 'sign-for')).toBe('2026-02-14T08:00:00.000Z');
    await town.advanceTo('2026-02-14T15:59:00+08:00');
    expect(await town.events(caseId)).not.toContain('SignForMissed');
    await town.advanceTo('2026-02-14T16:01:00+08:00');
    expect(await town.events(caseId)).toContain('SignForMissed');
  });

  it('do not run over the holidays: five working days from before the Spring Festival end in March', async () => {
    town = await openTown({ start: '2026-02-14T16:30:00+08:00' });
    const { caseId } = await town.request({ category: plain.path });
    await town.act(await town.link(caseId, 'department-sign-for'), { action: 'sign' });
    await town.advanceTo('2026-02-24T08:00:00+08:00');
    expect(await town.events(caseId)).not.toEqual(expect.arrayContaining(['ReminderSent']));
  });

  it('chase an assistant who is silent as long as they chase the lead, who cannot answer without it', async () => {
    town = await openTown();
    const { caseId } = await town.request({ category: assisted.path });
    await town.act(await town.link(caseId, 'department-sign-for'), { action: 'sign' });
    await town.advance({ days: 14 });
    const [assistant = ''] = assisted.assisting;
    const reminders = (await town.told(caseId)).filter((one) => one === `department-reminder→${assistant}`);
    expect(reminders).toHaveLength(3);
  });

  it('climb from reminder over cards to three levels of supervision, each to the right person, and a late reply still counts', async () => {
    town = await openTown();
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, { action: 'contacted' });
    await town.advance({ days: 21 });
    const climbed = (await town.events(caseId)).filter((event) =>
      ['ReminderSent', 'YellowCardShown', 'RedCardShown', 'SupervisionRaised'].includes(event),
    );
    expect(climbed).toEqual([
      'ReminderSent',
      'YellowCardShown',
      'RedCardShown',
      'SupervisionRaised',
      'SupervisionRaised',
      'SupervisionRaised',
    ]);
    const { supervisingOffice, cityLeader } = pack.city.roles;
    expect(await town.told(caseId)).toEqual(
      expect.arrayContaining([
        `department-reminder→${plainLead}`,
        `department-yellow-card→${plainLead}`,
        `department-red-card→${plainLead}`,
        `supervision→head-${plainLead}`,
        `supervision→${supervisingOffice}`,
        `supervision→${cityLeader}`,
      ]),
    );
    const supervised = (await town.messages(caseId))
      .filter((one) => one.tags['template'] === 'supervision')
      .map((one) => one.to);
    const unit = (id: string) => pack.departments.units.find((one) => one.id === id);
    expect(supervised).toEqual([
      unit(plainLead)?.headMailbox,
      unit(supervisingOffice)?.mailbox,
      unit(cityLeader)?.mailbox,
    ]);
    expect((await town.act(lead, soundReply)).status).toBe(200);
    await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
    expect((await town.view(caseId))['status']).toBe('closed');
    const ended = (await town.ledger(caseId)).find((facts) => 'outcome' in facts);
    expect(ended).toMatchObject({ late: true, supervision: 3 });
  });

  it('ask the citizen as often as policy says, and close as unverified when nobody answers', async () => {
    town = await openTown();
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    await town.advance({ days: 12 });
    expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'unverified' });
    const asked = (await town.told(caseId)).filter((one) => one.startsWith('citizen-asked'));
    expect(asked).toHaveLength(pack.handling.callback.attemptsAfter.length);
    expect(await town.told(caseId)).toContain('citizen-closed-unverified→citizen');
  });
});
