// Some columns of a table, by their names: what training and classifying read. Other columns are left alone.
import { extname } from 'node:path';
import { CommandError } from '../terminal.ts';
import { decode } from './decode.ts';
import { parseTable } from './parse-table.ts';

export type TableRow = { line: number; cells: Record<string, string> };

/**
 * @returns the rows, their cells by column; `has` says which of the columns asked for are there
 * @throws CommandError when the file is no table, lacks a column of `needed`, or has a row with other columns than its head
 */
export const readColumns = (
  file: string,
  { needed, optional = [] }: { needed: readonly string[]; optional?: readonly string[] },
): { rows: TableRow[]; has: Set<string> } => {
  const [head, ...rest] = tableOf(file);
  if (head === undefined) throw new CommandError(`${file} is empty.`);
  const names = head.cells.map((cell) => cell.trim());
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new CommandError(
      `${file} has no column ${missing.map((name) => `"${name}"`).join(', ')}. Its columns are: ${names.join(', ')}.`,
    );
  }
  const wanted = [...needed, ...optional].filter((name) => names.includes(name));
  const rows = rest.map(({ line, cells }) => {
    if (cells.length !== names.length) {
      throw new CommandError(
        `${file}, line ${line}: ${cells.length} columns, but the first line names ${names.length}.`,
      );
    }
    return { line, cells: Object.fromEntries(wanted.map((name) => [name, cells[names.indexOf(name)] ?? ''])) };
  });
  return { rows, has: new Set(wanted) };
};

type Cells = { line: number; cells: string[] };

const tableOf = (file: string): Cells[] => {
  const ending = extname(file).toLowerCase();
  if (ending !== '.tsv' && ending !== '.csv') throw new CommandError(`${file}: the name must end in .tsv or .csv`);
  const text = decode(file);
  if (ending === '.csv') return parseTable(text, ',');
  // Two customs: quotes as spreadsheets set them, and quotes that mean themselves. A table is of the custom that fits it.
  const quoted = parseTable(text, '\t');
  const plain = text.includes('"') ? unquoted(text) : quoted;
  return !isEven(quoted) && isEven(plain) ? plain : quoted;
};

const unquoted = (text: string): Cells[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((row, at) => ({ line: at + 1, cells: row.split('\t') }))
    .filter(({ cells }) => cells.length > 1 || cells[0] !== '');

const isEven = (rows: readonly Cells[]): boolean => rows.every(({ cells }) => cells.length === rows[0]?.cells.length);
