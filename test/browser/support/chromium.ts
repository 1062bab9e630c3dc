// The browser that the machine has. Nothing is downloaded: where there is none, the project says so and is skipped.
import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

const known = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where Chromium is: CHROMIUM_PATH, or where Debian puts it. */
export const chromiumPath = (): string | undefined => {
  const told = process.env['CHROMIUM_PATH'];
  if (told !== undefined) return existsSync(told) ? told : undefined;
  return known.find((path) => existsSync(path));
};

export const startChromium = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath() ?? '',
    // Containers run tests as root and have little shared memory; the pages are our own.
    args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
  });

export type Language = 'zh-CN' | 'en';

/** How somebody looks at a page. */
export type Look = { width: 360 | 768 | 1280; language: Language; scripts: boolean };

/** Chinese on a cheap telephone first, English at a desk last. */
export const looks: readonly Look[] = [
  { width: 360, language: 'zh-CN', scripts: false },
  { width: 768, language: 'en', scripts: true },
  { width: 1280, language: 'zh-CN', scripts: true },
  { width: 360, language: 'en', scripts: true },
];

export const nameOf = ({ width, language, scripts }: Look): string =>
  `${language} at ${width} px, ${scripts ? 'with' : 'without'} JavaScript`;

/** A page as `look` says; the caller closes its context. */
export const openPage = async (browser: Browser, { width, language, scripts }: Look): Promise<Page> => {
  const context = await browser.newContext({
    viewport: { width, height: 780 },
    locale: language,
    javaScriptEnabled: scripts,
    isMobile: width === 360,
    hasTouch: width === 360,
  });
  context.setDefaultTimeout(15_000);
  return context.newPage();
};

/** Longest HTML of a page, in bytes. */
const longestHtml = 60 * 1024;

/** What is wrong with the page that is open: for readers of any kind, in its width, in its weight. Empty when all is well. */
export const wrongWith = async (page: Page, { scripts }: Look): Promise<string[]> => {
  const wrong = scripts ? await wrongForReaders(page) : [];
  const [content, window]: [number, number] = await page.evaluate(
    '[document.documentElement.scrollWidth, window.innerWidth]',
  );
  if (content > window) wrong.push(`the page is ${content} px wide in a window of ${window} px`);
  const bytes = Buffer.byteLength(await page.content());
  if (bytes > longestHtml) wrong.push(`the HTML has ${bytes} bytes`);
  return wrong;
};

/** What axe finds; it needs scripts. */
const wrongForReaders = async (page: Page): Promise<string[]> => {
  // Pages run no script of others (their policy says so), so axe is not put into the page but evaluated from outside.
  await page.evaluate(axe.source);
  const found: { id: string; help: string; nodes: string[] }[] = await page.evaluate(`axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }).then((result) => result.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((one) => one.html) })))`);
  return found.map((one) => `${one.id}: ${one.help} ${one.nodes.slice(0, 2).join(' ')}`);
};

/** Presses Tab until what has the focus matches, as somebody without a mouse does. */
export const tabTo = async (page: Page, selector: string): Promise<void> => {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement?.matches(${JSON.stringify(selector)}) === true`)) return;
  }
  throw new Error(`the Tab key does not lead to ${selector}`);
};
