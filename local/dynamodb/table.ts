// What a table is: its keys, its indexes, its stream and its TTL attribute.

export type KeyNames = { hash: string; range?: string | undefined };
export type Throughput = { read: number; write: number };
export type Index = {
  /** Its number within the table: rows are found by it. */
  id: number;
  name: string;
  keys: KeyNames;
  projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  include: readonly string[];
  /** A local index shares the table's partitions: it is read consistently, and fetches what it does not project. */
  local: boolean;
};
export type Stream = { arn: string; label: string; view: StreamView };
export const streamViews = ['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'] as const;
export type StreamView = (typeof streamViews)[number];

export type TableDefinition = {
  name: string;
  arn: string;
  keys: KeyNames;
  /** Types of all key attributes by name. */
  types: Readonly<Record<string, string>>;
  indexes: readonly Index[];
  stream?: Stream | undefined;
  /** The attribute with the time of expiry, in seconds. */
  ttl?: string | undefined;
  createdAt: number;
  deletionProtected: boolean;
  /** Without it, billing is on demand. Either way nothing is throttled. */
  provisioned?: Throughput | undefined;
};
/** A table with the number by which its rows are found. */
export type Table = TableDefinition & { id: number };

export const keyNamesOf = ({ hash, range }: KeyNames): readonly string[] =>
  range === undefined ? [hash] : [hash, range];

export const tableArn = (place: { partition: string; region: string; accountId: string }, name: string): string =>
  `arn:${place.partition}:dynamodb:${place.region}:${place.accountId}:table/${name}`;

/** The stream of a table from now on; its label is the instant. */
export const newStream = (arn: string, view: StreamView, now: number): Stream => {
  const label = new Date(now).toISOString().replace('Z', '');
  return { arn: `${arn}/stream/${label}`, label, view };
};
