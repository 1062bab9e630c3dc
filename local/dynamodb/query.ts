// Query and Scan: key ranges become ranges of key bytes; filters come after, pages end at 1 MB.
import { isObject, objectOf, textOf } from '../json.ts';
import type { Meter } from './capacity.ts';
import { meets, project } from './evaluate.ts';
import {
  type Condition,
  checkUsed,
  type Placeholders,
  parseCondition,
  parseProjection,
  placeholdersOf,
} from './expression-parser.ts';
import { type ItemStore, type Key, keyOf, unitsOfRead } from './item-store.ts';
import type { Index, KeyNames, Table, TableRegistry } from './tables.ts';
import { encodeKey, type Item, invalid, parseItem, type Value } from './values.ts';

const pageBytes = 1024 * 1024;
type Range = { from: Uint8Array; fromOpen: boolean; to?: Uint8Array | undefined; toOpen: boolean };

export const queryApi = (tables: TableRegistry, items: ItemStore, meter: Meter) => {
  const source = (request: Record<string, unknown>): { table: Table; index: Index | undefined; keys: KeyNames } => {
    const table = tables.get(request['TableName']);
    const name = textOf(request['IndexName']);
    const index = name === undefined ? undefined : table.indexes.find((one) => one.name === name);
    if (name !== undefined && index === undefined)
      throw invalid(`The table does not have the specified index: ${name}`);
    if (index !== undefined && request['ConsistentRead'] === true)
      throw invalid('Consistent reads are not supported on global secondary indexes');
    return { table, index, keys: index?.keys ?? table.keys };
  };

  const page = (
    request: Record<string, unknown>,
    { table, index, keys }: ReturnType<typeof source>,
    range: { pk?: Uint8Array | undefined; sk: Range },
    filter: Condition | undefined,
    shown: ((item: Item) => Item) | undefined,
  ) => {
    const forward = request['ScanIndexForward'] !== false;
    const start =
      request['ExclusiveStartKey'] === undefined
        ? undefined
        : startOf(table, index, parseItem(request['ExclusiveStartKey']));
    const limit = Number(request['Limit'] ?? Number.MAX_SAFE_INTEGER);
    if (limit < 1) throw invalid('Limit must be at least 1');
    const { sql, values } = rangeSql(table, index, range, start, forward);
    const found: Item[] = [];
    let bytes = 0;
    let read = 0;
    let last: Item | undefined;
    let ended = true;
    for (const row of items.prepare(sql).iterate(...values)) {
      if (read >= limit || bytes >= pageBytes) {
        ended = false;
        break;
      }
      const item: Item = JSON.parse(String(row['item']));
      read += 1;
      bytes += Number(row['size']);
      last = item;
      if (filter === undefined || meets(filter, item)) found.push(shown === undefined ? item : shown(item));
    }
    // A page that ends exactly at its limit says so: whether more follows is seen by asking.
    if (read >= limit) ended = false;
    const capacity = meter.haveRead(
      table,
      unitsOfRead(bytes, request['ConsistentRead'] === true),
      request['ReturnConsumedCapacity'],
      index?.name,
    );
    return {
      ...(request['Select'] === 'COUNT' ? {} : { Items: found }),
      Count: found.length,
      ScannedCount: read,
      ...(ended || last === undefined ? {} : { LastEvaluatedKey: lastKey(table, keys, last) }),
      ...capacity,
    };
  };

  return {
    Query: (input: unknown) => {
      const request = objectOf(input);
      const from = source(request);
      const placeholders = placeholdersOf(request['ExpressionAttributeNames'], request['ExpressionAttributeValues']);
      const text = textOf(request['KeyConditionExpression']);
      if (text === undefined)
        throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
      const range = keyRange(parseCondition(text, 'KeyConditionExpression', placeholders), from.keys);
      const { filter, shown } = filterAndProjection(request, placeholders);
      checkUsed(placeholders);
      return page(request, from, range, filter, shown);
    },
    Scan: (input: unknown) => {
      const request = objectOf(input);
      if (Number(request['TotalSegments'] ?? 1) > 1 && Number(request['Segment']) > 0)
        return { Items: [], Count: 0, ScannedCount: 0 };
      const placeholders = placeholdersOf(request['ExpressionAttributeNames'], request['ExpressionAttributeValues']);
      const { filter, shown } = filterAndProjection(request, placeholders);
      checkUsed(placeholders);
      return page({ ...request, ScanIndexForward: true }, source(request), { sk: whole }, filter, shown);
    },
  };
};

export const filterAndProjection = (request: Record<string, unknown>, placeholders: Placeholders) => {
  const filterText = textOf(request['FilterExpression']);
  const projectionText = textOf(request['ProjectionExpression']);
  const filter = filterText === undefined ? undefined : parseCondition(filterText, 'FilterExpression', placeholders);
  const paths = projectionText === undefined ? undefined : parseProjection(projectionText, placeholders);
  return { filter, shown: paths === undefined ? undefined : (item: Item) => project(item, paths) };
};

const whole: Range = { from: new Uint8Array(0), fromOpen: false, toOpen: false };

