// A town and a browser that all tests of a file share. Where the machine has no Chromium, they are skipped.
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe } from 'vitest';
import { openTown, type Town } from '../../journeys/support/town.ts';
import { chromiumPath, startChromium } from './chromium.ts';

export let town: Town;
export let browser: Browser;

export const withBrowser = describe.skipIf(chromiumPath() === undefined);

/** Opens both before the first test of the file, and closes them after the last. */
export const shareTownAndBrowser = (): void => {
  beforeAll(async () => {
    if (chromiumPath() === undefined) return;
    [town, browser] = await Promise.all([openTown(), startChromium()]);
  });
  afterAll(async () => {
    await browser?.close();
    await town?.close();
  });
};
