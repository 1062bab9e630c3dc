// Looks matters up by a keyed hash: number, phone, text band (DESIGN §2, find items).
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Find, MatterRef } from '#schemas/matter.ts';
import { calling, number, text } from './dynamo.ts';
import { findKey } from './matter-keys.ts';

export type Found = { ref: MatterRef; at: string };

/** Matters filed under `facet` and `hash` since an instant (and until another), newest first, at most `limit`. Eventually consistent. */
export const findMatters = async (
  client: DynamoDBClient,
  table: string,
  { facet, hash, since, until, limit }: { facet: string; hash: string; since: string; until?: string; limit: number },
): Promise<Found[]> => {
  const { Items } = await calling(
    client.send(
      new QueryCommand({
        TableName: table,
        KeyConditionExpression: `pk = :pk AND sk ${until === undefined ? '>= :since' : 'BETWEEN :since AND :until'}`,
        ExpressionAttributeValues: {
          ':pk': text(findKey(facet, hash)),
          ':since': text(since),
          // A key goes on behind its instant with `#`: what comes after that is later.
          ...(until === undefined ? {} : { ':until': text(`${until}$`) }),
        },
        ScanIndexForward: false,
        Limit: limit,
      }),
    ),
  );
  return (Items ?? []).flatMap(foundIn);
};

export type Noted = Found & { note: unknown };

/** Every matter filed under `facet` and `hash` with its note, oldest first, a page at a time. Eventually consistent. */
export async function* notedMatters(
  client: DynamoDBClient,
  table: string,
  { facet, hash }: { facet: string; hash: string },
): AsyncGenerator<Noted> {
  let from: Record<string, AttributeValue> | undefined;
  do {
    const page = await calling(
      client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': text(findKey(facet, hash)) },
          ExclusiveStartKey: from,
        }),
      ),
    );
    for (const item of page.Items ?? [])
      for (const found of foundIn(item)) yield { ...found, note: JSON.parse(item['note']?.S ?? 'null') };
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

const foundIn = (item: Record<string, AttributeValue>): Found[] => {
  const kind = item['kind']?.S;
  const id = item['id']?.S;
  const at = item['sk']?.S?.split('#')[0];
  return kind === undefined || id === undefined || at === undefined ? [] : [{ ref: { kind, id }, at }];
};

/** The item by which a matter is found from `at` on (ISO instant). */
export const findItem = ({ facet, hash, days, note }: Find, ref: MatterRef, at: string) => ({
  pk: text(findKey(facet, hash)),
  sk: text(`${at}#${ref.id}`),
  kind: text(ref.kind),
  id: text(ref.id),
  expiresAt: number(Math.floor(Date.parse(at) / 1000) + days * 86_400),
  ...(note === undefined ? {} : { note: text(JSON.stringify(note)) }),
});
