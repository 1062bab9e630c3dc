// Items and their index rows in SQLite. A write touches the item, its index rows, its stream record and its expiry in
// one transaction; key bytes sort as DynamoDB sorts.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { AwsError } from '../contracts.ts';
import { statementsOf } from '../storage.ts';
import { project } from './evaluate.ts';
import type { Index, KeyNames, Table } from './tables.ts';
import { encodeKey, type Item, invalid, sizeOfItem, type Value } from './values.ts';

export type Key = { pk: Uint8Array; sk: Uint8Array };
export type Row = { item: Item; size: number };

const largestItem = 400 * 1024;
const noRange = new Uint8Array(0);

/** Units of one write: of the table, and of each index by name. */
export type WriteUnits = { table: number; indexes: Record<string, number> };

export type ItemStore = {
  read(table: Table, key: Key): Row | undefined;
  /** Replaces or removes; answers the units it costs. Runs inside a transaction. */
  write(table: Table, key: Key, before: Item | undefined, after: Item | undefined): WriteUnits;
  prepare(sql: string): StatementSync;
  count(table: Table): number;
};

const schema = `
CREATE TABLE IF NOT EXISTS dynamo_items (tbl TEXT, pk BLOB, sk BLOB, item TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (tbl, pk, sk)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dynamo_index (tbl TEXT, idx TEXT, pk BLOB, sk BLOB, base_pk BLOB, base_sk BLOB, item TEXT NOT NULL, size INTEGER NOT NULL, PRIMARY KEY (tbl, idx, pk, sk, base_pk, base_sk)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dynamo_expiry (tbl TEXT, pk BLOB, sk BLOB, expires INTEGER NOT NULL, PRIMARY KEY (tbl, pk, sk)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS dynamo_expiry_due ON dynamo_expiry (expires);
`;

