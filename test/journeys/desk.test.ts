import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browse } from './support/people.ts';
import { openTown, type Town } from './support/town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
});
afterAll(() => town.close());

describe('signing in', () => {
  it('leads through the provider to the page that was asked for', async () => {
    const browser = await browse(town.url, undefined);
    const list = await browser.open('/desk?when=late');
    expect(new URL(list.url).pathname).toBe('/_local/oidc/authorize');
    const board = await browser.choose(list, 'desk');
    expect([board.status, new URL(board.url).pathname + new URL(board.url).search]).toEqual([200, '/desk?when=late']);
    expect(await board.text()).toContain('desk 某某');
  });
});

describe('the board', () => {
  it('shows the duty desk what the machine was unsure of', async () => {
    const { caseId, body } = await town.request({ text: '有个事情想请你们帮忙看一下，谢谢。' });
    const browser = await browse(town.url, 'desk');
    const page = await (await browser.open('/desk')).text();
    expect(page).toContain(`/desk/cases/${caseId}`);
    expect(page).toContain(body['caseNumber']);
    const { rows } = await browser.json('/desk');
    expect(rows).toContainEqual(expect.objectContaining({ caseId, kind: 'classify', when: 'today' }));
  });
});
