// What UpdateTable changes: deletion protection, billing, the stream, and global indexes that come or go.
import { AwsError } from '../contracts.ts';
import { objectOf } from '../json.ts';
import { invalid } from './errors.ts';
import { readIndex, readThroughput, readTypes, readView, refuseUnsupported } from './read-table.ts';
import { flagOf, listOf, type Request, requiredText } from './request.ts';
import { type Index, keyNamesOf, newStream, type Stream, type Table } from './table.ts';

export type TableChanges = { table: Table; added: readonly Index[]; removed: readonly Index[] };

const unsupported = ['ReplicaUpdates', 'GlobalTableWitnessUpdates', 'MultiRegionConsistency'];

export const readTableChanges = (request: Request, table: Table, now: number): TableChanges => {
  refuseUnsupported(request, unsupported);
  const types = request.AttributeDefinitions === undefined ? table.types : { ...table.types, ...readTypes(request) };
  const { added, removed } = readIndexUpdates(request, { ...table, types });
  const indexes = [...table.indexes.filter((index) => !removed.includes(index)), ...added];
  const used = new Set([table.keys, ...indexes.map(({ keys }) => keys)].flatMap(keyNamesOf));
  const changesBilling = request.BillingMode !== undefined || request.ProvisionedThroughput !== undefined;
  return {
    table: {
      ...table,
      types: Object.fromEntries(Object.entries(types).filter(([name]) => used.has(name))),
      indexes,
      deletionProtected: flagOf(request, 'DeletionProtectionEnabled') ?? table.deletionProtected,
      provisioned: changesBilling ? readThroughput(request) : table.provisioned,
      stream: readStreamChange(request, table, now),
    },
    added,
    removed,
  };
};

const readStreamChange = (request: Request, table: Table, now: number): Stream | undefined => {
  if (request.StreamSpecification === undefined || request.StreamSpecification === null) return table.stream;
  const specification = objectOf(request.StreamSpecification);
  const enabled = flagOf(specification, 'StreamEnabled') === true;
  if (enabled && table.stream !== undefined)
    throw invalid(`Table already has an enabled stream: TableName: ${table.name}`);
  if (!enabled && table.stream === undefined)
    throw invalid(`Table is not enabled for streams: TableName: ${table.name}`);
  return enabled ? newStream(table.arn, readView(specification), now) : undefined;
};

const readIndexUpdates = (request: Request, table: Table): { added: Index[]; removed: Index[] } => {
  const added: Index[] = [];
  const removed: Index[] = [];
  if (request.GlobalSecondaryIndexUpdates === undefined) return { added, removed };
  let id = Math.max(-1, ...table.indexes.map((index) => index.id)) + 1;
  for (const update of listOf(request, 'GlobalSecondaryIndexUpdates', 20).map(objectOf)) {
    if (update.Create !== undefined) {
      const index = readIndex(objectOf(update.Create), { ...table.types }, false);
      if (table.indexes.some(({ name }) => name === index.name))
        throw invalid(`Attempting to create an index which already exists`);
      added.push({ ...index, id });
      id += 1;
    } else if (update.Delete !== undefined) {
      const name = requiredText(objectOf(update.Delete), 'IndexName');
      const index = table.indexes.find((one) => one.name === name && !one.local);
      if (index === undefined)
        throw new AwsError('ResourceNotFoundException', `Requested resource not found: Index: ${name} not found`);
      removed.push(index);
    } else throw invalid('An index can be created or deleted: its throughput is not limited here');
  }
  return { added, removed };
};
