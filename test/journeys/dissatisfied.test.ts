import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack, plainLead, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

const refusal = { action: 'answer', contacted: true, solved: false, satisfied: false, comment: '问题还在' };

describe('a citizen who is not satisfied', () => {
  it('gets reworks, then supervision and a ruling; the final reply closes against the refusal', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    for (let round = 1; round <= pack.handling.rework.limit; round += 1) {
      await town.act(await town.link(caseId, 'citizen-asked'), refusal);
      expect((await town.events(caseId)).filter((event) => event === 'ReworkOrdered')).toHaveLength(round);
      await town.act(await town.link(caseId, 'department-rework'), soundReply);
    }
    await town.act(await town.link(caseId, 'citizen-asked'), refusal);
    expect(await town.events(caseId)).toEqual(expect.arrayContaining(['SupervisionRaised', 'RulingAsked']));
    await town.act(await town.link(caseId, 'supervisor-rule'), {
      action: 'rule',
      decision: 'final-reply',
      reason: '诉求已依法处理',
    });
    const final = (await town.messages(caseId)).findLast((one) => one.tags['template'] === 'department-final-reply');
    expect(final?.to).toBe(pack.departments.units.find((unit) => unit.id === plainLead)?.headMailbox);
    await town.act(await town.link(caseId, 'department-final-reply'), soundReply);
    expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'final-reply' });
    expect(await town.told(caseId)).toContain('citizen-closed→citizen');
  });

  it('costs three transitions a rework', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    const before = (await town.states(caseId)).length;
    await town.act(await town.link(caseId, 'citizen-asked'), refusal);
    const after = await town.states(caseId);
    expect(after.slice(before)).toEqual(['Order rework', 'Where does it go?', 'Await reply']);
  });

  it('answers by text message, 1 2 or 3', async () => {
    const phone = '13700009999';
    const { caseId, lead } = await town.inProgress({ requester: { phone } });
    await town.act(lead, soundReply);
    expect((await town.webhook('sms.received', { from: phone, text: '７' })).body['outcome']).toBe('not-understood');
    expect((await town.webhook('sms.received', { from: `+86${phone}`, text: ' 1。' })).body).toMatchObject({
      outcome: 'answered',
      status: 'closed',
    });
    await town.idle();
    expect((await town.view(caseId))['outcome']).toBe('resolved');
    expect((await town.webhook('sms.received', { from: phone, text: '1' })).body['outcome']).toBe('no-open-question');
  });

  it('answers the operator on the telephone, and a refusal after closing opens the case again', async () => {
    const { caseId, externalId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    await town.webhook('callback.recorded', { externalId, contacted: true, solved: true, satisfied: true });
    await town.idle();
    expect((await town.view(caseId))['status']).toBe('closed');
    await town.advance({ days: 2 });
    await town.webhook('callback.recorded', { externalId, contacted: true, solved: false, satisfied: false });
    await town.idle();
    expect(await town.view(caseId)).toMatchObject({ status: 'in-progress', departments: [plainLead] });
    expect(await town.told(caseId)).toContain('citizen-reopened→citizen');
    expect(await town.statuses(caseId)).toHaveLength(2);
  });

  it('has the reply sent back by the duty desk when it says nothing', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, { action: 'reply', text: pack.handling.replyReview.emptyPhrases[0] ?? '已处理' });
    expect((await town.view(caseId))['status']).toBe('reply-in-review');
    const review = await town.link(caseId, 'desk-review-reply');
    expect((await town.show(review)).body['about']['findings']).toContain('too-short');
    await town.act(review, { action: 'deny', reason: '请写明处理措施和结果' });
    expect((await town.view(caseId))['status']).toBe('in-progress');
    expect(
      (await town.messages(caseId)).findLast((one) => one.tags['template'] === 'department-reply-sent-back')?.text,
    ).toContain('请写明处理措施和结果');
    expect((await town.act(lead, soundReply)).status).toBe(200);
    expect((await town.view(caseId))['status']).toBe('awaiting-citizen');
    expect(await town.states(caseId)).toEqual(
      expect.arrayContaining(['Await reply review', 'Await reply', 'Await citizen answer']),
    );
  });

  it('can have the case taken over by a higher unit', async () => {
    const { caseId, lead } = await town.inProgress();
    const { otherAgencies } = await import('./support/pack.ts');
    const elevated = await town.desk(caseId, {
      act: 'elevate',
      by: pack.city.roles.supervisingOffice,
      unit: otherAgencies[0],
      reason: '市级提级办理',
    });
    expect(elevated.status).toBe(200);
    expect((await town.view(caseId))['departments'][0]).toBe(otherAgencies[0]);
    expect((await town.act(lead, soundReply)).status).toBe(409);
  });
});
