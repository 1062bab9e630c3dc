// A deadline that reaches a year without a calendar is provisional, marked, and computed again on record once the
// calendar is there (DOMAIN §3).
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { plain } from './support/pack.ts';
import { redeployed } from './support/redeployed.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
const folders: string[] = [];
afterEach(async () => {
  await town.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const newYear = {
  year: 2027,
  source: 'a calendar made up for this test',
  publishedOn: '2026-11-20',
  holidays: [{ name: { 'zh-CN': '元旦', en: 'New Year' }, from: '2027-01-01', to: '2027-01-03' }],
  workdays: [],
};

const redeployedWithCalendar = (): string => {
  const folder = redeployed((pack) => ({ ...pack, calendars: [...pack.calendars, newYear] }));
  folders.push(folder);
  return folder;
};

describe('a deadline beyond the last published calendar', () => {
  it('is provisional, and is computed again with an audit event when the calendar comes', async () => {
    const data = mkdtempSync(join(tmpdir(), 'jiesu-calendar-'));
    town = await openTown({ start: '2026-12-28T10:00:00+08:00', data });
    const { caseId } = await town.request({ category: plain.path });
    await town.act(await town.link(caseId, 'department-sign-for'), { action: 'sign' });
    const before = await town.view(caseId);
    const red = before['deadlines'].find((one: { kind: string }) => one.kind === 'red-card');
    expect(red.provisional).toBe(true);
    await town.advance({ minutes: 10 });
    expect(await town.events(caseId)).not.toContain('DeadlinesRecomputed');
    await town.close({ keep: true });

    town = await openTown({ data, cdkOut: redeployedWithCalendar() });
    await town.advance({ minutes: 10 });
    expect(await town.events(caseId)).toContain('DeadlinesRecomputed');
    const after = await town.view(caseId);
    const moved = after['deadlines'].find((one: { kind: string }) => one.kind === 'red-card');
    expect(moved.provisional).toBe(false);
    // New Year's Day, a Friday, is a holiday now: one working day later than was assumed.
    expect(moved.dueAt > red.dueAt).toBe(true);
    expect(after['deadlines'].every((one: { provisional: boolean }) => !one.provisional)).toBe(true);
  });
});
