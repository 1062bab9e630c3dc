// The template that the browser looks at, in a folder of its own: other projects may synthesize at the same time.
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { synthesize } from '../../journeys/support/synthesized.ts';
import { chromiumPath } from './chromium.ts';

export const setup = ({ provide }: TestProject): void => {
  if (chromiumPath() === undefined) {
    console.warn(
      'test/browser is skipped: no Chromium at CHROMIUM_PATH or /usr/bin/chromium (apt-get install chromium)',
    );
    provide('cdkOut', '');
    return;
  }
  provide('cdkOut', synthesize(join(import.meta.dirname, '../../../.jiesu/browser.cdk.out')));
};
