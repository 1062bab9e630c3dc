// People's data and people's words (DESIGN §2): requester, request text, officers' free words, unit contacts. Its own
// table and key; commits refer to it by id only. Written first and expiring, until react confirms the commit.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { calling, number, text } from '#kernel/dynamo.ts';
import { StoredShapeError } from '#kernel/errors.ts';
import {
  type Contact,
  ContactSchema,
  type PersonalRequest,
  PersonalRequestSchema,
  type Words,
  WordsSchema,
} from '#schemas/people.ts';

const caseKey = (caseId: string): string => `CASE#${caseId}`;
const textKey = (textId: string): string => `TEXT#${textId}`;
/** Unconfirmed data is gone after this long: its commit never came (DESIGN §2). */
const unconfirmedSeconds = 48 * 3600;

const expiry = (now: string): { N: string } => number(Math.floor(Date.parse(now) / 1000) + unconfirmedSeconds);

export type PeopleStore = {
  /** Keeps a request under its case; `conflict` when another content is there already. */
  keepRequest(caseId: string, request: PersonalRequest, contentHash: string, now: string): Promise<'kept' | 'conflict'>;
  /** Overwrites a request whose commit never came. */
  replaceRequest(caseId: string, request: PersonalRequest, contentHash: string, now: string): Promise<void>;
  request(caseId: string): Promise<PersonalRequest | undefined>;
  keepWords(caseId: string, textId: string, words: Words, now: string): Promise<void>;
  words(caseId: string, textId: string): Promise<Words | undefined>;
  /** The commit is there: the text is kept until an instant, or for good. Nothing happens to a text that is not there. */
  confirm(caseId: string, textId: string, until?: string): Promise<void>;
  contact(unit: string): Promise<Contact | undefined>;
};

export const peopleStore = (client: DynamoDBClient, table: string): PeopleStore => {
  const read = async (pk: string, sk: string): Promise<unknown> => {
    const { Item } = await calling(
      client.send(new GetItemCommand({ TableName: table, Key: { pk: text(pk), sk: text(sk) }, ConsistentRead: true })),
    );
    const body = Item?.['body']?.S;
    return body === undefined ? undefined : JSON.parse(body);
  };

  return {
    async keepRequest(caseId, request, contentHash, now) {
      try {
        await putRequest(caseId, request, contentHash, now, { ConditionExpression: 'attribute_not_exists(pk)' });
        return 'kept';
      } catch (fault) {
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
        return await sameRequest(caseId, contentHash);
      }
    },

    async replaceRequest(caseId, request, contentHash, now) {
      await putRequest(caseId, request, contentHash, now);
    },

    async request(caseId) {
      return parseOptional(PersonalRequestSchema, await read(caseKey(caseId), textKey('REQUEST')), 'request');
    },

    async keepWords(caseId, textId, words, now) {
      await calling(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: text(caseKey(caseId)),
              sk: text(textKey(textId)),
              body: text(JSON.stringify(words)),
              expiresAt: expiry(now),
            },
          }),
        ),
      );
    },

    async words(caseId, textId) {
      return parseOptional(WordsSchema, await read(caseKey(caseId), textKey(textId)), 'words');
    },

    async confirm(caseId, textId, until) {
      try {
        await calling(
          client.send(
            new UpdateItemCommand({
              TableName: table,
              Key: { pk: text(caseKey(caseId)), sk: text(textKey(textId)) },
              ...(until === undefined
                ? { UpdateExpression: 'REMOVE expiresAt' }
                : {
                    UpdateExpression: 'SET expiresAt = :until',
                    ExpressionAttributeValues: { ':until': number(Math.floor(Date.parse(until) / 1000)) },
                  }),
              ConditionExpression: 'attribute_exists(pk)',
            }),
          ),
        );
      } catch (fault) {
        if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
      }
    },

    async contact(unit) {
      return parseOptional(ContactSchema, await read(`UNIT#${unit}`, 'CONTACT'), 'contact');
    },
  };

  async function putRequest(
    caseId: string,
    request: PersonalRequest,
    contentHash: string,
    now: string,
    condition: { ConditionExpression?: string } = {},
  ): Promise<void> {
    await calling(
      client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            pk: text(caseKey(caseId)),
            sk: text(textKey('REQUEST')),
            body: text(JSON.stringify(request)),
            contentHash: text(contentHash),
            expiresAt: expiry(now),
          },
          ...condition,
        }),
      ),
    );
  }

  async function sameRequest(caseId: string, contentHash: string): Promise<'kept' | 'conflict'> {
    const { Item } = await calling(
      client.send(
        new GetItemCommand({
          TableName: table,
          Key: { pk: text(caseKey(caseId)), sk: text(textKey('REQUEST')) },
          ConsistentRead: true,
          ProjectionExpression: 'contentHash',
        }),
      ),
    );
    return Item?.['contentHash']?.S === contentHash ? 'kept' : 'conflict';
  }
};

type Parser<T> = { safeParse(value: unknown): { success: true; data: T } | { success: false } };

const parseOptional = <T>(schema: Parser<T>, value: unknown, what: string): T | undefined => {
  if (value === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new StoredShapeError(`a stored ${what} does not fit its schema`);
  return parsed.data;
};
