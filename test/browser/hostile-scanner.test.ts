// Mail gateways and chat programs open every link before a person does; some run its scripts and press its buttons. What
// they do must change nothing: every form wants a choice that only a person makes (DESIGN §4).
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { plain, soundReply } from '../journeys/support/pack.ts';
import { openPage } from './support/chromium.ts';
import { browser, shareTownAndBrowser, town, withBrowser } from './support/town-and-browser.ts';

shareTownAndBrowser();

type Form = { action: string; fields: [string, string][] };

/** Every form with what it would send untouched: hidden fields and what is chosen already. */
const formsOf = (page: Page): Promise<Form[]> =>
  page.evaluate(
    `[...document.forms].map((form) => ({ action: new URL(form.getAttribute('action') ?? '', location.href).href, fields: [...new FormData(form)].map(([name, value]) => [name, String(value)]) }))`,
  );

/** The same page in another language has the same buttons. */
const withoutLanguage = (address: string): string => {
  const url = new URL(address);
  url.searchParams.delete('lang');
  return url.href;
};

/** Opens everything that leads on from `start` on this server, and at each place presses every button there is. */
const scan = async (start: string): Promise<{ opened: string[]; pressed: number }> => {
  const page = await openPage(browser, { width: 1280, language: 'en', scripts: true });
  const opened: string[] = [];
  let pressed = 0;
  const ahead = [start];
  for (let next = ahead.pop(); next !== undefined && opened.length < 30; next = ahead.pop()) {
    const place = withoutLanguage(next);
    if (opened.includes(place)) continue;
    opened.push(place);
    await page.goto(next);
    const links: string[] = await page.evaluate('[...document.links].map((link) => link.href)');
    ahead.push(...links.filter((link) => link.startsWith(town.url)));
    for (let button = 0; button < (await page.locator('button').count()); button += 1) {
      await page.locator('button').nth(button).click();
      pressed += 1;
      await page.goto(next);
    }
    // A cruder one does not mind what the browser would ask for first.
    for (const { action, fields } of await formsOf(page)) {
      await fetch(action, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
      await Promise.all([page.waitForEvent('load'), page.evaluate('[...document.forms].at(-1).submit()')]);
      await page.goto(next);
    }
  }
  await page.context().close();
  await town.idle();
  return { opened, pressed };
};

withBrowser('a scanner that presses everything', () => {
  it('changes nothing for a department, before and after it has signed', async () => {
    const { caseId } = await town.request({ category: plain.path });
    const link = await town.link(caseId, 'department-sign-for');
    for (const act of [undefined, { action: 'sign' }, { action: 'contacted' }]) {
      if (act !== undefined) await town.act(link, act);
      const before = await town.commits(caseId);
      const { pressed } = await scan(link);
      expect(pressed).toBeGreaterThan(0);
      expect(await town.commits(caseId)).toEqual(before);
    }
  });

  it('changes nothing for a citizen', async () => {
    const { caseId, lead } = await town.inProgress();
    await town.act(lead, soundReply);
    const before = await town.commits(caseId);
    const { caseNumber } = await town.view(caseId);
    expect((await scan(await town.link(caseId, 'citizen-asked'))).pressed).toBeGreaterThan(0);
    await scan(`${town.url}/c/${caseNumber}`);
    expect(await town.commits(caseId)).toEqual(before);
  });
});
