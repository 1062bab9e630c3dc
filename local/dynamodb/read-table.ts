// A table from CreateTable's input, and an index from UpdateTable's, with the service's own refusals.
import { isObject, objectOf } from '../json.ts';
import { invalid, unreadable } from './errors.ts';
import { choiceOf, flagOf, integerOf, listOf, optionalText, type Request, required, requiredText } from './request.ts';
import {
  type Index,
  type KeyNames,
  keyNamesOf,
  newStream,
  streamViews,
  type TableDefinition,
  type Throughput,
} from './table.ts';

const wrong = (why: string) => invalid(`One or more parameter values were invalid: ${why}`);

/** Asked for, and nothing that this stack does: better refused than passed over. */
const unsupported = ['GlobalTableWitnesses', 'ReplicaUpdates', 'ResourcePolicy'];

export const readTable = (request: Request, arnOf: (name: string) => string, now: number): TableDefinition => {
  const name = readTableName(request);
  refuseUnsupported(request, unsupported);
  const types = readTypes(request);
  const keys = readKeys(request, types);
  const indexes = [
    ...readIndexes(request, 'GlobalSecondaryIndexes', types, 20),
    ...readIndexes(request, 'LocalSecondaryIndexes', types, 5),
  ].map((index, id) => ({ ...index, id }));
  refuseDuplicates(indexes);
  for (const index of indexes) if (index.local) checkLocal(index, keys);
  refuseUnusedTypes(types, [keys, ...indexes.map((index) => index.keys)]);
  const arn = arnOf(name);
  const stream = objectOf(request.StreamSpecification);
  return {
    name,
    arn,
    keys,
    types,
    indexes,
    createdAt: now,
    deletionProtected: flagOf(request, 'DeletionProtectionEnabled') ?? false,
    provisioned: readThroughput(request),
    stream: flagOf(stream, 'StreamEnabled') === true ? newStream(arn, readView(stream), now) : undefined,
  };
};

/** Tables may be named by their ARN too. */
export const readTableName = (request: Request): string => {
  const given = requiredText(request, 'TableName');
  const name = given.startsWith('arn:') ? (given.split(':table/')[1]?.split('/')[0] ?? given) : given;
  if (!/^[a-zA-Z0-9_.-]+$/.test(name) || name.length < 3 || name.length > 255) {
    throw invalid(
      "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'",
    );
  }
  return name;
};

export const refuseUnsupported = (request: Request, names: readonly string[]): void => {
  const found = names.find((name) => request[name] !== undefined && request[name] !== null);
  if (found !== undefined) throw invalid(`${found} is not supported by the embedded DynamoDB`);
};

export const readTypes = (request: Request): Record<string, string> =>
  Object.fromEntries(
    listOf(request, 'AttributeDefinitions', 100)
      .map(objectOf)
      .map((one) => [requiredText(one, 'AttributeName'), choiceOf(one, 'AttributeType', ['B', 'N', 'S'], 'S')]),
  );

const readKeys = (request: Request, types: Record<string, string>): KeyNames => {
  const parts = listOf(request, 'KeySchema', 2).map(objectOf);
  const [first, second] = parts.map((part) => ({
    name: requiredText(part, 'AttributeName'),
    kind: choiceOf(part, 'KeyType', ['HASH', 'RANGE'], 'HASH'),
  }));
  if (first?.kind !== 'HASH') throw invalid('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (second !== undefined && second.kind !== 'RANGE')
    throw invalid('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  if (first.name === second?.name)
    throw wrong('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  const keys = { hash: first.name, range: second?.name };
  const names = keyNamesOf(keys);
  if (names.some((name) => types[name] === undefined)) {
    throw wrong(
      `Some index key attributes are not defined in AttributeDefinitions. Keys: [${names.join(', ')}], AttributeDefinitions: [${Object.keys(types).join(', ')}]`,
    );
  }
  return keys;
};

type Unnumbered = Omit<Index, 'id'>;

const readIndexes = (request: Request, name: string, types: Record<string, string>, most: number): Unnumbered[] => {
  if (request[name] === undefined || request[name] === null) return [];
  const local = name === 'LocalSecondaryIndexes';
  return listOf(request, name, most).map((index) => readIndex(objectOf(index), types, local));
};

export const readIndex = (request: Request, types: Record<string, string>, local: boolean): Unnumbered => {
  const projection = required(request, 'Projection');
  if (!isObject(projection)) throw unreadable('Unexpected field type');
  const kind = choiceOf(projection, 'ProjectionType', ['ALL', 'INCLUDE', 'KEYS_ONLY'], 'ALL');
  const include = kind === 'INCLUDE' ? listOf(projection, 'NonKeyAttributes', 100).map(String) : [];
  if (kind !== 'INCLUDE' && projection.NonKeyAttributes !== undefined && projection.NonKeyAttributes !== null) {
    throw wrong(`ProjectionType is ${kind}, but NonKeyAttributes is specified`);
  }
  return { name: requiredText(request, 'IndexName'), keys: readKeys(request, types), projection: kind, include, local };
};

const checkLocal = (index: Index, keys: KeyNames): void => {
  if (keys.range === undefined)
    throw wrong('Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex');
  if (index.keys.hash !== keys.hash)
    throw wrong(
      `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.name}. index hash key: ${index.keys.hash}, table hash key: ${keys.hash}`,
    );
  if (index.keys.range === undefined) throw wrong(`Index KeySchema does not have a range key for index: ${index.name}`);
};

const refuseDuplicates = (indexes: readonly Index[]): void => {
  const twice = indexes.find(({ name }, at) => indexes.findIndex((one) => one.name === name) !== at);
  if (twice !== undefined) throw wrong(`Duplicate index name: ${twice.name}`);
};

const refuseUnusedTypes = (types: Record<string, string>, keys: readonly KeyNames[]): void => {
  const used = new Set(keys.flatMap(keyNamesOf));
  const defined = Object.keys(types);
  if (defined.every((name) => used.has(name))) return;
  throw wrong(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${defined.join(', ')}], keys used: [${[...used].join(', ')}]`,
  );
};

export const readView = (stream: Request) => {
  if (optionalText(stream, 'StreamViewType') === undefined)
    throw wrong('StreamViewType is required when StreamEnabled is set to true');
  return choiceOf(stream, 'StreamViewType', streamViews, 'NEW_AND_OLD_IMAGES');
};

/** Undefined when billing is on demand. */
export const readThroughput = (request: Request): Throughput | undefined => {
  const mode = choiceOf(request, 'BillingMode', ['PROVISIONED', 'PAY_PER_REQUEST'], 'PROVISIONED');
  const given = request.ProvisionedThroughput;
  if (mode === 'PAY_PER_REQUEST') {
    if (given === undefined || given === null) return undefined;
    throw wrong(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  const read = integerOf(objectOf(given), 'ReadCapacityUnits', 1, Number.MAX_SAFE_INTEGER);
  const write = integerOf(objectOf(given), 'WriteCapacityUnits', 1, Number.MAX_SAFE_INTEGER);
  if (read === undefined || write === undefined)
    throw wrong('ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED');
  return { read, write };
};
