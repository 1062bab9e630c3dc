// The text of a city pack as values that remember where they stand: YAML and JSON (which is YAML too) through one
// parser, so that every later problem can name file and line.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { PackProblem } from './city-pack-error.ts';

export type PackPath = readonly PropertyKey[];
type Place = { file: string; line: number; path: PackPath };

/** A value of the pack, and the place in its files of everything in it. */
export type PackSource = { value: unknown; placeOf: (path: PackPath) => Place };
export type ReadSource = { source?: PackSource; problems: PackProblem[] };

/** `leaves[3].lead.unit`; the whole file is `(file)`. */
export function spell(path: PackPath): string {
  const spelled = path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return spelled === '' ? '(file)' : spelled.replace(/^\./, '');
}

/** One file, `name` with its ending and relative to the folder. */
export function readPackFile(folder: string, name: string): ReadSource {
  const file = join(folder, name);
  const at = (line: number, sentence: string): PackProblem => ({ file, line, path: '(file)', sentence });
  if (!existsSync(file)) return { problems: [at(1, 'the file is not there')] };
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(file, 'utf8'), { lineCounter: lines, prettyErrors: false });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0) {
    return { problems: broken.map(({ pos, message }) => at(lines.linePos(pos[0]).line, `cannot be read: ${message}`)) };
  }
  return {
    source: {
      value: document.toJS(),
      placeOf: (path) => ({ file, line: lineOf(document, lines, path), path }),
    },
    problems: [],
  };
}

/**
 * A part that may be one file, `catalogue.yaml`, or a folder of files, `catalogue/*.yaml`, so that no file grows past
 * what a reviewer reads. Lists of the same name are joined in the order of the file names.
 */
export function readPackPart(folder: string, name: string): ReadSource {
  const parts = join(folder, name);
  if (!existsSync(parts)) return readPackFile(folder, `${name}.yaml`);
  const names = readdirSync(parts)
    .filter((file) => file.endsWith('.yaml'))
    .sort();
  const read = names.map((file) => readPackFile(parts, file));
  const problems = read.flatMap((one) => one.problems);
  if (existsSync(`${parts}.yaml`)) {
    const sentence = `stands beside the folder ${name}/: keep one of the two`;
    problems.push({ file: `${parts}.yaml`, line: 1, path: '(file)', sentence });
  }
  const sources = read.flatMap(({ source }) => source ?? []);
  if (sources.length === 0 && problems.length === 0) {
    problems.push({ file: parts, line: 1, path: '(file)', sentence: 'the folder holds no .yaml file' });
  }
  return problems.length > 0 ? { problems } : { source: joined(sources), problems: [] };
}

// The lists of several files as one, and for each index the file and the index it came from.
function joined(sources: readonly PackSource[]): PackSource {
  const value: Record<string, unknown> = {};
  const origins = new Map<string, { source: PackSource; index: number }[]>();
  for (const source of sources) {
    for (const [key, part] of Object.entries(source.value ?? {})) {
      const origin = origins.get(key) ?? [];
      origins.set(key, origin);
      const list = value[key];
      if (!Array.isArray(part)) value[key] = part;
      else {
        value[key] = [...(Array.isArray(list) ? list : []), ...part];
        origin.push(...part.map((_, index) => ({ source, index })));
      }
      if (!Array.isArray(part)) origin.push({ source, index: 0 });
    }
  }
  const first = sources[0];
  return {
    value,
    placeOf: (path) => {
      const [key, index, ...rest] = path;
      const origin = origins.get(String(key))?.[typeof index === 'number' ? index : 0];
      if (origin && typeof index === 'number') return origin.source.placeOf([String(key), origin.index, ...rest]);
      return (origin?.source ?? first)?.placeOf(path) ?? { file: '', line: 1, path };
    },
  };
}

// The line of the key or list item that a path names; of the nearest one around it when the path leads nowhere.
function lineOf(document: Document, lines: LineCounter, path: PackPath): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
      if (!pair || !isScalar(pair.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      const item: unknown = node.items[Number(part)];
      if (!isNode(item)) break;
      offset = item.range?.[0] ?? offset;
      node = item;
    } else break;
  }
  return lines.linePos(offset).line;
}
