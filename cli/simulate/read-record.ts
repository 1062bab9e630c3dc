// Everything the town has on record at the end, read through the AWS API; and one hash over all of it.
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { awsClientOptions, type Endpoints } from '../endpoints.ts';
import {
  type Item,
  isCommit,
  itemsByCase,
  keyOf,
  readTable,
  sortKeyOf,
  storedCommit,
  unpacked,
} from '../read-tables.ts';

const ClockSchema = z.object({ kind: z.string(), dueAt: z.string() });
const FactSchema = z.looseObject({ type: z.string(), clocks: z.array(ClockSchema).optional() });
const CommitSchema = z.looseObject({
  cause: z.string(),
  at: z.string(),
  occurredAt: z.string(),
  events: z.array(FactSchema),
});
export type Commit = z.infer<typeof CommitSchema>;

export type CaseRecord = { caseId: string; commits: Commit[]; openTasks: string[]; messages: number };
export type TownRecord = { cases: CaseRecord[]; items: number; hash: string };

export const readRecord = async (endpoints: Endpoints): Promise<TownRecord> => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient(awsClientOptions(endpoints));
  try {
    const matters = await readTable(client, endpoints.tables.matters);
    const people = await readTable(client, endpoints.tables.people);
    const sent = await (await fetch(`${endpoints.api}/_local/messages`)).text();
    const lines = [...linesOf('matters', matters), ...linesOf('people', people), sent];
    return { cases: casesOf(matters), items: lines.length, hash: hashOf(lines, endpoints.api) };
  } finally {
    client.destroy();
  }
};

/** Each item as text, members in the order of their names, items in the order of their keys. */
const linesOf = (table: string, items: readonly Item[]): string[] =>
  items.map((item) => `${table} ${keyOf(item)} ${canonical({ ...item, packed: unpacked(item) })}`).sort();

const canonical = (value: unknown): string => {
  if (value instanceof Uint8Array) return JSON.stringify(Buffer.from(value).toString('base64'));
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join()}}`;
};

/** The port is the machine's choice and no part of the record. */
const hashOf = (lines: readonly string[], origin: string): string => {
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line.replaceAll(origin, 'http://town')}\n`);
  return hash.digest('hex');
};

const casesOf = (items: readonly Item[]): CaseRecord[] =>
  [...itemsByCase(items)].map(([caseId, own]) => ({
    caseId,
    commits: own.filter(isCommit).map((item) => CommitSchema.parse(storedCommit(item))),
    openTasks: own
      .filter((item) => sortKeyOf(item).startsWith('TASK#') && item['state']?.S === 'open')
      .map((item) => item['kind']?.S ?? ''),
    messages: own.filter((item) => sortKeyOf(item).startsWith('MSG#')).length,
  }));
