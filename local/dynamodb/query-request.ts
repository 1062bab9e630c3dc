// What a Query or Scan asks for, read and checked: where to look, from where on, what to keep, what to show.
import { type Item, parseItem } from './attribute-value.ts';
import { type Condition, pathsOf, readCondition } from './condition.ts';
import type { Path } from './document-path.ts';
import { invalid } from './errors.ts';
import { projectedBy } from './index-entries.ts';
import { type KeyRange, keyBytes, readKeyCondition } from './key-condition.ts';
import type { Start } from './page-rows.ts';
import { placeholdersOf } from './placeholders.ts';
import { projectionOf } from './plan-reads.ts';
import { choiceOf, flagOf, integerOf, optionalText, type Request, refuseLegacy } from './request.ts';
import { type Index, type KeyNames, keyNamesOf, type Table } from './table.ts';

export type PageRequest = {
  table: Table;
  index: Index | undefined;
  keys: KeyNames;
  range: KeyRange | undefined;
  start: Start | undefined;
  forward: boolean;
  limit: number;
  filter: Condition | undefined;
  paths: readonly Path[] | undefined;
  countOnly: boolean;
  consistent: boolean;
  /** Items that a local index does not hold whole are fetched from the table. */
  fetches: boolean;
};

const wrong = (why: string) => invalid(`One or more parameter values were invalid: ${why}`);

export const readPageRequest = (request: Request, table: Table, kind: 'Query' | 'Scan'): PageRequest => {
  refuseLegacy(request);
  const index = indexOf(request, table);
  const keys = index?.keys ?? table.keys;
  const consistent = flagOf(request, 'ConsistentRead') === true;
  if (consistent && index !== undefined && !index.local) {
    throw invalid('Consistent reads are not supported on global secondary indexes');
  }
  const placeholders = placeholdersOf(request, expressionsOf[kind]);
  const range = kind === 'Scan' ? undefined : rangeOf(request, table, keys, placeholders);
  const filterText = optionalText(request, 'FilterExpression');
  const filter = filterText === undefined ? undefined : readCondition(filterText, 'FilterExpression', placeholders);
  if (kind === 'Query' && filter !== undefined) refuseKeys(filter, keys);
  const paths = projectionOf(request, placeholders);
  placeholders.checkAllUsed();
  const select = selectOf(request, index, paths);
  const forward = kind === 'Scan' || flagOf(request, 'ScanIndexForward') !== false;
  const start = startOf(request, table, index, range);
  return {
    table,
    index,
    keys,
    range,
    start,
    forward,
    limit: integerOf(request, 'Limit', 1, Number.MAX_SAFE_INTEGER) ?? Number.MAX_SAFE_INTEGER,
    filter,
    paths,
    countOnly: select === 'COUNT',
    consistent,
    fetches: index !== undefined && fetchesFrom(table, index, select, paths),
  };
};

const expressionsOf = {
  Query: ['FilterExpression', 'ProjectionExpression', 'KeyConditionExpression'],
  Scan: ['FilterExpression', 'ProjectionExpression'],
} as const;

const indexOf = (request: Request, table: Table): Index | undefined => {
  const name = optionalText(request, 'IndexName');
  if (name === undefined) return undefined;
  const index = table.indexes.find((one) => one.name === name);
  if (index === undefined) throw invalid(`The table does not have the specified index: ${name}`);
  return index;
};

const rangeOf = (
  request: Request,
  table: Table,
  keys: KeyNames,
  placeholders: ReturnType<typeof placeholdersOf>,
): KeyRange => {
  const text = optionalText(request, 'KeyConditionExpression');
  if (text !== undefined) return readKeyCondition(text, placeholders, keys, table.types);
  throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
};

const refuseKeys = (filter: Condition, keys: KeyNames): void => {
  const names = keyNamesOf(keys);
  const found = pathsOf(filter).find(([first]) => names.includes(String(first)));
  if (found === undefined) return;
  throw invalid(
    `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${String(found[0])}`,
  );
};

const selects = ['SPECIFIC_ATTRIBUTES', 'COUNT', 'ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES'] as const;
type Select = (typeof selects)[number];

const selectOf = (request: Request, index: Index | undefined, paths: readonly Path[] | undefined): Select => {
  const otherwise =
    paths !== undefined ? 'SPECIFIC_ATTRIBUTES' : index === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
  const select = choiceOf(request, 'Select', selects, otherwise);
  if (paths !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
    throw invalid(
      `Cannot specify the ProjectionExpression when choosing to get ${select === 'COUNT' ? 'only the Count' : select}`,
    );
  }
  if (paths === undefined && select === 'SPECIFIC_ATTRIBUTES') {
    throw invalid('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  }
  if (index === undefined && select === 'ALL_PROJECTED_ATTRIBUTES') {
    throw invalid('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName');
  }
  return select;
};

/** What a global index does not hold cannot be had from it; a local one fetches it. */
const fetchesFrom = (table: Table, index: Index, select: Select, paths: readonly Path[] | undefined): boolean => {
  if (index.projection === 'ALL') return false;
  const held = projectedBy(table, index);
  const lacking = (paths ?? []).map(([first]) => String(first)).filter((name) => !held.has(name));
  if (select !== 'ALL_ATTRIBUTES' && lacking.length === 0) return false;
  if (index.local) return true;
  throw wrong(
    select === 'ALL_ATTRIBUTES'
      ? `Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.name} because its projection type is not ALL`
      : `Global secondary index ${index.name} does not project [${lacking.join(', ')}]`,
  );
};

const startOf = (
  request: Request,
  table: Table,
  index: Index | undefined,
  range: KeyRange | undefined,
): Start | undefined => {
  if (request.ExclusiveStartKey === undefined || request.ExclusiveStartKey === null) return undefined;
  const given = parseItem(request.ExclusiveStartKey);
  const names = new Set([...keyNamesOf(table.keys), ...(index === undefined ? [] : keyNamesOf(index.keys))]);
  if (Object.keys(given).length !== names.size) throw invalid('The provided starting key is invalid');
  const item = keyIn(given, table.keys, table);
  const own = index === undefined ? item : keyIn(given, index.keys, table);
  if (range !== undefined && !liesIn(own, range)) {
    throw invalid('The provided starting key is outside query boundaries based on provided conditions');
  }
  return { own, item };
};

const keyIn = (given: Item, { hash, range }: KeyNames, table: Table) => {
  const pk = keyBytes(given, hash, table.types);
  const sk = range === undefined ? new Uint8Array(0) : keyBytes(given, range, table.types);
  if (pk === undefined || sk === undefined) throw invalid('The provided starting key is invalid');
  return { pk, sk };
};

const liesIn = ({ pk, sk }: { pk: Uint8Array; sk: Uint8Array }, { pk: partition, from, to }: KeyRange): boolean => {
  if (Buffer.compare(pk, partition) !== 0) return false;
  const afterFrom = from === undefined ? 1 : Buffer.compare(sk, from.at);
  const beforeTo = to === undefined ? 1 : Buffer.compare(to.at, sk);
  const inside = (order: number, inclusive: boolean | undefined) => order > 0 || (order === 0 && inclusive === true);
  return inside(afterFrom, from?.inclusive) && inside(beforeTo, to?.inclusive);
};
