// Messages that wait for their hour. The record of one stands in the inbox index, beside the tasks, until it is back in the
// queue; nothing is deleted.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { calling, text } from '#kernel/dynamo.ts';
import { heldKey } from '#kernel/matter-keys.ts';
import { type DeliveryRequest, DeliveryRequestSchema } from '#schemas/matter.ts';
import { type Entry, messageItem } from './message-record.ts';

/** What becomes of it at its hour: a message again, a line of a list, or a fact that nobody had it. */
const ways = ['message', 'list', 'undelivered'] as const;
type Way = (typeof ways)[number];
export type Held = { pk: string; sk: string; at: string; as: Way; request: DeliveryRequest };

/** Writes the record of a message that leaves at `at` (ISO instant). A repeat meets itself. */
export const hold = async (
  client: DynamoDBClient,
  table: string,
  { at, as, request, key, entry }: Pick<Held, 'at' | 'as' | 'request'> & { key: string; entry: Entry },
): Promise<void> => {
  const Item = {
    ...messageItem(request.matter, key, entry),
    inboxKey: text(heldKey),
    turn: text(at),
    kind: text(as),
    shown: text(JSON.stringify(request)),
  };
  await calling(client.send(new PutItemCommand({ TableName: table, Item })));
};

/** The first of those whose hour has come, at most `limit`. */
export const heldUntil = async (client: DynamoDBClient, table: string, now: string, limit: number): Promise<Held[]> => {
  const { Items } = await calling(
    client.send(
      new QueryCommand({
        TableName: table,
        IndexName: 'inbox',
        KeyConditionExpression: 'inboxKey = :held AND turn <= :now',
        ExpressionAttributeValues: { ':held': text(heldKey), ':now': text(now) },
        Limit: limit,
      }),
    ),
  );
  return (Items ?? [])
    .map((item): Held => {
      const [pk = '', sk = '', at = '', as, shown = ''] = ['pk', 'sk', 'turn', 'kind', 'shown'].map(
        (name) => item[name]?.S,
      );
      return {
        pk,
        sk,
        at,
        as: ways.find((way) => way === as) ?? 'message',
        request: DeliveryRequestSchema.parse(JSON.parse(shown)),
      };
    })
    .sort((a, b) => (order(a) < order(b) ? -1 : 1));
};

/** Within one hour, what was said first leaves first. */
const order = ({ at, request }: Held): string =>
  `${at}#${request.at}#${String(request.seq).padStart(6, '0')}#${request.key}`;

/** It is in the queue again. */
export const letGo = async (client: DynamoDBClient, table: string, { pk, sk, at }: Held): Promise<void> => {
  try {
    await calling(
      client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: { pk: text(pk), sk: text(sk) },
          UpdateExpression: 'REMOVE inboxKey',
          ConditionExpression: 'turn = :at',
          ExpressionAttributeValues: { ':at': text(at) },
        }),
      ),
    );
  } catch (fault) {
    // Delivered in the meantime, or held once more.
    if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
  }
};
