// A message is a burden too: what can wait for the morning waits, what is urgent never does, and nothing is forgotten.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain, plainLead, soundReply } from './support/pack.ts';
import { synthesize } from './support/synthesized.ts';
import { openTown, type Sent, type Town } from './support/town.ts';

let town: Town;
const told = async (caseId: string, template: string): Promise<Sent[]> =>
  (await town.messages(caseId)).filter(({ tags }) => tags['template'] === template);
const listsSent = async (): Promise<Sent[]> =>
  (await fetch(`${town.url}/_local/messages?template=morning-list`)).json() as Promise<Sent[]>;

describe('the quiet hours', () => {
  beforeAll(async () => {
    town = await openTown({ start: '2026-03-02T17:00:00+08:00' });
  });
  afterAll(() => town.close());

  it('keep the question to the citizen until the morning, and ask it then', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.advanceTo('2026-03-02T23:00:00+08:00');
    await town.act(lead, soundReply);
    expect(await told(caseId, 'citizen-asked')).toEqual([]);
    await town.advanceTo('2026-03-03T07:29:00+08:00');
    expect(await told(caseId, 'citizen-asked')).toEqual([]);
    await town.advanceTo('2026-03-03T07:36:00+08:00');
    expect(await told(caseId, 'citizen-asked')).toHaveLength(1);
    await town.act(await town.link(caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
    expect(await town.told(caseId)).toEqual([
      `department-sign-for→${plainLead}`,
      'citizen-assigned→citizen',
      'citizen-asked→citizen',
      'citizen-closed→citizen',
    ]);
  });

  it('are not kept from somebody who has just written, nor from what is urgent', async () => {
    await town.advanceTo('2026-03-04T23:10:00+08:00');
    const { caseId } = await town.request({ category: plain.path });
    expect(await told(caseId, 'citizen-assigned')).toHaveLength(1);
    const urgent = await town.request({ category: plain.path, urgency: 'critical' });
    await town.advance({ hours: 2 });
    expect((await town.messages(urgent.caseId)).length).toBeGreaterThan(1);
  });

  it('drop a question that was answered by telephone before it could be asked', async () => {
    await town.advanceTo('2026-03-05T17:00:00+08:00');
    const { caseId, externalId, lead } = await town.inProgress();
    await town.advanceTo('2026-03-05T23:00:00+08:00');
    await town.act(lead, soundReply);
    await town.webhook('callback.recorded', { externalId, contacted: true, solved: true, satisfied: true });
    await town.advanceTo('2026-03-06T08:00:00+08:00');
    expect(await told(caseId, 'citizen-asked')).toEqual([]);
    expect(await told(caseId, 'citizen-closed')).toHaveLength(1);
  });
});

describe('a unit that reads a morning list', () => {
  let packs: string;
  beforeAll(async () => {
    packs = mkdtempSync(join(tmpdir(), 'jiesu-packs-'));
    cpSync('cities/linjiang', join(packs, 'linjiang'), { recursive: true });
    const file = join(packs, 'linjiang', 'messaging.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace(/units: \[.*\]/, `units: [${plainLead}]`)
        .replace(/hourlyCap: .*/, 'hourlyCap: { unit: 2, citizen: 8 }'),
    );
    town = await openTown({
      cdkOut: synthesize(join(packs, 'cdk.out'), { packs }),
      start: '2026-03-02T14:00:00+08:00',
    });
  });
  afterAll(async () => {
    await town.close();
    rmSync(packs, { recursive: true });
  });

  it('is told of a day of cases in one mail, the nearest deadline first, with a link to each and a calendar of all', async () => {
    const cases: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      cases.push((await town.request({ category: plain.path })).caseId);
      await town.advance({ minutes: 30 });
    }
    for (const caseId of cases) expect(await told(caseId, 'department-sign-for')).toEqual([]);
    await town.advanceTo('2026-03-03T08:36:00+08:00');
    const lists = await listsSent();
    expect(lists).toHaveLength(1);
    const links = lists[0]?.links.filter((link) => link.includes('/t/')) ?? [];
    expect(new Set(links).size).toBe(3);
    const calendar = lists[0]?.attachments?.[0]?.text ?? '';
    expect([...calendar.matchAll(/UID:(\w+)/g)].map(([, id]) => id).toSorted()).toEqual(cases.toSorted());
    const shown = await Promise.all(links.map(async (link) => (await town.show(link)).body['case'].number));
    const numbers = await Promise.all(cases.map(async (caseId) => (await town.view(caseId))['caseNumber']));
    expect([...new Set(shown)]).toEqual(numbers);
    expect((await town.act(links[0] ?? '', { action: 'sign' })).status).toBe(200);
  });

  it('has what is urgent at once, and no more in an hour than it can read', async () => {
    await town.advanceTo('2026-03-04T09:00:00+08:00');
    const { caseId } = await town.request({ category: plain.path, urgency: 'urgent' });
    expect(await told(caseId, 'department-sign-for')).not.toEqual([]);
    const before = (await listsSent()).length;
    // Reminders are no matter of the list: of four in an hour two go out, two wait for the next hour, as one mail.
    const links: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const one = await town.request({ category: plain.path });
      links.push(one.caseId);
    }
    await town.advance({ days: 2 });
    const reminders = await Promise.all(links.map((one) => told(one, 'department-reminder')));
    expect(reminders.flat().length).toBeLessThan(4 * 2);
    expect((await listsSent()).length).toBeGreaterThan(before);
  });
});
