// The one item that holds what was counted last. It is made anew each time, so a repeat changes nothing.
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { calling, number, text } from '#kernel/dynamo.ts';
import { StoredShapeError } from '#kernel/errors.ts';
import { topicsKey } from '#kernel/matter-keys.ts';
import { type Topics, TopicsSchema } from '#schemas/topics.ts';

const key = { pk: text(topicsKey), sk: text('LATEST') };

/** What was counted last; undefined before the first time, and when nobody has counted for a whole window. */
export const readTopics = async (client: DynamoDBClient, table: string): Promise<Topics | undefined> => {
  const { Item } = await calling(client.send(new GetItemCommand({ TableName: table, Key: key })));
  const body = Item?.['body']?.S;
  if (body === undefined) return undefined;
  const parsed = TopicsSchema.safeParse(JSON.parse(body));
  if (!parsed.success) throw new StoredShapeError('the stored topics do not fit their schema');
  return parsed.data;
};

/** Keeps them for as long as the window they tell of. */
export const keepTopics = async (client: DynamoDBClient, table: string, topics: Topics): Promise<void> => {
  const expiresAt = Math.floor(Date.parse(topics.at) / 1000) + topics.windowDays * 86_400;
  const Item = { ...key, body: text(JSON.stringify(topics)), expiresAt: number(expiresAt) };
  await calling(client.send(new PutItemCommand({ TableName: table, Item })));
};
