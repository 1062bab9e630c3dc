// Fed by the stream of `matters`: applies every new commit's consequences, and signals a wait whose token came after
// its settlement (DESIGN §2). What fails goes to the reactions queue, so nothing depends on the stream's 24 hours.
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { faultFields, log } from '#kernel/log.ts';
import { commitPrefix, matterOfKey } from '#kernel/matter-keys.ts';
import { parseCommit } from '#kernel/matter-store.ts';
import { parseSettlement, react, signal } from '#kernel/react.ts';
import { deployedReactor } from '#kernel/reactor.ts';
import { readEnvironment } from '#schemas/environment.ts';

export const handler = async (event: DynamoDBStreamEvent): Promise<void> => {
  // Commits of one matter in order; different matters beside each other.
  const byMatter = Map.groupBy(event.Records, (record) => record.dynamodb?.Keys?.['pk']?.S ?? '');
  await Promise.all([...byMatter.values()].map(reactInOrder));
};

const reactInOrder = async (records: readonly DynamoDBRecord[]): Promise<void> => {
  for (const record of records) {
    try {
      await reactToRecord(record);
    } catch (fault) {
      log.error('reaction failed', { ...faultFields(fault), pk: record.dynamodb?.Keys?.['pk']?.S ?? '' });
      await postpone(record);
    }
  }
};

const reactToRecord = async (record: DynamoDBRecord): Promise<void> => {
  const image = record.dynamodb?.NewImage;
  const sortKey = record.dynamodb?.Keys?.['sk']?.S ?? '';
  if (image === undefined) return;
  if (sortKey.startsWith(commitPrefix)) return react(deployedReactor(), parseCommit(image));
  const token = image['token']?.S;
  const settled = image['settledAs']?.S;
  const answer = settled === undefined ? undefined : parseSettlement(settled);
  if (token !== undefined && answer !== undefined) await signal(deployedReactor().sfn, token, answer);
};

/** Puts a reference on the reactions queue; the commit is read again from there. A failing queue fails the batch. */
const postpone = async (record: DynamoDBRecord): Promise<void> => {
  const matter = matterOfKey(record.dynamodb?.Keys?.['pk']?.S ?? '');
  const sortKey = record.dynamodb?.Keys?.['sk']?.S ?? '';
  if (matter === undefined) return;
  const seq = sortKey.startsWith(commitPrefix) ? Number(sortKey.slice(commitPrefix.length)) : 1;
  const { REACTIONS_QUEUE_URL } = readEnvironment(['REACTIONS_QUEUE_URL']);
  await deployedReactor().sqs.send(
    new SendMessageCommand({ QueueUrl: REACTIONS_QUEUE_URL, MessageBody: JSON.stringify({ matter, seq }) }),
  );
};
