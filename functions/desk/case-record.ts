// The record of one case for reading: commits and what was delivered, by one Query.
import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { calling, text } from '#kernel/dynamo.ts';
import { commitPrefix, matterKey, messageKey } from '#kernel/matter-keys.ts';
import { parseCommit } from '#kernel/matter-store.ts';
import type { Commit, MatterRef } from '#schemas/matter.ts';

export type Delivery = { channel: string; at: string; outcome: string; detail?: string | undefined };
export type CaseRecord = { commits: Commit[]; deliveries: ReadonlyMap<string, readonly Delivery[]> };

type Key = Record<string, { S: string }>;

/** Commits in order, and deliveries by the key of their message: one a channel. Empty when there is no such matter. */
export const readRecord = async (client: DynamoDBClient, table: string, ref: MatterRef): Promise<CaseRecord> => {
  const commits: Commit[] = [];
  const deliveries = new Map<string, Delivery[]>();
  const prefix = messageKey('');
  let from: Key | undefined;
  do {
    const page = await calling(
      client.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :first AND :last',
          ExpressionAttributeValues: {
            ':pk': text(matterKey(ref)),
            ':first': text(commitPrefix),
            ':last': text(`${prefix}\uffff`),
          },
          ExclusiveStartKey: from,
        }),
      ),
    );
    for (const item of page.Items ?? []) {
      const sk = item['sk']?.S ?? '';
      if (sk.startsWith(commitPrefix)) commits.push(parseCommit(item));
      if (!sk.startsWith(prefix)) continue;
      const [channel = '', at = '', outcome = ''] = ['channel', 'sentAt', 'outcome'].map((name) => item[name]?.S);
      // The record of a delivery adds its channel to the message's key.
      const key = sk.slice(prefix.length, sk.lastIndexOf('.'));
      const delivery = { channel, at, outcome, detail: item['detail']?.S };
      deliveries.set(key, [...(deliveries.get(key) ?? []), delivery]);
    }
    const next = page.LastEvaluatedKey;
    from = next?.['pk']?.S && next['sk']?.S ? { pk: text(next['pk'].S), sk: text(next['sk'].S) } : undefined;
  } while (from !== undefined);
  return { commits, deliveries };
};
