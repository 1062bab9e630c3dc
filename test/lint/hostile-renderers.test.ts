// Whatever writes markup is reached by a test that feeds it hostile strings; a page that none of them reaches fails here.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';

const tests = globSync('test/unit/**/hostile.test.ts');
const renderers = globSync('functions/**/*.ts').filter((file) => readFileSync(file, 'utf8').includes('html`'));

const fileOf = (from: string, path: string): string =>
  path.startsWith('#') ? path.replace(/^#kernel\//, 'functions/kernel/').replace('#', '') : join(dirname(from), path);

/** Every file that `file` imports, and what those import. */
const reach = (file: string, reached: Set<string>): void => {
  if (reached.has(file) || !file.startsWith('functions/') || !existsSync(file)) return;
  reached.add(file);
  follow(file, reached);
};
const follow = (file: string, reached: Set<string>): void => {
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/from '([#.][^']+)'/g))
    reach(fileOf(file, path), reached);
};

it('everything that writes markup is fed hostile strings', () => {
  const reached = new Set<string>();
  for (const test of tests) follow(test, reached);
  expect(tests.length).toBeGreaterThan(1);
  expect(renderers.filter((file) => !reached.has(file))).toEqual([]);
});
