// The inbox index: open tasks of an owner by due time (DESIGN §2). The sweep and the boards read it.
import { type AttributeValue, type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { MatterRef, Task } from '#schemas/matter.ts';
import { calling, text } from './dynamo.ts';
import { matterOfKey, ownerKey, ownersKey, taskPrefix } from './matter-keys.ts';

export type InboxEntry = {
  ref: MatterRef;
  taskId: string;
  kind: string;
  dueAt: string;
  provisional: boolean;
  shown?: Task['shown'];
};

type Asked = { owner: string; until: string; since?: string; limit?: number };

/** Open tasks of `owner` due before `until`, and not before `since`; earliest first, at most `limit`, all without one. */
export const openTasks = async (
  client: DynamoDBClient,
  table: string,
  { owner, until, since = '0', limit = Number.POSITIVE_INFINITY }: Asked,
): Promise<InboxEntry[]> => {
  const entries: InboxEntry[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await calling(
      client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'inbox',
          KeyConditionExpression: 'ownerKey = :owner AND dueAt BETWEEN :since AND :until',
          ExpressionAttributeValues: { ':owner': text(ownerKey(owner)), ':since': text(since), ':until': text(until) },
          ExclusiveStartKey: from,
          ...(Number.isFinite(limit) ? { Limit: limit - entries.length } : {}),
        }),
      ),
    );
    // BETWEEN takes its ends along.
    entries.push(...(page.Items ?? []).flatMap(entryOf).filter((entry) => entry.dueAt < until));
    from = page.LastEvaluatedKey;
  } while (from !== undefined && entries.length < limit);
  return entries;
};

const entryOf = (item: Record<string, AttributeValue>): InboxEntry[] => {
  const ref = matterOfKey(item['pk']?.S ?? '');
  const taskId = item['sk']?.S?.slice(taskPrefix.length);
  const dueAt = item['dueAt']?.S;
  if (ref === undefined || taskId === undefined || dueAt === undefined) return [];
  const shown: Task['shown'] = item['shown']?.S === undefined ? undefined : JSON.parse(item['shown'].S);
  const provisional = item['provisional']?.BOOL === true;
  return [{ ref, taskId, dueAt, kind: item['kind']?.S ?? '', provisional, ...(shown === undefined ? {} : { shown }) }];
};

/**
 * Adds to the owners that ever had tasks here and answers all of them: a unit that a new city pack no longer knows may
 * still have open ones.
 */
export const rememberOwners = async (
  client: DynamoDBClient,
  table: string,
  owners: readonly string[],
): Promise<string[]> => {
  const { Attributes } = await calling(
    client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: text(ownersKey), sk: text('ALL') },
        UpdateExpression: 'ADD owners :owners',
        ExpressionAttributeValues: { ':owners': { SS: [...owners] } },
        ReturnValues: 'ALL_NEW',
      }),
    ),
  );
  return Attributes?.['owners']?.SS ?? [...owners];
};
