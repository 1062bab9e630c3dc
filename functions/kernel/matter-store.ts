// The record: one consistent Query to load a matter, one conditional Put to add to it (DESIGN §2). AttributeValue
// never leaves this folder.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { type Commit, CommitSchema, type MatterRef } from '#schemas/matter.ts';
import { calling, text } from './dynamo.ts';
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
            ExclusiveStartKey: from,
          }),
        ),
      );
      for (const item of page.Items ?? []) commits.push(parseCommit(item));
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
    return Item === undefined ? undefined : parseCommit(Item);
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
              ...packCommit(commit),
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

/** A write unit is 1 KB: what is longer is stored deflated, which brings a commit of any usual length into one. */
const longestPlain = 700;

const packCommit = (commit: Commit): { commit: { S: string } } | { packed: { B: Uint8Array } } => {
  const json = JSON.stringify(commit);
  return json.length <= longestPlain ? { commit: text(json) } : { packed: { B: deflateRawSync(json) } };
};

/** A stored commit as text, from a table item or a stream image (where bytes arrive as Base64). */
const unpackCommit = ({ commit, packed }: StoredCommit): string | undefined => {
  if (commit?.S !== undefined || packed?.B === undefined) return commit?.S;
  const bytes = typeof packed.B === 'string' ? Buffer.from(packed.B, 'base64') : packed.B;
  return inflateRawSync(bytes).toString('utf8');
};

type StoredCommit = { commit?: { S?: string | undefined }; packed?: { B?: Uint8Array | string | undefined } };

/** Reads a stored commit. @throws StoredShapeError when the record is not a commit of version 1. */
export const parseCommit = (item: StoredCommit): Commit => {
  const stored = unpackCommit(item);
  if (stored === undefined) throw new StoredShapeError('a commit item has neither `commit` nor `packed`');
  const parsed = CommitSchema.safeParse(JSON.parse(stored));
  if (!parsed.success) throw new StoredShapeError(`a stored commit does not fit its schema: ${parsed.error.message}`);
  return parsed.data;
};
