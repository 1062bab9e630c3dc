// Somebody of the city's offices in the browser, signed in by the button with their name; and the check of what is open.
import type { Browser, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { PersonName } from '../../journeys/support/people.ts';
import type { Town } from '../../journeys/support/town.ts';
import { type Look, nameOf, openPage, wrongWith } from './chromium.ts';

/** A page of the desk in the language of `look`; the caller closes its context. */
export const signIn = async (browser: Browser, town: Town, who: PersonName, look: Look): Promise<Page> => {
  const page = await openPage(browser, look);
  await page.goto(`${town.url}/desk`);
  await page.locator(`button[value=${who}]`).click();
  await page.waitForSelector('header.mast');
  return page;
};

export const withPerson = async (
  browser: Browser,
  town: Town,
  { who, look }: { who: PersonName; look: Look },
  walk: (page: Page) => Promise<void>,
): Promise<void> => {
  const page = await signIn(browser, town, who, look);
  try {
    await walk(page);
  } finally {
    await page.context().close();
  }
};

/** Nothing is wrong with the page for readers of any kind, in its width and its weight; and it is in their language. */
export const isWell = async (page: Page, look: Look): Promise<void> => {
  expect(await wrongWith(page, look), `${page.url()} ${nameOf(look)}`).toEqual([]);
  expect(await page.locator('html').getAttribute('lang'), page.url()).toBe(look.language);
};
