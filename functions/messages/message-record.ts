// The record of what was sent, beside the matter: channel, template, time, outcome; no address and no words.
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { calling, text } from '#kernel/dynamo.ts';
import { matterKey, messageKey } from '#kernel/matter-keys.ts';
import type { MatterRef } from '#schemas/matter.ts';

type Entry = { channel: string; template: string; at: string; outcome: string; detail?: string };

export type MessageRecord = {
  isSent(matter: MatterRef, key: string): Promise<boolean>;
  write(matter: MatterRef, key: string, entry: Entry): Promise<void>;
};

export const messageRecord = (client: DynamoDBClient, table: string): MessageRecord => ({
  async isSent(matter, key) {
    const { Item } = await calling(
      client.send(
        new GetItemCommand({
          TableName: table,
          Key: { pk: text(matterKey(matter)), sk: text(messageKey(key)) },
          ConsistentRead: true,
          ProjectionExpression: 'pk',
        }),
      ),
    );
    return Item !== undefined;
  },
  async write(matter, key, { channel, template, at, outcome, detail }) {
    await calling(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk: text(matterKey(matter)),
            sk: text(messageKey(key)),
            channel: text(channel),
            template: text(template),
            sentAt: text(at),
            outcome: text(outcome),
            ...(detail === undefined ? {} : { detail: text(detail) }),
          },
        }),
      ),
    );
  },
});
