// The reactions queue: what the stream could not apply, and what `jiesu replay` asks for. A reference leads back to the
// commit; every wait of the matter that is settled is signalled again.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { StoredShapeError } from '#kernel/errors.ts';
import { faultFields, log } from '#kernel/log.ts';
import { react } from '#kernel/react.ts';
import { deployedMatters, deployedReactor } from '#kernel/reactor.ts';
import { ReactionRequestSchema } from '#schemas/matter.ts';

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const failed: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of event.Records) {
    try {
      await reactAgain(body);
    } catch (fault) {
      log.error('repeated reaction failed', faultFields(fault));
      failed.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures: failed };
};

const reactAgain = async (body: string): Promise<void> => {
  const { matter, seq } = ReactionRequestSchema.parse(JSON.parse(body));
  const commits = await deployedMatters().loadCommits(matter);
  const from = commits.filter((commit) => commit.seq >= seq);
  if (from.length === 0) throw new StoredShapeError(`${matter.id} has no commit ${seq}`);
  for (const commit of from) await react(deployedReactor(), commit);
};
