// What a table is: its keys, its indexes, its stream and its TTL attribute; kept in the data file, cached in memory.
import type { DatabaseSync } from 'node:sqlite';
import { AwsError } from '../contracts.ts';
import { arrayOf, objectOf, textOf } from '../json.ts';
import { invalid } from './values.ts';

export type KeyNames = { hash: string; range?: string | undefined };
export type Index = { name: string; keys: KeyNames; projection: 'ALL' | 'KEYS_ONLY' | 'INCLUDE'; include: string[] };
export type Table = {
  name: string;
  keys: KeyNames;
  types: Record<string, string>;
  indexes: Index[];
  stream?: { arn: string; label: string; view: string } | undefined;
  ttl?: string | undefined;
  createdAt: number;
};

export type TableRegistry = {
  /** @throws AwsError ResourceNotFoundException */
  get(name: unknown): Table;
  find(name: string): Table | undefined;
  names(): string[];
  save(table: Table): void;
  remove(name: string): void;
};

export const tableRegistry = (db: DatabaseSync): TableRegistry => {
  db.exec('CREATE TABLE IF NOT EXISTS dynamo_tables (name TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID');
  const tables = new Map<string, Table>();
  for (const row of db.prepare('SELECT name, body FROM dynamo_tables').all())
    tables.set(String(row['name']), JSON.parse(String(row['body'])));
  const put = db.prepare('INSERT OR REPLACE INTO dynamo_tables (name, body) VALUES (?, ?)');
  const drop = db.prepare('DELETE FROM dynamo_tables WHERE name = ?');
  return {
    get(name) {
      if (typeof name !== 'string') throw invalid('TableName is required');
      // A table may be named by its ARN.
      const table = tables.get(name.startsWith('arn:') ? (name.split('/')[1] ?? name) : name);
      if (table === undefined) throw new AwsError('ResourceNotFoundException', 'Requested resource not found');
      return table;
    },
    find: (name) => tables.get(name),
    names: () => [...tables.keys()].sort(),
    save(table) {
      put.run(table.name, JSON.stringify(table));
      tables.set(table.name, table);
    },
    remove(name) {
      drop.run(name);
      tables.delete(name);
    },
  };
};

/** A table from CreateTable's input. */
export const readTable = (input: unknown, streamArn: (label: string) => string, now: number): Table => {
  const request = objectOf(input);
  const name = textOf(request['TableName']);
  if (name === undefined || !/^[a-zA-Z0-9_.-]{3,255}$/.test(name))
    throw invalid('TableName must be 3 to 255 of a-z A-Z 0-9 _ . -');
  const types = Object.fromEntries(
    arrayOf(request['AttributeDefinitions']).map((one) => [
      String(objectOf(one)['AttributeName']),
      String(objectOf(one)['AttributeType']),
    ]),
  );
  const keys = readKeys(request['KeySchema'], types);
  if (arrayOf(request['LocalSecondaryIndexes']).length > 0)
    throw invalid('local secondary indexes are not supported here');
  const indexes = arrayOf(request['GlobalSecondaryIndexes']).map((one) => readIndex(objectOf(one), types));
  const stream = objectOf(request['StreamSpecification']);
  const label = new Date(now).toISOString().replace('Z', '');
  return {
    name,
    keys,
    types,
    indexes,
    createdAt: now,
    ...(stream['StreamEnabled'] === true
      ? { stream: { arn: streamArn(label), label, view: String(stream['StreamViewType'] ?? 'NEW_AND_OLD_IMAGES') } }
      : {}),
  };
};

const readKeys = (schema: unknown, types: Record<string, string>): KeyNames => {
  const parts = arrayOf(schema).map(objectOf);
  const named = (kind: string) => textOf(parts.find((part) => part['KeyType'] === kind)?.['AttributeName']);
  const hash = named('HASH');
  if (hash === undefined) throw invalid('KeySchema needs a HASH key');
  const range = named('RANGE');
  for (const key of [hash, range]) {
    if (key !== undefined && types[key] === undefined)
      throw invalid(`no AttributeDefinition for the key attribute ${key}`);
  }
  return { hash, range };
};

const readIndex = (index: Record<string, unknown>, types: Record<string, string>): Index => {
  const projection = objectOf(index['Projection']);
  const kind = projection['ProjectionType'];
  return {
    name: String(index['IndexName']),
    keys: readKeys(index['KeySchema'], types),
    projection: kind === 'KEYS_ONLY' || kind === 'INCLUDE' ? kind : 'ALL',
    include: arrayOf(projection['NonKeyAttributes']).map(String),
  };
};

export const describeTable = (table: Table, arn: string, itemCount: number): Record<string, unknown> => ({
  TableName: table.name,
  TableArn: arn,
  TableStatus: 'ACTIVE',
  CreationDateTime: table.createdAt / 1000,
  AttributeDefinitions: Object.entries(table.types).map(([AttributeName, AttributeType]) => ({
    AttributeName,
    AttributeType,
  })),
  KeySchema: keySchema(table.keys),
  BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  ItemCount: itemCount,
  ...(table.indexes.length === 0
    ? {}
    : {
        GlobalSecondaryIndexes: table.indexes.map((index) => ({
          IndexName: index.name,
          IndexArn: `${arn}/index/${index.name}`,
          IndexStatus: 'ACTIVE',
          KeySchema: keySchema(index.keys),
          Projection: {
            ProjectionType: index.projection,
            ...(index.include.length === 0 ? {} : { NonKeyAttributes: index.include }),
          },
        })),
      }),
  ...(table.stream === undefined
    ? {}
    : {
        LatestStreamArn: table.stream.arn,
        LatestStreamLabel: table.stream.label,
        StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream.view },
      }),
});

const keySchema = ({ hash, range }: KeyNames) => [
  { AttributeName: hash, KeyType: 'HASH' },
  ...(range === undefined ? [] : [{ AttributeName: range, KeyType: 'RANGE' }]),
];
