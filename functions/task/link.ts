// Links to tasks (DESIGN §4): the token is an HMAC of task, recipient and generation, so a retry or a reminder sends the
// same link; only the SHA-256 of the token string is stored.
import { createHmac } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { calling, number, text } from '#kernel/dynamo.ts';
import { sha256 } from '#kernel/keyed-hash.ts';
import { linkKey } from '#kernel/matter-keys.ts';
import type { MatterRef } from '#schemas/matter.ts';

/** 22 characters by mail hold 131 bits; 15 by SMS hold 89 and are throttled. */
const tokenLengths = { mail: 22, sms: 15 } as const;

export type Link = { matter: MatterRef; taskId: string; recipient: string; expiresAt: string; generation: number };

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const base62 = (bytes: Uint8Array, length: number): string => {
  let value = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  let token = '';
  while (token.length < length) {
    token += alphabet[Number(value % 62n)];
    value /= 62n;
  }
  return token;
};

/** The token of one recipient for one task; `generation` is raised to revoke it. */
export const linkToken = (
  key: string,
  link: { matter: MatterRef; taskId: string; recipient: string; channel: 'mail' | 'sms'; generation: number },
): string => {
  const { matter, taskId, recipient, channel, generation } = link;
  const facts = ['link-1', matter.kind, matter.id, taskId, recipient, channel, String(generation)].join('\u0000');
  return base62(createHmac('sha256', key).update(facts).digest(), tokenLengths[channel]);
};

/** Stores the link's hash, or renews its expiry. `expiresAt` is an ISO instant. */
export const keepLink = async (client: DynamoDBClient, table: string, token: string, link: Link): Promise<void> => {
  const key = linkKey(sha256(token));
  await calling(
    client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          pk: text(key),
          sk: text('LINK'),
          kind: text(link.matter.kind),
          id: text(link.matter.id),
          taskId: text(link.taskId),
          recipient: text(link.recipient),
          validUntil: text(link.expiresAt),
          generation: number(link.generation),
          // Kept a while longer, so that an old link is answered as expired and not as unknown.
          expiresAt: number(Math.floor(Date.parse(link.expiresAt) / 1000) + 30 * 86_400),
        },
      }),
    ),
  );
};

/** What a token opens; undefined for one that was never given out. */
export const findLink = async (client: DynamoDBClient, table: string, token: string): Promise<Link | undefined> => {
  const { Item } = await calling(
    client.send(new GetItemCommand({ TableName: table, Key: { pk: text(linkKey(sha256(token))), sk: text('LINK') } })),
  );
  const [kind, id, taskId, recipient, expiresAt] = ['kind', 'id', 'taskId', 'recipient', 'validUntil'].map(
    (name) => Item?.[name]?.S,
  );
  if (
    kind === undefined ||
    id === undefined ||
    taskId === undefined ||
    recipient === undefined ||
    expiresAt === undefined
  )
    return undefined;
  return { matter: { kind, id }, taskId, recipient, expiresAt, generation: Number(Item?.['generation']?.N ?? 1) };
};
