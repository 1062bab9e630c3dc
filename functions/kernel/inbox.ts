// The inbox index: open tasks of an owner by due time (DESIGN §2). The sweep and the boards read it.
import { type AttributeValue, type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { MatterRef } from '#schemas/matter.ts';
import { calling, text } from './dynamo.ts';
import { matterOfKey, ownerKey, ownersKey, taskPrefix } from './matter-keys.ts';

export type InboxEntry = { ref: MatterRef; taskId: string; kind: string; dueAt: string; provisional: boolean };

/** Open tasks of `owner` due before `until`, earliest first, at most `limit`; all of them without one. */
export const openTasks = async (
  client: DynamoDBClient,
  table: string,
  { owner, until, limit = Number.POSITIVE_INFINITY }: { owner: string; until: string; limit?: number },
): Promise<InboxEntry[]> => {
  const entries: InboxEntry[] = [];
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await calling(
      client.send(
        new QueryCommand({
          TableName: table,
          IndexName: 'inbox',
          KeyConditionExpression: 'ownerKey = :owner AND dueAt < :until',
          ExpressionAttributeValues: { ':owner': text(ownerKey(owner)), ':until': text(until) },
          ExclusiveStartKey: from,
          ...(Number.isFinite(limit) ? { Limit: limit - entries.length } : {}),
        }),
      ),
    );
    entries.push(...(page.Items ?? []).flatMap(entryOf));
    from = page.LastEvaluatedKey;
  } while (from !== undefined && entries.length < limit);
  return entries;
};

const entryOf = (item: Record<string, AttributeValue>): InboxEntry[] => {
  const ref = matterOfKey(item['pk']?.S ?? '');
  const taskId = item['sk']?.S?.slice(taskPrefix.length);
  const dueAt = item['dueAt']?.S;
  if (ref === undefined || taskId === undefined || dueAt === undefined) return [];
  return [{ ref, taskId, dueAt, kind: item['kind']?.S ?? '', provisional: item['provisional']?.BOOL === true }];
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
