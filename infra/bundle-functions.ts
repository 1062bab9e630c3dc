// All handlers in one esbuild call: each becomes a folder with index.mjs and, where they are read, city.json
// and the city's model.
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { FunctionSpec } from './function-spec.ts';
import { slimBundles } from './slim-bundles.ts';

export type Bundles = {
  folderOf(name: string): string;
  /** Assets are copied when a function is defined; after that the bundles may go. */
  discard(): void;
};

type Source = Pick<FunctionSpec, 'name' | 'entry' | 'readsCity' | 'readsModel' | 'sendsMail' | 'secrets'>;

/** @throws TypeError when a handler's file is not under `root`. */
export const bundleFunctions = async (
  specs: readonly Source[],
  root: string,
  cityJson: string,
  modelFile?: string,
): Promise<Bundles> => {
  const missing = specs.filter(({ entry }) => !existsSync(join(root, entry)));
  if (missing.length > 0) {
    throw new TypeError(`these functions have no handler: ${missing.map(({ entry }) => entry).join(', ')}`);
  }
  const out = mkdtempSync(join(tmpdir(), 'jiesu-bundles-'));
  await build({
    entryPoints: specs.map(({ name, entry }) => ({ in: join(root, entry), out: `${name}/index` })),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    // ES modules first: only they can be shaken.
    mainFields: ['module', 'main'],
    alias: { '@aws-sdk/credential-provider-node': join(import.meta.dirname, 'lambda-credentials.ts') },
    plugins: [
      slimBundles(root),
      // One adapter is bundled, not both: together they would be too long for one function.
      ...(specs.some(({ sendsMail }) => sendsMail === 'smtp') ? [instead('mail-by-ses', 'mail-by-smtp')] : []),
      ...(specs.some(({ secrets }) => secrets?.includes('second-opinion'))
        ? []
        : [instead('hear-second-opinion', 'no-second-opinion')]),
    ],
    // Chinese as it is written: three bytes a character instead of six.
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'error',
    // Some packages are CommonJS and ask for Node's own modules.
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  for (const { name } of specs.filter(({ readsCity }) => readsCity)) {
    writeFileSync(join(out, name, 'city.json'), cityJson);
  }
  if (modelFile !== undefined) {
    for (const { name } of specs.filter(({ readsModel }) => readsModel)) {
      copyFileSync(modelFile, join(out, name, 'classifier.model'));
    }
  }
  return {
    folderOf: (name) => join(out, name),
    discard: () => rmSync(out, { recursive: true, force: true }),
  };
};

/** Bundles one file of a folder where another is imported. */
const instead = (imported: string, bundled: string): Plugin => ({
  name: bundled,
  setup(build) {
    build.onResolve({ filter: new RegExp(`/${imported}\\.ts$`) }, ({ resolveDir }) => ({
      path: join(resolveDir, `${bundled}.ts`),
    }));
  },
});
