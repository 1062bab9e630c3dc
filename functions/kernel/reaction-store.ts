// What react writes beside the commits: tasks, waits, finds, ledger lines (DESIGN §2). Every write can be repeated and
// may come late: a guard on `asOf` keeps the newest.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Find, MatterRef, Task } from '#schemas/matter.ts';
import { calling, number, text } from './dynamo.ts';
import { findItem } from './find-store.ts';
import { ledgerKey, ledgerUnitKey, matterKey, matterOfKey, openKey, taskKey, turnKey, waitKey } from './matter-keys.ts';

/** How a wait was settled, and the workflow's token if it is there already. */
export type SettledWait = { token: string | undefined };

export type ReactionStore = {
  openTask(ref: MatterRef, task: Task, seq: number): Promise<void>;
  closeTask(ref: MatterRef, taskId: string, seq: number): Promise<void>;
  /** Writes the settlement; when the token was there first, the caller must signal. */
  settleWait(ref: MatterRef, waitId: string, answer: string): Promise<SettledWait>;
  addFind(find: Find, ref: MatterRef, at: string): Promise<void>;
  /** A line that a later commit has written again stays as it is. */
  setLedger(
    ref: MatterRef,
    line: { unit: string; week: string; facts: Record<string, unknown> },
    at: string,
    seq: number,
  ): Promise<void>;
  /** Matters that say they follow `parent`, a page of 100 at a time. */
  followers(parentId: string, from?: string): Promise<{ refs: MatterRef[]; next?: string }>;
};

export const reactionStore = (client: DynamoDBClient, table: string): ReactionStore => {
  const update = async (
    pk: string,
    sk: string,
    expression: string,
    values: Record<string, { S: string } | { N: string } | { BOOL: boolean }>,
    names: Record<string, string> = {},
    guard = 'attribute_not_exists(asOf) OR asOf < :asOf',
  ): Promise<void> => {
    try {
      await calling(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { pk: text(pk), sk: text(sk) },
            UpdateExpression: expression,
            ExpressionAttributeValues: values,
            ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
            ConditionExpression: guard,
          }),
        ),
      );
    } catch (fault) {
      // A newer commit has been applied already.
      if (!(fault instanceof ConditionalCheckFailedException)) throw fault;
    }
  };

  return {
    async openTask(ref, task, seq) {
      await update(
        matterKey(ref),
        taskKey(task.id),
        `SET inboxKey = :open, turn = :turn, kind = :kind, #role = :role, #state = :state, asOf = :asOf, provisional = :provisional${task.shown === undefined ? '' : ', shown = :shown'}`,
        {
          ':open': text(openKey),
          ':turn': text(turnKey(task.owner, task.dueAt)),
          ':kind': text(task.kind),
          ':role': text(task.role),
          ':state': text('open'),
          ':asOf': number(seq),
          ':provisional': { BOOL: task.provisional === true },
          ...(task.shown === undefined ? {} : { ':shown': text(JSON.stringify(task.shown)) }),
        },
        { '#state': 'state', '#role': 'role' },
      );
    },

    async closeTask(ref, taskId, seq) {
      await update(
        matterKey(ref),
        taskKey(taskId),
        'SET #state = :state, asOf = :asOf REMOVE inboxKey',
        { ':state': text('closed'), ':asOf': number(seq) },
        { '#state': 'state' },
      );
    },

    async settleWait(ref, waitId, answer) {
      const { Attributes } = await calling(
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { pk: text(matterKey(ref)), sk: text(waitKey(waitId)) },
            UpdateExpression: 'SET settledAs = :answer, lastWrite = :lastWrite',
            ExpressionAttributeValues: { ':answer': text(answer), ':lastWrite': text('settlement') },
            ReturnValues: 'ALL_NEW',
          }),
        ),
      );
      return { token: Attributes?.['token']?.S };
    },

    async addFind(find, ref, at) {
      await calling(client.send(new PutItemCommand({ TableName: table, Item: findItem(find, ref, at) })));
    },

    async setLedger(ref, line, at, seq) {
      await update(
        matterKey(ref),
        ledgerKey(line.unit, line.week),
        'SET ledgerUnit = :unit, ledgerMonth = :month, facts = :facts, asOf = :asOf',
        {
          ':unit': text(ledgerUnitKey(line.unit)),
          ':month': text(at.slice(0, 7)),
          ':facts': text(JSON.stringify(line.facts)),
          ':asOf': number(seq),
        },
      );
    },

    async followers(parentId, from) {
      const page = await calling(
        client.send(
          new QueryCommand({
            TableName: table,
            IndexName: 'parent',
            KeyConditionExpression: 'parentId = :parent',
            ExpressionAttributeValues: { ':parent': text(parentId) },
            Limit: 100,
            ...(from === undefined ? {} : { ExclusiveStartKey: JSON.parse(from) }),
          }),
        ),
      );
      const refs = (page.Items ?? []).flatMap((item) => matterOfKey(item['pk']?.S ?? '') ?? []);
      return page.LastEvaluatedKey === undefined ? { refs } : { refs, next: JSON.stringify(page.LastEvaluatedKey) };
    },
  };
};
