// The record of what was sent, beside the matter: channel, template, recipient, time, outcome; no address and no words.
import { type AttributeValue, type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { calling, number, text } from '#kernel/dynamo.ts';
import { matterKey, messageKey } from '#kernel/matter-keys.ts';
import type { MatterRef } from '#schemas/matter.ts';

/** `held`: it waits for its hour, which is the detail. `overtaken`: its task was done before it left. */
export type Entry = {
  channel: string;
  template: string;
  at: string;
  outcome: string;
  to: string;
  detail?: string;
  /** Of a text message that a code answers: for which task, and its place among those of the telephone. */
  taskId?: string;
  place?: number;
};
export type Kept = Entry & { key: string };

export type MessageRecord = {
  /** What is on record for a matter, by key. Strongly consistent. */
  of(matter: MatterRef): Promise<ReadonlyMap<string, Kept>>;
  write(matter: MatterRef, key: string, entry: Entry): Promise<void>;
};

const prefix = messageKey('');

export const messageRecord = (client: DynamoDBClient, table: string): MessageRecord => ({
  async of(matter) {
    const kept = new Map<string, Kept>();
    let from: Record<string, { S: string }> | undefined;
    do {
      const page = await calling(
        client.send(
          new QueryCommand({
            TableName: table,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': text(matterKey(matter)), ':prefix': text(prefix) },
            ExclusiveStartKey: from,
          }),
        ),
      );
      for (const item of page.Items ?? []) {
        const entry = entryOf(item);
        kept.set(entry.key, entry);
      }
      const next = page.LastEvaluatedKey;
      from = next?.['pk']?.S && next['sk']?.S ? { pk: text(next['pk'].S), sk: text(next['sk'].S) } : undefined;
    } while (from !== undefined);
    return kept;
  },
  async write(matter, key, entry) {
    await calling(client.send(new PutItemCommand({ TableName: table, Item: messageItem(matter, key, entry) })));
  },
});

const entryOf = (item: Record<string, AttributeValue>): Kept => {
  const words = (name: string): string => item[name]?.S ?? '';
  const [detail, taskId, place] = [item['detail']?.S, item['taskId']?.S, item['place']?.N];
  return {
    key: words('sk').slice(prefix.length),
    channel: words('channel'),
    template: words('template'),
    at: words('sentAt'),
    outcome: words('outcome'),
    to: words('recipient'),
    ...(detail === undefined ? {} : { detail }),
    ...(taskId === undefined || place === undefined ? {} : { taskId, place: Number(place) }),
  };
};

/** The item of one message, without what only a waiting one has. */
export const messageItem = (
  matter: MatterRef,
  key: string,
  { channel, template, to, at, outcome, detail, taskId, place }: Entry,
) => ({
  pk: text(matterKey(matter)),
  sk: text(messageKey(key)),
  channel: text(channel),
  template: text(template),
  recipient: text(to),
  sentAt: text(at),
  outcome: text(outcome),
  ...(detail === undefined ? {} : { detail: text(detail) }),
  ...(taskId === undefined || place === undefined ? {} : { taskId: text(taskId), place: number(place) }),
});
