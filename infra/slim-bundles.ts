// Keeps out of the bundles what no handler can reach but a bundler cannot prove unreachable (DESIGN §7: a webhook
// bundle of at most 320 KB). Each rule names its files and why nothing is lost. A rule that no longer fits an updated
// package changes nothing, and the size test says so.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OnLoadResult, Plugin } from 'esbuild';

type Rule = { files: RegExp; why: string; rewrite(source: string): string };

const failingExports = (source: string): string => {
  const declared = [...source.matchAll(/^export (?:async )?(?:const|let|function|class) (\w+)/gm)].map(
    ([, name]) => name,
  );
  const listed = [...source.matchAll(/^export \{([^}]*)\}/gm)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim().split(' as ').at(-1)),
  );
  const names = new Set([...declared, ...listed].filter((name) => name !== undefined && name !== ''));
  // What makes a function may be asked for one; the function may not be called.
  const exports = [...names].map(
    (name) => `export const ${name} = ${name?.startsWith('create') ? '() => leftOut' : 'leftOut'};`,
  );
  return `const leftOut = () => { throw new Error('left out of this bundle'); };${exports.join('')}`;
};

/** Files whose exports are there by name and fail when they are called. */
const unreachable: readonly Omit<Rule, 'rewrite'>[] = [
  { files: /@smithy[\\/]core[\\/].*[\\/]event-streams[\\/]index\.js$/, why: 'no operation in use streams events' },
  { files: /[\\/]sha256[\\/]Sha256Js\.js$/, why: 'stands in for a Node.js without its own SHA-256' },
  { files: /[\\/]util-retry[\\/](AdaptiveRetryStrategy|DefaultRateLimiter)\.js$/, why: 'no client retries adaptively' },
  { files: /[\\/]retry-pre-sra-deprecated[\\/]/, why: 'deprecated by the SDK itself' },
  {
    files: /[\\/]service-customizations[\\/]s3\.js$/,
    why: 'no client is S3’s: files are reached by signed requests of our own',
  },
  { files: /[\\/]regionConfig[\\/]getInstanceMetadataRegion\.js$/, why: 'Lambda sets AWS_REGION' },
  {
    files: /zod[\\/]v4[\\/]core[\\/](json-schema-processors|to-json-schema|json-schema-generator)\.js$/,
    why: 'JSON Schema is written by a command, not by a function',
  },
];

const rules: readonly Rule[] = [
  ...unreachable.map((rule) => ({ ...rule, rewrite: failingExports })),
  {
    files: /@aws-sdk[\\/]endpoint-cache[\\/]dist-es[\\/]index\.js$/,
    why: 'endpoint discovery is off; its cache is made and never asked',
    rewrite: () => 'export class EndpointCache {}',
  },
  {
    files: /@aws[\\/]lambda-invoke-store[\\/].*\.js$/,
    why: 'it tells requests apart that a function serves at once; ours serve one at a time, with the trace in the environment',
    rewrite: () => 'export const InvokeStore = { getInstanceAsync: async () => undefined };',
  },
  {
    files: /[\\/]emitWarningIfUnsupportedVersion\.js$/,
    why: 'the version of Node.js is set beside the function',
    rewrite: () => 'export const state = {}; export const emitWarningIfUnsupportedVersion = () => {};',
  },
  {
    files: /[\\/]shared-ini-file-loader[\\/]loadSharedConfigFiles\.js$/,
    why: 'a function has no ~/.aws',
    rewrite: () =>
      "export const CONFIG_PREFIX_SEPARATOR = '.', loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });",
  },
  {
    files: /@(aws-sdk|smithy)[\\/][a-z-]+[\\/]package\.json$/,
    why: 'a client tells its name and version, not its scripts',
    rewrite: (source) => {
      const { name, version } = JSON.parse(source);
      return `export default ${JSON.stringify({ name, version })}; export const version = ${JSON.stringify(version)};`;
    },
  },
  {
    files: /[\\/]util-endpoints[\\/]lib[\\/]aws[\\/]partitions\.js$/,
    why: 'a region is recognized by its partition; the names of regions are for people',
    rewrite: (source) => source.replaceAll(/"[\w-]+": \{\s*"description": "[^"]*"\s*\},?/g, ''),
  },
  {
    files: /[\\/]schemas[\\/].*\.ts$/,
    why: 'to make a schema has no effect, so an unused one can go',
    rewrite: (source) =>
      source
        .replaceAll(/(?<![\w.$/'"`])(z(?=\s*\.\w)|Object\.fromEntries|\w+\.map(?=\())/g, '/* @__PURE__ */ $1')
        // Functions that put schemas together.
        .replaceAll(/^((?:export )?const \w+ = )(?=(<[^\n]*>)?\()/gm, '$1/* @__NO_SIDE_EFFECTS__ */ '),
  },
];

/**
 * The operations of a client and their shapes. Keys such as `[_h]` are constants that a bundler takes for code that may
 * have an effect, so that every operation would stay. Errors that no handler names need no class of their own: they
 * arrive as the client's base error, with the same name.
 */
const slimSchemas = (source: string, isSpoken: (word: string) => boolean): string => {
  const constants = new Map(
    [...source.matchAll(/^const (_\w+) = ("[^"\n]*");$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
  return source
    .replaceAll(/\[(_\w+)\](?=\s*:)/g, (key, name: string) => constants.get(name) ?? key)
    .replaceAll(/^n\d+_registry\.registerError\(\w+\$, (\w+)\);$/gm, (line, error: string) =>
      isSpoken(error) ? line : '',
    );
};

/** `root` holds `functions/`: what its files never mention may go. */
export const slimBundles = (root: string): Plugin => ({
  name: 'slim-bundles',
  setup(build) {
    const words = new Set(
      globSync('functions/**/*.ts', { cwd: root }).flatMap(
        (file) => readFileSync(join(root, file), 'utf8').match(/\w+/g) ?? [],
      ),
    );
    const loaded = (contents: string, path: string): OnLoadResult => ({
      contents,
      loader: path.endsWith('.ts') ? 'ts' : 'js',
    });
    for (const { files, rewrite } of rules) {
      build.onLoad({ filter: files }, ({ path }) => loaded(rewrite(readFileSync(path, 'utf8')), path));
    }
    build.onLoad({ filter: /@aws-sdk[\\/]client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_0\.js$/ }, ({ path }) =>
      loaded(
        slimSchemas(readFileSync(path, 'utf8'), (word) => words.has(word)),
        path,
      ),
    );
  },
});
