// Counts within one hour of the clock, in the table: tries at a door, messages to a recipient.
import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { calling, number, text } from './dynamo.ts';
import { tallyKey } from './matter-keys.ts';

/** Counts one more of `what` (an id or a keyed hash, nobody's data) and says how many it makes in this hour; the caller decides when that is too many. */
export const countThisHour = async (
  client: DynamoDBClient,
  table: string,
  what: string,
  now: string,
): Promise<number> => {
  const { Attributes } = await calling(
    client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { pk: text(tallyKey(what)), sk: text(now.slice(0, 13)) },
        UpdateExpression: 'SET expiresAt = :expiry ADD tries :one',
        ExpressionAttributeValues: { ':one': number(1), ':expiry': number(Math.floor(Date.parse(now) / 1000) + 7200) },
        ReturnValues: 'UPDATED_NEW',
      }),
    ),
  );
  return Number(Attributes?.['tries']?.N ?? 1);
};
