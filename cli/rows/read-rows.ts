// Files of requests: JSON Lines as the webhook takes them, or a table with one request a row, as hotlines export them.
// What a row says is not judged here: the door does that, and says what is wrong.
import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import { CommandError } from '../terminal.ts';
import { decode } from './decode.ts';
import { parseTable } from './parse-table.ts';

/** One event to post, or why the line is none. */
export type Row = { line: number } & ({ type: string; data: Record<string, unknown> } | { unreadable: string });

type Column = { path: readonly string[]; as?: 'number' | 'yes-no' };

/** Columns by name. The Chinese ones are what the exports of hotline platforms are headed with. */
const columns: Record<string, Column> = {
  type: { path: ['type'] },
  externalId: { path: ['externalId'] },
  channel: { path: ['channel'] },
  title: { path: ['title'] },
  text: { path: ['text'] },
  name: { path: ['requester', 'name'] },
  phone: { path: ['requester', 'phone'] },
  idNumber: { path: ['requester', 'idNumber'] },
  anonymous: { path: ['requester', 'anonymous'], as: 'yes-no' },
  confidential: { path: ['requester', 'confidential'], as: 'yes-no' },
  address: { path: ['location', 'address'] },
  district: { path: ['location', 'district'] },
  lat: { path: ['location', 'lat'], as: 'number' },
  lon: { path: ['location', 'lon'], as: 'number' },
  receivedAt: { path: ['receivedAt'] },
  category: { path: ['category'] },
  urgency: { path: ['urgency'] },
  answer: { path: ['handled', 'answer'] },
  answeredAt: { path: ['handled', 'at'] },
};
const alsoCalled: Record<string, string> = {
  工单编号: 'externalId',
  来源渠道: 'channel',
  渠道: 'channel',
  标题: 'title',
  诉求标题: 'title',
  内容: 'text',
  诉求内容: 'text',
  姓名: 'name',
  联系电话: 'phone',
  电话: 'phone',
  地址: 'address',
  事发地址: 'address',
  区县: 'district',
};

/** @throws CommandError when the file is no list of requests at all. */
export const readRows = (file: string): Row[] => {
  const text = decode(file);
  switch (extname(file).toLowerCase()) {
    case '.jsonl':
    case '.ndjson':
      return text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [rowOfJson(line, index + 1)]));
    case '.csv':
      return rowsOfTable(text, ',');
    case '.tsv':
      return rowsOfTable(text, '\t');
    default:
      throw new CommandError(`${file}: the name must end in .jsonl, .csv or .tsv`);
  }
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{type, data}`, or the data of a `request.created` alone. */
const rowOfJson = (text: string, line: number): Row => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { line, unreadable: 'not JSON' };
  }
  if (!isRecord(value)) return { line, unreadable: 'not a JSON object' };
  const { type, data } = value;
  if (typeof type === 'string' && isRecord(data)) return { line, type, data };
  return withId({ line, type: 'request.created', data: value });
};

const rowsOfTable = (text: string, separator: ',' | '\t'): Row[] => {
  const [head, ...rest] = parseTable(text, separator);
  if (head === undefined) throw new CommandError('The file is empty.');
  const named = head.cells.map((cell) => cell.trim()).map((name) => ({ name, column: columnNamed(name) }));
  const unknown = named.filter(({ column }) => column === undefined).map(({ name }) => name);
  if (unknown.length > 0) {
    throw new CommandError(
      `Unknown columns: ${unknown.join(', ')}.\nKnown are: ${[...Object.keys(columns), ...Object.keys(alsoCalled)].join(', ')}.`,
    );
  }
  return rest.map(({ line, cells }) => {
    const data: Record<string, unknown> = { requester: {} };
    for (const [index, { column }] of named.entries()) {
      const cell = cells[index]?.trim() ?? '';
      if (column !== undefined && cell !== '') put(data, column.path, cellValue(cell, column.as));
    }
    const { type = 'request.created', ...others } = data;
    if (type !== 'request.created') return { line, unreadable: 'a table holds request.created only; use JSON Lines' };
    return withId({ line, type, data: { channel: 'other', ...others } });
  });
};

/** By its name, its Chinese name, or its place in the data: `requester.phone`. */
const columnNamed = (name: string): Column | undefined =>
  columns[alsoCalled[name] ?? name] ?? Object.values(columns).find(({ path }) => path.join('.') === name);

const put = (into: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void => {
  if (first === undefined) return;
  if (rest.length === 0) {
    into[first] = value;
    return;
  }
  const inner = into[first];
  const next = isRecord(inner) ? inner : {};
  into[first] = next;
  put(next, rest, value);
};

const yes = new Set(['true', 'yes', '1', '是', 'y']);
const no = new Set(['false', 'no', '0', '否', 'n']);

const cellValue = (cell: string, as: Column['as']): unknown => {
  if (as === 'number' && Number.isFinite(Number(cell))) return Number(cell);
  if (as === 'yes-no' && yes.has(cell.toLowerCase())) return true;
  if (as === 'yes-no' && no.has(cell.toLowerCase())) return false;
  return cell;
};

/** A row without an id gets one of its content, so that the same file twice makes no second case. */
const withId = (row: { line: number; type: string; data: Record<string, unknown> }): Row =>
  row.data['externalId'] === undefined
    ? { ...row, data: { ...row.data, externalId: `row-${fingerprint(row.data)}` } }
    : row;

/** A short name of a content. */
export const fingerprint = (content: unknown): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 24);
