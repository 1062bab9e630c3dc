// Rows of a feed: JSON Lines as they are, CSV and TSV by their header. A column `a.b` fills a nested field.
import { readFileSync } from 'node:fs';

export type Row = { line: number; data: Record<string, unknown> };

/** @throws Error naming the line that cannot be read. */
export const readRows = (file: string): Row[] => {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  if (file.endsWith('.jsonl')) return jsonLines(text);
  if (file.endsWith('.csv')) return table(splitCsv(text));
  if (file.endsWith('.tsv'))
    return table(
      text
        .split(/\r?\n/)
        .filter((line) => line !== '')
        .map((line) => line.split('\t')),
    );
  throw new Error(`${file}: a feed is a .jsonl, .csv or .tsv file`);
};

const jsonLines = (text: string): Row[] =>
  text.split('\n').flatMap((line, index): Row[] => {
    if (line.trim() === '') return [];
    try {
      return [{ line: index + 1, data: JSON.parse(line) }];
    } catch {
      throw new Error(`line ${index + 1} is not JSON`);
    }
  });

const table = ([header = [], ...rows]: string[][]): Row[] =>
  rows.map((cells, index) => {
    const data: Record<string, unknown> = {};
    for (const [at, name] of header.entries()) {
      const cell = cells[at]?.trim() ?? '';
      if (cell !== '') place(data, name.trim().split('.'), cell);
    }
    return { line: index + 2, data };
  });

const place = (data: Record<string, unknown>, [first = '', ...rest]: string[], cell: string): void => {
  if (rest.length === 0) {
    data[first] = cell === 'true' ? true : cell === 'false' ? false : cell;
    return;
  }
  const inner = data[first];
  const nested: Record<string, unknown> = typeof inner === 'object' && inner !== null ? { ...inner } : {};
  place(nested, rest, cell);
  data[first] = nested;
};

/** RFC 4180: quoted cells may hold commas, quotes and line breaks. */
const splitCsv = (text: string): string[][] => {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    if (match[0] === '' && row.length === 0) break;
    row.push((match[1] ?? match[2] ?? '').replaceAll('""', '"'));
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
    if (match[3] === '') break;
  }
  return rows.filter((cells) => cells.some((cell) => cell !== ''));
};
