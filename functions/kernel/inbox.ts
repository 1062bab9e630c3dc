// The inbox index: open tasks of an owner by due time (DESIGN §2). The sweep and the boards read it.
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { MatterRef, Task } from '#schemas/matter.ts';
import { calling, text } from './dynamo.ts';
import { matterOfKey, ownerKey, taskPrefix } from './matter-keys.ts';

export type InboxEntry = {
  ref: MatterRef;
  taskId: string;
  kind: string;
  dueAt: string;
  provisional: boolean;
  shown?: Task['shown'];
};

type Asked = { owner: string; until: string; limit: number; since?: string | undefined };

/** Open tasks of `owner` due before `until` and, if it is given, not before `since`; earliest first, at most `limit`. */
export const openTasks = async (
  client: DynamoDBClient,
  table: string,
  { owner, until, limit, since = '' }: Asked,
): Promise<InboxEntry[]> => {
  const { Items } = await calling(
    client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'inbox',
        KeyConditionExpression:
          since === ''
            ? 'ownerKey = :owner AND dueAt < :until'
            : 'ownerKey = :owner AND dueAt BETWEEN :since AND :until',
        ExpressionAttributeValues: {
          ':owner': text(ownerKey(owner)),
          ':until': text(until),
          ...(since === '' ? {} : { ':since': text(since) }),
        },
        Limit: limit,
      }),
    ),
  );
  return (Items ?? []).flatMap((item): InboxEntry[] => {
    const ref = matterOfKey(item['pk']?.S ?? '');
    const taskId = item['sk']?.S?.slice(taskPrefix.length);
    const dueAt = item['dueAt']?.S;
    if (ref === undefined || taskId === undefined || dueAt === undefined || dueAt >= until) return [];
    const shown: Task['shown'] = item['shown']?.S === undefined ? undefined : JSON.parse(item['shown'].S);
    const provisional = item['provisional']?.BOOL === true;
    return [
      { ref, taskId, dueAt, kind: item['kind']?.S ?? '', provisional, ...(shown === undefined ? {} : { shown }) },
    ];
  });
};
