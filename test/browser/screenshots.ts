// Takes the pictures of the guided tour: `npm run screenshots`. Six made-up days of the sample city, the same for the same
// seed, then the pages as a person finds them. Needs a Chromium, like the tests beside it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, Page } from 'playwright-core';
import { readEndpoints } from '#cli/endpoints.ts';
import { chromiumPath, startChromium } from './support/chromium.ts';

const root = join(import.meta.dirname, '..', '..');
const out = join(root, 'docs', 'tour');
const command = join(root, 'cli', 'jiesu.ts');

type Sent = { links: string[]; tags: Record<string, string> };

/** Plays the days into `data`. @throws when the simulation does not end well. */
const play = (data: string): void => {
  const words = [command, 'simulate', '--days', '6', '--cases', '60', '--seed', '3', '--data', data];
  const { status } = spawnSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) throw new Error(`the simulation ended with ${status}`);
};

/** The town as it was left, until `stop`. */
const openAgain = async (data: string) => {
  const town = spawn(process.execPath, [command, 'dev', '--no-feed', '--virtual', '--data', data, '--port', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    town.once('exit', () => reject(new Error('the town did not start')));
    createInterface({ input: town.stdout }).on('line', (line) => line.startsWith('ready') && resolve());
  });
  town.removeAllListeners('exit');
  const stop = (): Promise<unknown> => {
    const gone = new Promise((resolve) => town.once('exit', resolve));
    town.kill('SIGTERM');
    return gone;
  };
  return { api: readEndpoints({ data }).api, stop };
};

/** The newest link that a template carried. The town listened elsewhere when it was sent. */
const newest = (sent: readonly Sent[], template: string, api: string): string => {
  const found = sent.findLast((one) => one.tags['template'] === template);
  const link = found?.links.find((one) => one.includes('/t/'));
  if (link === undefined) throw new Error(`nothing was sent by ${template}`);
  return `${api}${new URL(link).pathname}`;
};

type Look = { width: number; height: number; language: 'zh-CN' | 'en' };
const desk: Look = { width: 1100, height: 760, language: 'en' };
const phone: Look = { width: 390, height: 760, language: 'zh-CN' };

const withPage = async (browser: Browser, { width, height, language }: Look, walk: (page: Page) => Promise<void>) => {
  const context = await browser.newContext({ viewport: { width, height }, locale: language });
  await walk(await context.newPage());
  await context.close();
};

const take = async (page: Page, name: string): Promise<void> => {
  await page.screenshot({ path: join(out, `${name}.png`) });
  console.log(`docs/tour/${name}.png  ${page.url()}`);
};

const takeAll = async (browser: Browser, api: string): Promise<void> => {
  const sent = (await (await fetch(`${api}/_local/messages`)).json()) as Sent[];
  await withPage(browser, desk, async (page) => {
    await page.goto(`${api}/_local/`);
    await take(page, 'glance');
    await page.goto(`${api}/desk?view=everyone`);
    await page.locator('button').filter({ hasText: 'supervisor' }).click();
    await page.waitForURL(/\/desk/);
    await take(page, 'board');
    const first = await page.locator('.queue a').first().getAttribute('href');
    await page.goto(`${api}${first?.replace(/#.*$/, '')}`);
    await take(page, 'case');
    await page.goto(`${api}/desk/evaluation`);
    await take(page, 'evaluation');
  });
  await withPage(browser, phone, async (page) => {
    await page.goto(newest(sent, 'department-sign-for', api));
    await take(page, 'task');
  });
};

if (chromiumPath() === undefined)
  throw new Error('There is no Chromium here: install one, or name it in CHROMIUM_PATH.');
const data = join(mkdtempSync(join(tmpdir(), 'jiesu-tour-')), 'town');
mkdirSync(out, { recursive: true });
console.log('Playing six days …');
play(data);
const town = await openAgain(data);
const browser = await startChromium();
try {
  await takeAll(browser, town.api);
} finally {
  await browser.close();
  await town.stop();
  rmSync(join(data, '..'), { recursive: true, force: true });
}