export const itemStore = (db: DatabaseSync): ItemStore => {
  db.exec(schema);
  const prepare = statementsOf(db);

  const writeIndex = (
    table: Table,
    index: Index,
    key: Key,
    before: Item | undefined,
    after: Item | undefined,
  ): number => {
    const old = indexRow(table, index, before);
    const now = indexRow(table, index, after);
    if (old !== undefined && now !== undefined && sameKey(old, now)) {
      if (old.text === now.text) return 0;
      putIndex(table, index, key, now);
      return unitsOfWrite(Math.max(old.size, now.size));
    }
    if (old !== undefined)
      prepare('DELETE FROM dynamo_index WHERE tbl=? AND idx=? AND pk=? AND sk=? AND base_pk=? AND base_sk=?').run(
        table.name,
        index.name,
        old.pk,
        old.sk,
        key.pk,
        key.sk,
      );
    if (now !== undefined) putIndex(table, index, key, now);
    return (old === undefined ? 0 : unitsOfWrite(old.size)) + (now === undefined ? 0 : unitsOfWrite(now.size));
  };

  const putIndex = (table: Table, index: Index, key: Key, row: IndexRow): void => {
    prepare(
      'INSERT OR REPLACE INTO dynamo_index (tbl, idx, pk, sk, base_pk, base_sk, item, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(table.name, index.name, row.pk, row.sk, key.pk, key.sk, row.text, row.size);
  };

  const writeExpiry = (table: Table, key: Key, after: Item | undefined): void => {
    if (table.ttl === undefined) return;
    const value = after?.[table.ttl];
    if (value !== undefined && 'N' in value) {
      prepare('INSERT OR REPLACE INTO dynamo_expiry (tbl, pk, sk, expires) VALUES (?, ?, ?, ?)').run(
        table.name,
        key.pk,
        key.sk,
        Math.floor(Number(value.N)),
      );
    } else prepare('DELETE FROM dynamo_expiry WHERE tbl=? AND pk=? AND sk=?').run(table.name, key.pk, key.sk);
  };

  return {
    prepare,
    read(table, key) {
      const row = prepare('SELECT item, size FROM dynamo_items WHERE tbl=? AND pk=? AND sk=?').get(
        table.name,
        key.pk,
        key.sk,
      );
      return row === undefined ? undefined : { item: JSON.parse(String(row['item'])), size: Number(row['size']) };
    },
    write(table, key, before, after) {
      const size = after === undefined ? 0 : sizeOfItem(after);
      if (size > largestItem) throw invalid('Item size has exceeded the maximum allowed size');
      if (after === undefined)
        prepare('DELETE FROM dynamo_items WHERE tbl=? AND pk=? AND sk=?').run(table.name, key.pk, key.sk);
      else
        prepare('INSERT OR REPLACE INTO dynamo_items (tbl, pk, sk, item, size) VALUES (?, ?, ?, ?, ?)').run(
          table.name,
          key.pk,
          key.sk,
          JSON.stringify(after),
          size,
        );
      const indexes: Record<string, number> = {};
      for (const index of table.indexes) {
        const units = writeIndex(table, index, key, before, after);
        if (units > 0) indexes[index.name] = units;
      }
      writeExpiry(table, key, after);
      return { table: unitsOfWrite(Math.max(size, before === undefined ? 0 : sizeOfItem(before))), indexes };
    },
    count: (table) => Number(prepare('SELECT count(*) AS n FROM dynamo_items WHERE tbl=?').get(table.name)?.['n'] ?? 0),
  };
};

export const unitsOfWrite = (size: number): number => Math.max(1, Math.ceil(size / 1024));
export const unitsOfRead = (size: number, consistent: boolean): number =>
  Math.max(1, Math.ceil(size / 4096)) * (consistent ? 1 : 0.5);

type IndexRow = Key & { text: string; size: number };

const sameKey = (one: Key, other: Key): boolean =>
  Buffer.compare(one.pk, other.pk) === 0 && Buffer.compare(one.sk, other.sk) === 0;

/** What an index holds of an item; undefined when the item has not all key attributes: indexes are sparse. */
const indexRow = (table: Table, index: Index, item: Item | undefined): IndexRow | undefined => {
  if (item === undefined) return undefined;
  const hash = item[index.keys.hash];
  const range = index.keys.range === undefined ? undefined : item[index.keys.range];
  if (hash === undefined || (index.keys.range !== undefined && range === undefined)) return undefined;
  const shown =
    index.projection === 'ALL'
      ? item
      : project(
          item,
          projected(table, index).map((name) => [name]),
        );
  return {
    pk: encodeKey(hash),
    sk: range === undefined ? noRange : encodeKey(range),
    text: JSON.stringify(shown),
    size: sizeOfItem(shown),
  };
};

const projected = (table: Table, index: Index): string[] => {
  const keys = [table.keys.hash, table.keys.range, index.keys.hash, index.keys.range].filter(
    (name) => name !== undefined,
  );
  return [...new Set([...keys, ...(index.projection === 'INCLUDE' ? index.include : [])])];
};

/** The key of an item or of a key-only request. @throws AwsError when it does not fit the schema. */
export const keyOf = (table: Table, item: Item, exact = false): Key => {
  const { hash, range } = table.keys;
  if (exact && Object.keys(item).length !== (range === undefined ? 1 : 2))
    throw invalid('The provided key element does not match the schema');
  return {
    pk: keyPart(table, hash, item, 2048),
    sk: range === undefined ? noRange : keyPart(table, range, item, 1024),
  };
};

const keyPart = (table: Table, name: string, item: Item, longest: number): Uint8Array => {
  const value = item[name];
  if (value === undefined)
    throw invalid(`One or more parameter values were invalid: Missing the key ${name} in the item`);
  checkKeyType(table.types, name, value);
  const bytes = encodeKey(value);
  if (bytes.length === 0)
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
    );
  if (bytes.length > longest)
    throw invalid(
      `One or more parameter values were invalid: Size of ${longest === 2048 ? 'hashkey' : 'rangekey'} has exceeded the maximum size limit of${longest} bytes`,
    );
  return bytes;
};

const checkKeyType = (types: Record<string, string>, name: string, value: Value): void => {
  const expected = types[name];
  if (expected !== undefined && !(expected in value)) {
    throw invalid(
      `One or more parameter values were invalid: Type mismatch for key ${name} expected: ${expected} actual: ${Object.keys(value)[0]}`,
    );
  }
};

/** Index keys that are there must have their type, and not be empty. */
export const checkIndexKeys = (table: Table, item: Item): void => {
  const names = table.indexes.flatMap(({ keys }: { keys: KeyNames }) => [
    keys.hash,
    ...(keys.range === undefined ? [] : [keys.range]),
  ]);
  for (const name of names) {
    const value = item[name];
    if (value === undefined) continue;
    checkKeyType(table.types, name, value);
    if ('S' in value && value.S === '') {
      throw invalid(
        `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexKey: ${name}`,
      );
    }
  }
};

export const conditionFailed = (item: Item | undefined, shown: boolean): AwsError =>
  new AwsError(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    400,
    shown && item !== undefined ? { Item: item } : {},
  );
