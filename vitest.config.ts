// One project a folder of test/, so that `vitest run --project unit` is what its name says, and a new folder is never
// left out by mistake. Folders without a line below get the ordinary settings.
import { globSync } from 'node:fs';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

type Settings = NonNullable<TestProjectInlineConfiguration['test']>;

const second = 1000;
const minute = 60 * second;
/** `npm run test:full`: the same tests, the long ones at full length. */
const full = process.env['JIESU_FULL'] === '1';

const settings: Record<string, Settings> = {
  browser: { testTimeout: 2 * minute, hookTimeout: 2 * minute, globalSetup: 'test/browser/support/synthesized.ts' },
  // Whole programs and real processes: patient, and one after the other so that two cores are enough.
  cli: { testTimeout: 2 * minute, hookTimeout: 2 * minute },
  grants: { testTimeout: 30 * minute, hookTimeout: 3 * minute, globalSetup: 'test/grants/support/synthesized.ts' },
  infra: { testTimeout: 2 * minute, hookTimeout: 2 * minute },
  journeys: { testTimeout: 3 * minute, hookTimeout: 3 * minute, globalSetup: 'test/journeys/support/synthesized.ts' },
  // Fifty cases played twice, once with twenty processes killed on the way; with JIESU_FULL=1 two hundred.
  kills: { testTimeout: full ? 120 * minute : 10 * minute, hookTimeout: 6 * minute },
  lint: { testTimeout: 3 * minute },
  local: { testTimeout: minute, hookTimeout: minute },
  store: { testTimeout: minute, hookTimeout: minute },
};

const folders = new Set(
  globSync('test/*/**/*.test.ts', { cwd: import.meta.dirname }).map((file) => file.split(/[\\/]/)[1] ?? ''),
);

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [...folders].sort().map((name) => ({
      extends: true as const,
      test: {
        name,
        include: [`test/${name}/**/*.test.ts`],
        pool: 'forks' as const,
        testTimeout: 15 * second,
        ...settings[name],
      },
    })),
  },
});
