// The record: one consistent Query to load a matter, one conditional Put to add to it (DESIGN §2). AttributeValue
// never leaves this folder.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { type Commit, CommitSchema, type MatterRef } from '#schemas/matter.ts';
import { calling, number, text } from './dynamo.ts';
import { StoredShapeError } from './errors.ts';
import { commitKey, commitPrefix, matterKey } from './matter-keys.ts';

export type MatterStore = {
  /** All commits in order; empty when the matter is not known. */
  loadCommits(ref: MatterRef): Promise<Commit[]>;
  /** One commit, as react re-reads it; undefined when there is none. */
  loadCommit(ref: MatterRef, seq: number): Promise<Commit | undefined>;
  /** `lost` when somebody else wrote this number first; nothing is written then. */
  addCommit(commit: Commit, follows?: string): Promise<'saved' | 'lost'>;
};

export const matterStore = (client: DynamoDBClient, table: string): MatterStore => ({
  async loadCommits(ref) {
    const commits: Commit[] = [];
    let from: Record<string, { S: string }> | undefined;
    do {
      const page = await calling(
        client.send(
          new QueryCommand({
            TableName: table,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk AND begins_with(sk, :prefix)',
            ExpressionAttributeValues: { ':pk': text(matterKey(ref)), ':prefix': text(commitPrefix) },
            ProjectionExpression: '#commit',
            ExpressionAttributeNames: { '#commit': 'commit' },
            ExclusiveStartKey: from,
          }),
        ),
      );
      for (const item of page.Items ?? []) commits.push(parseCommit(item['commit']?.S));
      const next = page.LastEvaluatedKey;
      from = next?.['pk']?.S && next['sk']?.S ? { pk: text(next['pk'].S), sk: text(next['sk'].S) } : undefined;
    } while (from !== undefined);
    return commits;
  },

  async loadCommit(ref, seq) {
    const { Item } = await calling(
      client.send(
        new GetItemCommand({
          TableName: table,
          ConsistentRead: true,
          Key: { pk: text(matterKey(ref)), sk: text(commitKey(seq)) },
        }),
      ),
    );
    return Item === undefined ? undefined : parseCommit(Item['commit']?.S);
  },

  async addCommit(commit, follows) {
    try {
      await calling(
        client.send(
          new PutItemCommand({
            TableName: table,
            Item: {
              pk: text(matterKey(commit.matter)),
              sk: text(commitKey(commit.seq)),
              commit: text(JSON.stringify(commit)),
              ...(follows === undefined ? {} : { parentId: text(follows), at: text(commit.at) }),
            },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        ),
      );
      return 'saved';
    } catch (fault) {
      if (fault instanceof ConditionalCheckFailedException) return 'lost';
      throw fault;
    }
  },
});

/** Reads a stored commit. @throws StoredShapeError when the record is not a commit of version 1. */
export const parseCommit = (stored: string | undefined): Commit => {
  if (stored === undefined) throw new StoredShapeError('a commit item has no `commit` attribute');
  const parsed = CommitSchema.safeParse(JSON.parse(stored));
  if (!parsed.success) throw new StoredShapeError(`a stored commit does not fit its schema: ${parsed.error.message}`);
  return parsed.data;
};

/** The key attributes of a commit, for the items that react writes beside it. */
export const asOf = (seq: number): { N: string } => number(seq);
