import { describe, expect, it } from 'vitest';
import { aCase, sureOf } from '#test/builders/case-runner.ts';
import { aCity } from '#test/builders/city.ts';

const reply = {
  action: 'reply',
  text: '接到诉求后已派工作人员到现场查看，当日完成修复，并电话回访确认问题不再出现，后续将每周巡查一次。',
  legalBasis: '《城镇供水条例》',
} as const;
const content = { action: 'answer', solved: true, satisfied: true } as const;

describe('the life of a case', () => {
  it('goes from request to closure along the happy path', async () => {
    const one = await aCase();
    expect(one.state().stage.name).toBe('assigned');
    await one.respond('lead', { action: 'sign' });
    await one.respond('lead', { action: 'contacted' });
    for (const assistant of one.state().handling?.assisting ?? []) await one.respond('assist', reply, assistant.unit);
    await one.respond('lead', reply);
    expect(one.state().stage.name).toBe('awaiting-citizen');
    await one.respond('citizen', content);
    expect(one.state().stage).toMatchObject({ name: 'closed', outcome: 'resolved' });
    expect(one.tasks()).toEqual([]);
    expect(one.frame().execution.running).toBe(false);
  });

  it('is never put to another by the machine when it may be about danger: a person looks', async () => {
    const path = aCity().catalogue.leaves[0]?.path ?? '';
    const duplicate = { parentId: 'the-other', verdict: 'merge', similarity: 1, because: 'same-caller' } as const;
    const plainly = await aCase({ findings: { ...sureOf(path), duplicate } });
    expect(plainly.state().stage.name).toBe('merged');
    const alarmed = await aCase({
      findings: { ...sureOf(path), verdict: 'low-confidence', duplicate, alarmed: true },
    });
    expect(alarmed.state()).toMatchObject({ stage: { name: 'with-duty-desk' }, duplicateProposed: 'the-other' });
  });

  it('deems a task accepted when the return window passes in silence', async () => {
    const one = await aCase();
    await one.moveTo(new Date(Date.parse(one.now()) + 4 * 86_400_000).toISOString());
    expect(one.eventTypes()).toContain('DeemedAccepted');
    expect(one.state().stage.name).toBe('in-progress');
  });

  it('lets a first contact noted by mistake be taken back within ten minutes, and its clock runs again', async () => {
    const one = await aCase();
    await one.respond('lead', { action: 'sign' });
    const due = one.state().clocks['first-contact'];
    expect((await one.respond('lead', { action: 'undo-contact' })).outcome).toBe('rejected');
    await one.respond('lead', { action: 'contacted' });
    expect(one.state().clocks['first-contact']).toBeUndefined();
    await one.moveTo(new Date(Date.parse(one.now()) + 9 * 60_000).toISOString());
    await one.respond('lead', { action: 'undo-contact' });
    expect(one.state().handling?.contactedAt).toBeUndefined();
    expect(one.state().clocks['first-contact']).toEqual(due);
    await one.respond('lead', { action: 'contacted' });
    await one.moveTo(new Date(Date.parse(one.now()) + 11 * 60_000).toISOString());
    expect((await one.respond('lead', { action: 'undo-contact' })).outcome).toBe('rejected');
    expect(one.state().handling?.contactedAt).toBeDefined();
  });

  it('climbs reminder, yellow card, red card and three levels of supervision when nobody replies', async () => {
    const one = await aCase();
    await one.respond('lead', { action: 'sign' });
    await one.respond('lead', { action: 'contacted' });
    for (let guard = 0; guard < 12 && one.state().handling?.supervision !== 3; guard += 1) await one.nextTimer();
    const climbed = one
      .eventTypes()
      .filter((type) => ['ReminderSent', 'YellowCardShown', 'RedCardShown', 'SupervisionRaised'].includes(type));
    expect(climbed).toEqual([
      'ReminderSent',
      'YellowCardShown',
      'RedCardShown',
      'SupervisionRaised',
      'SupervisionRaised',
      'SupervisionRaised',
    ]);
    expect(one.templates().filter((template) => template === 'supervision')).toHaveLength(3);
  });

  it('asks for a ruling at the hop the policy names, and takes no return after it', async () => {
    const one = await aCase();
    const grounds = one.pack.handling.returns.grounds[0]?.id ?? '';
    const other = one.pack.departments.units.filter(
      (unit) => unit.kind === 'agency' && unit.id !== one.task('lead').owner,
    );
    let hop = 1;
    while (one.state().stage.name !== 'awaiting-ruling') {
      await one.respond('lead', {
        action: 'return',
        grounds,
        explanation: '不属于本单位职责',
        proposedUnit: other[hop]?.id,
      });
      if (one.state().stage.name === 'return-in-review') await one.respond('return', { action: 'approve' });
      hop += 1;
      expect(hop).toBeLessThan(12);
    }
    expect(hop).toBe(one.pack.handling.returns.rulingAtHop);
    await one.respond('rule', { action: 'rule', decision: 'assign', unit: other[0]?.id, reason: '按目录由其主办' });
    expect(one.task('lead').owner).toBe(other[0]?.id);
    const again = await one.respond('lead', { action: 'return', grounds, explanation: '仍不属于' });
    expect(again).toMatchObject({ outcome: 'rejected' });
  });

  it('gives a dissatisfied citizen a rework, then supervision and a ruling, then a final reply that closes', async () => {
    const one = await aCase();
    await one.respond('lead', { action: 'sign' });
    for (let round = 1; one.state().stage.name !== 'awaiting-ruling'; round += 1) {
      for (const assistant of one.state().handling?.assisting ?? [])
        if (!assistant.replied) await one.respond('assist', reply, assistant.unit);
      await one.respond('lead', reply);
      await one.respond('citizen', { action: 'answer', solved: false, satisfied: false });
      expect(round).toBeLessThan(6);
    }
    expect(one.eventTypes()).toContain('SupervisionRaised');
    await one.respond('rule', { action: 'rule', decision: 'final-reply', reason: '已依法处理完毕' });
    await one.respond('lead', reply);
    expect(one.state().stage).toMatchObject({ name: 'closed', outcome: 'final-reply' });
  });

  it('closes as unverified when the citizen never answers', async () => {
    const one = await aCase();
    await one.respond('lead', { action: 'sign' });
    for (const assistant of one.state().handling?.assisting ?? []) await one.respond('assist', reply, assistant.unit);
    await one.respond('lead', reply);
    for (let guard = 0; guard < 10 && one.state().stage.name === 'awaiting-citizen'; guard += 1) await one.nextTimer();
    expect(one.state().stage).toMatchObject({ name: 'closed', outcome: 'unverified' });
    expect(one.templates().filter((template) => template === 'citizen-asked-again')).toHaveLength(
      one.pack.handling.callback.attemptsAfter.length - 1,
    );
  });

  it('asks the duty desk when the machine is unsure, and keeps the correction', async () => {
    const pack = aCity();
    const [first, second] = pack.catalogue.leaves;
    const one = await aCase({ pack, findings: sureOf(first?.path ?? '', { verdict: 'low-confidence' }) });
    await one.respond('classify', { action: 'classify', decision: 'assign', category: second?.path });
    expect(one.events().find((event) => event.type === 'Classified')).toMatchObject({
      by: 'desk',
      machineSaid: first?.path,
      category: second?.path,
    });
    expect(one.state().stage.name).toBe('assigned');
  });
});
