// The inbox index: open tasks of an owner by due time (DESIGN §2). The sweep and the boards read it.
import { type AttributeValue, type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { MatterRef, Task } from '#schemas/matter.ts';
import { calling, text } from './dynamo.ts';
import { matterOfKey, openKey, ownersKey, taskPrefix, turnKey } from './matter-keys.ts';

export type InboxEntry = {
  ref: MatterRef;
  taskId: string;
  owner: string;
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
          KeyConditionExpression: 'inboxKey = :open AND turn BETWEEN :since AND :until',
          ExpressionAttributeValues: {
            ':open': text(openKey),
            ':since': text(turnKey(owner, since)),
            ':until': text(turnKey(owner, until)),
          },
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

/** Open tasks of every owner, in no order, if there are no more than fit into one answer and `most`. */
export const everyOpenTask = async (
  client: DynamoDBClient,
  table: string,
  most: number,
): Promise<InboxEntry[] | undefined> => {
  const { Items, LastEvaluatedKey } = await calling(
    client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'inbox',
        KeyConditionExpression: 'inboxKey = :open',
        ExpressionAttributeValues: { ':open': text(openKey) },
        Limit: most + 1,
      }),
    ),
  );
  return LastEvaluatedKey === undefined ? (Items ?? []).flatMap(entryOf) : undefined;
};

const entryOf = (item: Record<string, AttributeValue>): InboxEntry[] => {
  const ref = matterOfKey(item['pk']?.S ?? '');
  const taskId = item['sk']?.S?.slice(taskPrefix.length);
  const [owner, dueAt] = item['turn']?.S?.split('#') ?? [];
  if (ref === undefined || taskId === undefined || owner === undefined || dueAt === undefined) return [];
  const shown: Task['shown'] = item['shown']?.S === undefined ? undefined : JSON.parse(item['shown'].S);
  const provisional = item['provisional']?.BOOL === true;
  const kind = item['kind']?.S ?? '';
  return [{ ref, taskId, owner, dueAt, kind, provisional, ...(shown === undefined ? {} : { shown }) }];
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
