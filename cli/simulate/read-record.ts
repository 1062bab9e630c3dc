// Everything the town has on record at the end, read through the AWS API; and one hash over all of it.
import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { awsClientOptions, type Endpoints } from '../endpoints.ts';

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

type Item = Record<string, AttributeValue>;

export const readRecord = async (endpoints: Endpoints): Promise<TownRecord> => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient(awsClientOptions(endpoints));
  try {
    const matters = await everything(client, endpoints.tables.matters);
    const people = await everything(client, endpoints.tables.people);
    const sent = await (await fetch(`${endpoints.api}/_local/messages`)).text();
    const lines = [...linesOf('matters', matters), ...linesOf('people', people), sent];
    return { cases: casesOf(matters), items: lines.length, hash: hashOf(lines, endpoints.api) };
  } finally {
    client.destroy();
  }
};

const everything = async (client: DynamoDBClient, table: string): Promise<Item[]> => {
  const { ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const items: Item[] = [];
  let from: Item | undefined;
  do {
    const page = await client.send(
      new ScanCommand({
        TableName: table,
        ConsistentRead: true,
        ...(from === undefined ? {} : { ExclusiveStartKey: from }),
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
};

/** Each item as text, members in the order of their names, items in the order of their keys. */
const linesOf = (table: string, items: readonly Item[]): string[] =>
  items.map((item) => `${table} ${keyOf(item)} ${canonical({ ...item, packed: unpacked(item) })}`).sort();

const keyOf = (item: Item): string => `${item['pk']?.S ?? ''} ${item['sk']?.S ?? ''}`;

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

const unpacked = ({ packed }: Item): string | undefined =>
  packed?.B === undefined ? undefined : inflateRawSync(packed.B).toString('utf8');

const casesOf = (items: readonly Item[]): CaseRecord[] => {
  const cases = new Map<string, CaseRecord>();
  const sorted = [...items].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  for (const item of sorted) {
    const caseId = /^MATTER#case#(.+)$/.exec(item['pk']?.S ?? '')?.[1];
    if (caseId === undefined) continue;
    const record = cases.get(caseId) ?? { caseId, commits: [], openTasks: [], messages: 0 };
    cases.set(caseId, record);
    const sk = item['sk']?.S ?? '';
    if (sk.startsWith('EVT#')) record.commits.push(commitOf(item));
    if (sk.startsWith('TASK#') && item['state']?.S === 'open') record.openTasks.push(item['kind']?.S ?? '');
    if (sk.startsWith('MSG#')) record.messages += 1;
  }
  return [...cases.values()];
};

const commitOf = (item: Item): Commit => CommitSchema.parse(JSON.parse(item['commit']?.S ?? unpacked(item) ?? 'null'));
