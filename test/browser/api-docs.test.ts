import { expect, it } from 'vitest';
import { looks, openPage, wrongWith } from './support/chromium.ts';
import { browser, shareTownAndBrowser, town, withBrowser } from './support/town-and-browser.ts';

shareTownAndBrowser();

withBrowser('somebody who writes a client', () => {
  it.each(looks)('reads every page of the API document, $language $width', async (look) => {
    const page = await openPage(browser, look);
    try {
      await page.goto(`${town.url}/docs`);
      expect(await wrongWith(page, look)).toEqual([]);
      expect(await page.getAttribute('html', 'lang')).toBe(look.language);
      const links = await page.locator('main .plain a').all();
      const addresses = await Promise.all(links.map(async (link) => (await link.getAttribute('href')) ?? ''));
      expect(addresses.length).toBeGreaterThan(10);
      for (const address of addresses) {
        await page.goto(`${town.url}${address}`);
        expect(await wrongWith(page, look), address).toEqual([]);
      }
      await page.locator('main a').first().click();
      expect(page.url()).toContain('/docs?');
    } finally {
      await page.context().close();
    }
  });

  it('gets the same as a file for machines', async () => {
    const response = await fetch(`${town.url}/openapi.json`);
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toMatchObject({ openapi: '3.1.0' });
    expect((await fetch(`${town.url}/docs/noSuchThing`)).status).toBe(404);
  });
});
