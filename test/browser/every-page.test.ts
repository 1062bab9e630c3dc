// Every page of the product with something on it, at three widths in both languages. The list is made from the functions, so
// that a new page without an entry fails here.
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { functions } from '#infra/functions.ts';
import { pngOf } from '../builders/pictures.ts';
import { callFromOneBuilding, daysUntilUsual, troubles } from '../journeys/support/one-building.ts';
import { plain, soundReply } from '../journeys/support/pack.ts';
import { sent } from '../journeys/support/photos.ts';
import { chromiumPath, type Look, openPage } from './support/chromium.ts';
import { isWell, signIn, withPerson } from './support/signed-in.ts';
import { browser, shareTownAndBrowser, town, withBrowser } from './support/town-and-browser.ts';

/** Routes that answer programs, style sheets, or a redirect. */
const noPage = /\.(csv|css|json|xml)$|^\/(v1|open311|sign-in)/;
const routes = functions
  .flatMap(({ trigger }) => (trigger.by === 'route' ? [...trigger.routes] : []))
  .filter((route) => route.startsWith('GET '))
  .map((route) => route.slice('GET '.length))
  .filter((path) => !noPage.test(path));

type Places = { caseId: string; caseNumber: string; lead: string; citizen: string };
/** Where to find each page with something on it. */
const addresses: Record<string, (places: Places) => string> = {
  '/t/{token}': ({ lead }) => `${lead}?do=reply`,
  '/t/{token}/reveal': ({ lead }) => `${lead}/reveal`,
  '/t/{token}/files': ({ lead }) => `${lead}/files`,
  '/c/{number}': ({ caseNumber }) => `/c/${caseNumber}`,
  '/docs': () => '/docs',
  '/docs/{operation}': () => '/docs/postWebhook',
  '/desk': () => '/desk?view=everyone',
  '/desk/cases/{caseId}': ({ caseId }) => `/desk/cases/${caseId}`,
  '/desk/evaluation': () => '/desk/evaluation',
  '/desk/burden': () => '/desk/burden',
  '/desk/topics': () => '/desk/topics',
};
const alsoLookedAt: Record<string, (places: Places) => string> = { 'the citizen’s question': ({ citizen }) => citizen };

const widths = [360, 768, 1280] as const;
let places: Places;
/** And it is known that this is unusual. */
const manySpeakOfOneBuilding = async (): Promise<void> => {
  await town.request({ category: plain.path });
  await town.advance({ days: daysUntilUsual });
  for (const index of troubles.keys()) await callFromOneBuilding(town, index);
  await town.advance({ days: 1 });
};

shareTownAndBrowser();
beforeAll(async () => {
  if (chromiumPath() === undefined) return;
  await manySpeakOfOneBuilding();
  const over = await town.inProgress();
  await town.act(over.lead, soundReply);
  await town.act(await town.link(over.caseId, 'citizen-asked'), { action: 'answer', solved: true, satisfied: true });
  const asked = await town.inProgress();
  await sent(town, asked.lead, pngOf(300));
  await town.act(asked.lead, soundReply);
  for (let one = 0; one < 12; one += 1) await town.request({ category: plain.path });
  const { caseId, lead } = await town.inProgress({
    text: '一、路灯不亮；二、井盖松动；三、垃圾没有人清运，已经一个星期了',
  });
  await sent(town, lead, pngOf(200));
  const { caseNumber } = await town.view(caseId);
  places = { caseId, caseNumber, lead, citizen: await town.link(asked.caseId, 'citizen-asked') };
});

/** One sign-in serves all widths of a language. */
const lookAt = async (page: Page, address: string, look: Omit<Look, 'width'>): Promise<void> => {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 780 });
    const url = new URL(address, town.url);
    url.searchParams.set('lang', look.language);
    await page.goto(url.href);
    await isWell(page, { ...look, width });
  }
};

withBrowser('the page of topics', () => {
  it('has something on it', async () => {
    await withPerson(
      browser,
      town,
      { who: 'desk', look: { width: 1280, language: 'zh-CN', scripts: true } },
      async (page) => {
        await page.goto(`${town.url}/desk/topics`);
        expect(await page.locator('main').textContent()).toContain('翠湖花园');
      },
    );
  });
});

it('every page has an entry here', () => {
  expect(Object.keys(addresses).sort()).toEqual([...routes].sort());
});

withBrowser.each(['zh-CN', 'en'] as const)('in %s', (language) => {
  const look: Look = { width: 1280, language, scripts: true };

  it.each(Object.entries({ ...addresses, ...alsoLookedAt }))('%s is well at every width', async (route, address) => {
    const page = route.startsWith('/desk') ? await signIn(browser, town, 'desk', look) : await openPage(browser, look);
    await lookAt(page, address(places), look);
    await page.context().close();
  });
});
