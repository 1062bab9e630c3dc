import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pack, plain, soundReply } from './support/pack.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown({ start: '2026-03-04T03:00:00+08:00' });
});
afterAll(() => town.close());

const fire = { text: '我家厨房着火了，火很大，人被困在里面，快来救人！' };
const line = pack.triage.emergency.find((one) => one.line === 'fire-119');

describe('an emergency', () => {
  it('is handed over at once, with a receipt, and the operator on the call is told', async () => {
    const { caseId, body } = await town.request(fire);
    expect(body['advice']).toMatchObject({ kind: 'emergency-line', line: 'fire-119' });
    expect(await town.told(caseId)).toEqual(
      expect.arrayContaining([`emergency-handover→${line?.unit}`, 'citizen-handed-over→citizen']),
    );
    expect((await town.view(caseId))['status']).toBe('handed-over');
    const link = await town.link(caseId, 'emergency-handover');
    expect((await town.act(link, { action: 'acknowledge' })).body['outcome']).toBe('done');
    expect(await town.view(caseId)).toMatchObject({ status: 'closed', outcome: 'handed-over' });
    expect(await town.states(caseId)).toEqual([
      'Triage case',
      'Where does it go?',
      'Hand over to emergency line',
      'Close case',
    ]);
  });

  it('asks the duty desk when the line does not acknowledge in five natural minutes, at three in the morning', async () => {
    const { caseId } = await town.request(fire);
    await town.advance({ minutes: 5, hours: 0 });
    await town.advance({ minutes: 1 });
    expect(await town.told(caseId)).toContain(`desk-emergency-unacknowledged→${pack.city.roles.dutyDesk}`);
    await town.act(await town.link(caseId, 'desk-emergency-unacknowledged'), {
      action: 'acknowledge',
      note: '已电话确认出警',
    });
    expect((await town.view(caseId))['outcome']).toBe('handed-over');
  });

  it('asks on while nobody answers, less and less often, and never stops', async () => {
    const { caseId } = await town.request(fire);
    await town.advance({ hours: 24 });
    const asked = (await town.events(caseId)).filter((event) => event === 'HandoverUnacknowledged').length;
    expect(asked).toBeGreaterThan(20);
    expect(asked).toBeLessThan(30);
    await town.advance({ hours: 2 });
    expect((await town.events(caseId)).filter((event) => event === 'HandoverUnacknowledged').length).toBe(asked + 2);
  });

  it('goes on as an ordinary case when the other line sends it back', async () => {
    const { caseId, externalId } = await town.request({ ...fire, category: plain.path });
    await town.act(await town.link(caseId, 'emergency-handover'), { action: 'acknowledge' });
    expect((await town.view(caseId))['status']).toBe('closed');
    const returned = await town.webhook('emergency.returned', {
      externalId,
      reason: '现场核实为烧烤油烟，非火情',
      by: '119',
    });
    expect(returned.status).toBe(202);
    await town.idle();
    expect((await town.view(caseId))['status']).toBe('assigned');
    expect(await town.statuses(caseId)).toHaveLength(2);
    const lead = await town.link(caseId, 'department-sign-for');
    await town.act(lead, { action: 'sign' });
    expect((await town.act(lead, soundReply)).status).toBe(200);
  });

  it('is recognised late, when a supplement turns a case into one, and calls the department off', async () => {
    const { caseId, externalId, lead } = await town.inProgress();
    await town.webhook('request.supplemented', { externalId, text: '现在起火了，浓烟滚滚，有人被困，快救命！' });
    await town.idle();
    expect((await town.view(caseId))['status']).toBe('handed-over');
    expect(await town.told(caseId)).toEqual(
      expect.arrayContaining([`emergency-handover→${line?.unit}`, expect.stringMatching(/^department-case-ended→/)]),
    );
    expect((await town.act(lead, soundReply)).status).toBe(409);
  });
});
