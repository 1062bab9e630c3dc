// Makes the template's tables and reads their streams.
import { AwsError, type Caller } from './contracts.ts';
import { ROOT } from './iam/access.ts';
import type { TableKeys } from './iam/dynamodb-requests.ts';
import { objectOf, textOf } from './json.ts';
import type { DynamoPart } from './parts.ts';
import type { StreamRecord } from './sources/stream-lane.ts';
import type { LoadedStacks } from './template/load-stacks.ts';
import type { Read } from './template/resource-type.ts';
import { type TableProperties, tableType } from './template/types/storage.ts';

export type Tables = {
  plans: readonly Read<TableProperties>[];
  keysOf(tableName: string): TableKeys | undefined;
};

export async function prepareTables(
  stacks: LoadedStacks,
  dynamo: DynamoPart,
  streams: Map<string, string>,
): Promise<Tables> {
  const plans = stacks.read(tableType);
  for (const plan of plans) {
    const name = plan.identity.ref;
    await create(dynamo, name, plan.properties);
    const described = objectOf(objectOf(await dynamo.api('DescribeTable', { TableName: name }, ROOT)).Table);
    const streamArn = textOf(described.LatestStreamArn);
    if (streamArn !== undefined) streams.set(name, streamArn);
  }
  const keys = new Map(plans.map(({ identity, properties }) => [identity.ref, tableKeys(properties)]));
  return { plans, keysOf: (tableName) => keys.get(tableName) };
}

async function create(dynamo: DynamoPart, TableName: string, properties: TableProperties): Promise<void> {
  const { StreamSpecification, TimeToLiveSpecification, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
  await unlessThere(dynamo, ROOT, 'CreateTable', 'ResourceInUseException', {
    TableName,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(GlobalSecondaryIndexes.length === 0 ? {} : { GlobalSecondaryIndexes }),
    ...(LocalSecondaryIndexes.length === 0 ? {} : { LocalSecondaryIndexes }),
    ...(StreamSpecification === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
  });
  if (TimeToLiveSpecification?.Enabled !== true) return;
  // Setting what is already set is an error on AWS, and no news here.
  await unlessThere(dynamo, ROOT, 'UpdateTimeToLive', 'ValidationException', { TableName, TimeToLiveSpecification });
}

async function unlessThere(
  dynamo: DynamoPart,
  caller: Caller,
  action: string,
  errorName: string,
  input: object,
): Promise<void> {
  try {
    await dynamo.api(action, input, caller);
  } catch (error) {
    if (!(error instanceof AwsError && error.name === errorName)) throw error;
  }
}

/** One record of a stream as Lambda's event has it. */
export function streamRecord(record: unknown): StreamRecord {
  const event = objectOf(record);
  const { SequenceNumber, ApproximateCreationDateTime } = objectOf(event.dynamodb);
  return { sequence: String(SequenceNumber), createdAt: Number(ApproximateCreationDateTime) * 1000, event };
}

function tableKeys(properties: TableProperties): TableKeys {
  const hash = (schema: TableProperties['KeySchema']): string =>
    schema.find((key) => key.KeyType === 'HASH')?.AttributeName ?? '';
  const indexes = [...properties.GlobalSecondaryIndexes, ...properties.LocalSecondaryIndexes];
  return {
    hash: hash(properties.KeySchema),
    indexes: Object.fromEntries(indexes.map((index) => [index.IndexName, hash(index.KeySchema)])),
  };
}
