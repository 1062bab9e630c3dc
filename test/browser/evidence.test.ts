// An officer sends a photo from the page behind a link, and the citizen sees it with the reply: the browser brings it to the
// bucket by a form alone, and the page's own policy lets it.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { pngOf } from '../builders/pictures.ts';
import { pack, soundReply } from '../journeys/support/pack.ts';
import { looks, openPage, wrongWith } from './support/chromium.ts';
import { browser, shareTownAndBrowser, town, withBrowser } from './support/town-and-browser.ts';

shareTownAndBrowser();

/** True once the picture is there and can be seen. */
const isSeen = (page: Page): Promise<boolean> =>
  page.evaluate(
    '(async () => { const [one] = document.images; one.scrollIntoView(); await one.decode(); return one.naturalWidth > 0; })()',
  );

withBrowser('a photo', () => {
  it.each(looks)('is sent by a form and seen by whoever may, $language $width', async (look) => {
    const { caseId, lead } = await town.inProgress();
    const { pages } = pack.messages[look.language];
    const page = await openPage(browser, look);
    await page.goto(`${lead}?lang=${look.language}`);
    await page.getByRole('link', { name: pages.addPhotos }).click();
    expect(await wrongWith(page, look)).toEqual([]);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: pngOf(400) });
    await page.getByRole('button', { name: pages.sendPhoto }).click();
    await page.waitForSelector('[role=status]');
    await town.idle();
    // The same address again, as "look again" leads to it.
    await page.reload();
    expect(await page.locator('[role=status]').textContent()).toContain(pages.photoArrived);
    expect(await isSeen(page)).toBe(true);
    expect(await wrongWith(page, look)).toEqual([]);
    await town.act(lead, soundReply);
    await page.goto(`${await town.link(caseId, 'citizen-asked')}?lang=${look.language}`);
    expect(await isSeen(page)).toBe(true);
    expect(await wrongWith(page, look)).toEqual([]);
    await page.context().close();
  });

  it('is deleted by a choice', async () => {
    const { lead } = await town.inProgress();
    const look = { width: 360, language: 'zh-CN', scripts: false } as const;
    const page = await openPage(browser, look);
    await page.goto(`${lead}/files`);
    await page.locator('input[type=file]').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: pngOf(40) });
    await page.locator('form[enctype] button').click();
    await town.idle();
    await page.reload();
    await page.locator('summary').click();
    await page.locator('input[value=remove]').check();
    await page.locator('details button').click();
    await page.waitForSelector('[role=status]');
    expect(await page.locator('img').count()).toBe(0);
    await page.context().close();
  });
});
