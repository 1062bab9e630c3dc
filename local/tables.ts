// Makes the template's tables, or brings them up to it, and reads their streams.
import { AwsError } from './contracts.ts';
import { ROOT } from './iam/access.ts';
import type { TableKeys } from './iam/dynamodb-requests.ts';
import { type JsonObject, objectOf, textOf } from './json.ts';
import type { DynamoPart } from './parts.ts';
import type { StreamRecord } from './sources/stream-lane.ts';
import { tableUpdates } from './table-updates.ts';
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
    await prepare(dynamo, name, plan.properties);
    const streamArn = textOf((await describe(dynamo, name))?.LatestStreamArn);
    if (streamArn !== undefined) streams.set(name, streamArn);
  }
  const keys = new Map(plans.map(({ identity, properties }) => [identity.ref, tableKeys(properties)]));
  return { plans, keysOf: (tableName) => keys.get(tableName) };
}

async function prepare(dynamo: DynamoPart, TableName: string, properties: TableProperties): Promise<void> {
  const call = (action: string, input: object) => dynamo.api(action, input, ROOT);
  const described = await describe(dynamo, TableName);
  if (described === undefined) await call('CreateTable', tableInput(TableName, properties));
  else for (const update of tableUpdates(described, properties)) await call('UpdateTable', update);
  const { TimeToLiveSpecification: wanted } = properties;
  const told = objectOf(await call('DescribeTimeToLive', { TableName }));
  const there = textOf(objectOf(told.TimeToLiveDescription).AttributeName);
  const attribute = wanted?.Enabled === true ? wanted.AttributeName : undefined;
  if (there === attribute) return;
  const turn = (AttributeName: string, Enabled: boolean) =>
    call('UpdateTimeToLive', { TableName, TimeToLiveSpecification: { AttributeName, Enabled } });
  if (there !== undefined) await turn(there, false);
  if (attribute !== undefined) await turn(attribute, true);
}

function tableInput(TableName: string, properties: TableProperties): object {
  const { StreamSpecification, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
  return {
    TableName,
    AttributeDefinitions: properties.AttributeDefinitions,
    KeySchema: properties.KeySchema,
    BillingMode: 'PAY_PER_REQUEST',
    ...(GlobalSecondaryIndexes.length === 0 ? {} : { GlobalSecondaryIndexes }),
    ...(LocalSecondaryIndexes.length === 0 ? {} : { LocalSecondaryIndexes }),
    ...(StreamSpecification === undefined
      ? {}
      : { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } }),
  };
}

/** What DescribeTable tells; undefined when there is no such table. */
async function describe(dynamo: DynamoPart, TableName: string): Promise<JsonObject | undefined> {
  try {
    return objectOf(objectOf(await dynamo.api('DescribeTable', { TableName }, ROOT)).Table);
  } catch (error) {
    if (error instanceof AwsError && error.name === 'ResourceNotFoundException') return undefined;
    throw error;
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
