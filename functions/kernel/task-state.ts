// Whether one task is still open, by one read of its item.
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { MatterRef } from '#schemas/matter.ts';
import { calling, text } from './dynamo.ts';
import { matterKey, taskKey } from './matter-keys.ts';

/** False for a task that is not there yet. Eventually consistent. */
export const isTaskClosed = async (
  client: DynamoDBClient,
  table: string,
  { ref, taskId }: { ref: MatterRef; taskId: string },
): Promise<boolean> => {
  const Key = { pk: text(matterKey(ref)), sk: text(taskKey(taskId)) };
  const { Item } = await calling(client.send(new GetItemCommand({ TableName: table, Key })));
  return Item?.['state']?.S === 'closed';
};