const lastKey = (table: Table, keys: KeyNames, item: Item): Item => {
  const names = new Set([table.keys.hash, table.keys.range, keys.hash, keys.range]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
};

type Start = { own: Key; base: Key };

const startOf = (table: Table, index: Index | undefined, start: Item): Start => {
  const names = { hash: table.keys.hash, range: table.keys.range };
  const base = keyOf(
    table,
    Object.fromEntries(Object.entries(start).filter(([name]) => name === names.hash || name === names.range)),
  );
  if (index === undefined) return { own: base, base };
  const [hash, range] = [start[index.keys.hash], index.keys.range === undefined ? undefined : start[index.keys.range]];
  if (hash === undefined) throw invalid('The provided starting key is invalid');
  return { own: { pk: encodeKey(hash), sk: range === undefined ? new Uint8Array(0) : encodeKey(range) }, base };
};

const rangeSql = (
  table: Table,
  index: Index | undefined,
  range: { pk?: Uint8Array | undefined; sk: Range },
  start: Start | undefined,
  forward: boolean,
) => {
  const values: (string | Uint8Array)[] = [table.name];
  const where = ['tbl = ?'];
  const add = (sql: string, ...more: (string | Uint8Array)[]) => {
    where.push(sql);
    values.push(...more);
  };
  if (index !== undefined) add('idx = ?', index.name);
  if (range.pk !== undefined) add('pk = ?', range.pk);
  const { from, fromOpen, to, toOpen } = range.sk;
  if (from.length > 0) add(`sk ${fromOpen ? '>' : '>='} ?`, from);
  if (to !== undefined) add(`sk ${toOpen ? '<' : '<='} ?`, to);
  const after = forward ? '>' : '<';
  if (start !== undefined) {
    if (index === undefined) add(`(pk, sk) ${after} (?, ?)`, start.own.pk, start.own.sk);
    else
      add(`(pk, sk, base_pk, base_sk) ${after} (?, ?, ?, ?)`, start.own.pk, start.own.sk, start.base.pk, start.base.sk);
  }
  const direction = forward ? 'ASC' : 'DESC';
  const order = (index === undefined ? ['pk', 'sk'] : ['pk', 'sk', 'base_pk', 'base_sk'])
    .map((column) => `${column} ${direction}`)
    .join(', ');
  return {
    sql: `SELECT item, size FROM ${index === undefined ? 'dynamo_items' : 'dynamo_index'} WHERE ${where.join(' AND ')} ORDER BY ${order}`,
    values,
  };
};

/** Partition key by equality, sort key by at most one range. */
const keyRange = (condition: Condition, keys: KeyNames): { pk: Uint8Array; sk: Range } => {
  const parts = flatten(condition);
  const hash = parts.find((part) => isOn(part, keys.hash) && part.kind === 'compare' && part.comparator === '=');
  if (hash === undefined || hash.kind !== 'compare')
    throw invalid(`Query condition missed key schema element: ${keys.hash}`);
  const rest = parts.filter((part) => part !== hash);
  const range = rest[0];
  if (rest.length > 1 || (range !== undefined && (keys.range === undefined || !isOn(range, keys.range)))) {
    throw invalid('Query key condition not supported');
  }
  return { pk: encodeKey(operandValue(hash.right)), sk: range === undefined ? whole : sortRange(range) };
};

const flatten = (condition: Condition): Condition[] =>
  condition.kind === 'and' ? [...flatten(condition.left), ...flatten(condition.right)] : [condition];

const isOn = (condition: Condition, name: string): boolean => {
  const operand =
    condition.kind === 'compare'
      ? condition.left
      : condition.kind === 'between'
        ? condition.of
        : condition.kind === 'function'
          ? condition.args[0]
          : undefined;
  return operand?.kind === 'path' && operand.path.length === 1 && operand.path[0] === name;
};

const operandValue = (operand: unknown): Value => {
  if (isObject(operand) && operand['kind'] === 'value')
    return parseItem({ value: operand['value'] })['value'] ?? { NULL: true };
  throw invalid('Invalid KeyConditionExpression: a key is compared with a value');
};

const sortRange = (condition: Condition): Range => {
  if (condition.kind === 'between')
    return {
      from: encodeKey(operandValue(condition.from)),
      fromOpen: false,
      to: encodeKey(operandValue(condition.to)),
      toOpen: false,
    };
  if (condition.kind === 'function' && condition.name === 'begins_with') {
    const from = encodeKey(operandValue(condition.args[1]));
    return { from, fromOpen: false, to: successor(from), toOpen: true };
  }
  if (condition.kind !== 'compare') throw invalid('Query key condition not supported');
  const at = encodeKey(operandValue(condition.right));
  switch (condition.comparator) {
    case '=':
      return { from: at, fromOpen: false, to: at, toOpen: false };
    case '<':
      return { ...whole, to: at, toOpen: true };
    case '<=':
      return { ...whole, to: at };
    case '>':
      return { from: at, fromOpen: true, toOpen: false };
    case '>=':
      return { from: at, fromOpen: false, toOpen: false };
    default:
      throw invalid('Query key condition not supported');
  }
};

/** The least bytes that no longer begin with `prefix`. */
const successor = (prefix: Uint8Array): Uint8Array | undefined => {
  const bytes = [...prefix];
  while (bytes.at(-1) === 255) bytes.pop();
  const last = bytes.pop();
  return last === undefined ? undefined : Uint8Array.from([...bytes, last + 1]);
};
