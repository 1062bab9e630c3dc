// Changes of lead units in a catalogue as a unified diff, to be reviewed and applied with `git apply` or `patch -p0`. Only
// the one word changes: comments and layout of the pack stay as they are.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { readPackPart } from './pack-source.ts';

export type LeadChange = { category: string; from: string; to: string };

const context = 3;

/**
 * The diff over all files, in their order; paths are relative to `root`.
 * @throws RangeError when a category is not led by `from` in one line of the pack.
 */
export const catalogueDiff = (folder: string, changes: readonly LeadChange[], root: string): string => {
  const places = changes.map((change) => ({ change, ...placeOfLead(folder, change) }));
  return [...Map.groupBy(places, ({ file }) => file)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([file, own]) => diffOfFile(file, relative(root, file), own))
    .join('');
};

const placeOfLead = (folder: string, { category, from }: LeadChange): { file: string; line: number } => {
  const { source } = readPackPart(folder, 'catalogue');
  const leaves = leavesOf(source?.value);
  const at = leaves.findIndex(({ path }) => path === category);
  const place = at < 0 ? undefined : source?.placeOf(['leaves', at, 'lead', 'unit']);
  if (place === undefined || leaves[at]?.lead?.unit !== from)
    throw new RangeError(`${category} is not led by ${from} in ${folder}`);
  return place;
};

type Leaf = { path?: unknown; lead?: { unit?: unknown } };
const leavesOf = (value: unknown): Leaf[] => {
  const leaves = typeof value === 'object' && value !== null && 'leaves' in value ? value.leaves : [];
  return Array.isArray(leaves) ? leaves : [];
};

type Placed = { change: LeadChange; line: number };

/** One hunk a change: they stand so far apart that their surroundings do not touch. */
const diffOfFile = (file: string, name: string, places: readonly Placed[]): string => {
  const lines = readFileSync(file, 'utf8').split('\n');
  const hunks = [...places]
    .sort((one, other) => one.line - other.line)
    .map(({ line, change }) => {
      const old = lines[line - 1] ?? '';
      const from = Math.max(0, line - 1 - context);
      const to = Math.min(lines.length - (lines.at(-1) === '' ? 1 : 0), line + context);
      const changed = old.replace(new RegExp(`(unit:\\s*)${change.from}\\b`), `$1${change.to}`);
      if (changed === old) throw new RangeError(`${name}:${line} does not name ${change.from}`);
      const before = lines.slice(from, line - 1).map((text) => ` ${text}\n`);
      const after = lines.slice(line, to).map((text) => ` ${text}\n`);
      const size = before.length + 1 + after.length;
      return `@@ -${from + 1},${size} +${from + 1},${size} @@\n${before.join('')}-${old}\n+${changed}\n${after.join('')}`;
    });
  return `--- ${name}\n+++ ${name}\n${hunks.join('')}`;
};
