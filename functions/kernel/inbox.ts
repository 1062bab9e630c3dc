// The inbox index: open tasks of an owner by due time (DESIGN §2). The sweep and the boards read it.
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { MatterRef } from '#schemas/matter.ts';
import { calling, text } from './dynamo.ts';
import { matterOfKey, ownerKey, taskPrefix } from './matter-keys.ts';

export type InboxEntry = { ref: MatterRef; taskId: string; kind: string; dueAt: string; provisional: boolean };

/** Open tasks of `owner` due before `until`, earliest first, at most `limit`. */
export const openTasks = async (
  client: DynamoDBClient,
  table: string,
  { owner, until, limit }: { owner: string; until: string; limit: number },
): Promise<InboxEntry[]> => {
  const { Items } = await calling(
    client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'inbox',
        KeyConditionExpression: 'ownerKey = :owner AND dueAt < :until',
        ExpressionAttributeValues: { ':owner': text(ownerKey(owner)), ':until': text(until) },
        Limit: limit,
      }),
    ),
  );
  return (Items ?? []).flatMap((item): InboxEntry[] => {
    const ref = matterOfKey(item['pk']?.S ?? '');
    const taskId = item['sk']?.S?.slice(taskPrefix.length);
    const dueAt = item['dueAt']?.S;
    if (ref === undefined || taskId === undefined || dueAt === undefined) return [];
    return [{ ref, taskId, dueAt, kind: item['kind']?.S ?? '', provisional: item['provisional']?.BOOL === true }];
  });
};
