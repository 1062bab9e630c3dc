// One file of a pack: its content, and where in the file each value stands.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { PackProblem } from './load-pack.ts';

export type PackFile = {
  name: string;
  content: unknown;
  /** The line of the value at `path`, or of the nearest value above it that is there. */
  lineOf(path: readonly PropertyKey[]): number;
  /** The first line that holds `word`. */
  lineWith(word: string): number | undefined;
};

/** Reads YAML or JSON (which is YAML); syntax errors become problems with their line. */
export const readPackFile = (folder: string, path: string, problems: PackProblem[]): PackFile => {
  const name = relative(folder, path).replaceAll('\\', '/');
  const text = readFileSync(path, 'utf8');
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true });
  for (const error of document.errors) {
    problems.push({ file: name, line: lines.linePos(error.pos[0]).line, path: '', sentence: error.message.split('\n')[0] ?? 'this is not YAML' });
  }
  return {
    name,
    content: document.errors.length === 0 ? document.toJS() : undefined,
    lineOf(wanted) {
      for (let depth = wanted.length; depth > 0; depth -= 1) {
        const node = document.getIn(wanted.slice(0, depth), true);
        if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
      }
      return 1;
    },
    lineWith(word) {
      const at = text.split('\n').findIndex((line) => line.includes(word));
      return at < 0 ? undefined : at + 1;
    },
  };
};
