// The tables of a running Jiesu or of a deployment, read whole.
import { inflateRawSync } from 'node:zlib';
import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { awsClientOptions, readEndpoints } from './endpoints.ts';
import { say } from './terminal.ts';

export type Item = Record<string, AttributeValue>;

/** All items of a table, page after page. `each` hears how many there are so far. */
export const readTable = async (
  client: DynamoDBClient,
  table: string,
  each: (count: number) => void = () => undefined,
): Promise<Item[]> => {
  const { paginateScan } = await import('@aws-sdk/client-dynamodb');
  const items: Item[] = [];
  for await (const { Items } of paginateScan({ client }, { TableName: table, ConsistentRead: true })) {
    items.push(...(Items ?? []));
    each(items.length);
  }
  return items;
};

type Where = { table?: string | undefined; endpoints?: string | undefined; data?: string | undefined };

/** The matters of a running Jiesu, or of the table named: then with the credentials of the environment. */
export const readMatters = (where: Where): Promise<Item[]> => readNamed(where, 'matters');

/** What citizens and officers said; the same way. */
export const readPeople = (where: Where): Promise<Item[]> => readNamed(where, 'people');

const readNamed = async ({ table, ...where }: Where, name: 'matters' | 'people'): Promise<Item[]> => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const endpoints = table === undefined ? readEndpoints(where) : undefined;
  const client = new DynamoDBClient(endpoints === undefined ? {} : awsClientOptions(endpoints));
  try {
    return await readTable(client, endpoints?.tables[name] ?? table ?? '', (count) => {
      if (count % 50_000 === 0) say(`${count} items read …`);
    });
  } finally {
    client.destroy();
  }
};

export const keyOf = (item: Item): string => `${item['pk']?.S ?? ''} ${item['sk']?.S ?? ''}`;

export const sortKeyOf = (item: Item): string => item['sk']?.S ?? '';

/** The items of each case, in the order of their keys: its commits in theirs. */
export const itemsByCase = (items: readonly Item[]): Map<string, Item[]> => {
  const sorted = [...items].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const cases = new Map<string, Item[]>();
  for (const item of sorted) {
    const caseId = /^MATTER#case#(.+)$/.exec(item['pk']?.S ?? '')?.[1];
    if (caseId === undefined) continue;
    const own = cases.get(caseId) ?? [];
    cases.set(caseId, own);
    own.push(item);
  }
  return cases;
};

export const isCommit = (item: Item): boolean => sortKeyOf(item).startsWith('EVT#');

/** A commit as it was stored, not parsed yet; a long one is stored packed. */
export const storedCommit = (item: Item): unknown => JSON.parse(item['commit']?.S ?? unpacked(item) ?? 'null');

export const unpacked = ({ packed }: Item): string | undefined =>
  packed?.B === undefined ? undefined : inflateRawSync(packed.B).toString('utf8');
