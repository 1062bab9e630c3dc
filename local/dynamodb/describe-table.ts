// A table as DescribeTable tells of it.
import { createHash } from 'node:crypto';
import { type Index, type KeyNames, keyNamesOf, type Table, type Throughput } from './table.ts';

export const describeTable = (table: Table, contents: { items: number; bytes: number }): Record<string, unknown> => {
  const indexes = (local: boolean) =>
    table.indexes.filter((index) => index.local === local).map((index) => describeIndex(table, index));
  const [globals, locals] = [indexes(false), indexes(true)];
  return {
    TableName: table.name,
    TableArn: table.arn,
    TableId: idOf(`${table.arn} ${table.createdAt}`),
    TableStatus: 'ACTIVE',
    CreationDateTime: table.createdAt / 1000,
    AttributeDefinitions: Object.entries(table.types).map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
    KeySchema: keySchema(table.keys),
    ProvisionedThroughput: throughput(table.provisioned),
    ...(table.provisioned === undefined
      ? {
          BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
          TableThroughputModeSummary: { TableThroughputMode: 'PAY_PER_REQUEST' },
        }
      : {}),
    DeletionProtectionEnabled: table.deletionProtected,
    ItemCount: contents.items,
    TableSizeBytes: contents.bytes,
    ...(globals.length === 0 ? {} : { GlobalSecondaryIndexes: globals }),
    ...(locals.length === 0 ? {} : { LocalSecondaryIndexes: locals }),
    ...(table.stream === undefined
      ? {}
      : {
          LatestStreamArn: table.stream.arn,
          LatestStreamLabel: table.stream.label,
          StreamSpecification: { StreamEnabled: true, StreamViewType: table.stream.view },
        }),
  };
};

const describeIndex = (table: Table, index: Index): Record<string, unknown> => ({
  IndexName: index.name,
  IndexArn: `${table.arn}/index/${index.name}`,
  KeySchema: keySchema(index.keys),
  Projection: {
    ProjectionType: index.projection,
    ...(index.include.length === 0 ? {} : { NonKeyAttributes: index.include }),
  },
  ...(index.local ? {} : { IndexStatus: 'ACTIVE', ProvisionedThroughput: throughput(table.provisioned) }),
});

const throughput = (provisioned: Throughput | undefined) => ({
  NumberOfDecreasesToday: 0,
  ReadCapacityUnits: provisioned?.read ?? 0,
  WriteCapacityUnits: provisioned?.write ?? 0,
});

export const keySchema = (keys: KeyNames) =>
  keyNamesOf(keys).map((AttributeName, at) => ({ AttributeName, KeyType: at === 0 ? 'HASH' : 'RANGE' }));

/** The same id for the same table, in the form of a UUID. */
const idOf = (text: string): string => {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};
