// Merged children follow their parent: when it is answered their citizens are asked too, and when it ends otherwise they
// go on alone (DOMAIN: merge). Fed by the followers queue.
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type CaseDesk, caseDesk } from '#functions/case/case-desk.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { followParent } from '#functions/case/decide-triage.ts';
import { faultFields, log } from '#kernel/log.ts';
import { FollowRequestSchema } from '#schemas/matter.ts';

export const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
  const failed: SQSBatchResponse['batchItemFailures'] = [];
  const desk = await caseDesk();
  for (const { messageId, body } of event.Records) {
    try {
      await follow(desk, body);
    } catch (fault) {
      log.error('following a parent failed', faultFields(fault));
      failed.push({ itemIdentifier: messageId });
    }
  }
  return { batchItemFailures: failed };
};

const follow = async ({ load, carry }: CaseDesk, body: string): Promise<void> => {
  const { child, parent, seq } = FollowRequestSchema.parse(JSON.parse(body));
  const { state, frame } = await load(parent.id);
  if (state === undefined) return;
  await carry({
    caseId: child.id,
    cause: `parent/${parent.id}/${seq}`,
    occurredAt: frame.at,
    actor: { role: 'workflow', id: 'follow-parent' },
    caller: 'outside',
    decide: followParent(standingOfParent(state)),
  });
};

/** Replied: the citizen is being asked, or was. Over: it ended without a reply, or is a child itself now. */
const standingOfParent = (state: CaseState): { replied: boolean; over: boolean; lead: string | undefined } => {
  const { stage } = state;
  const replied = state.handling?.reply !== undefined || state.advice !== undefined;
  const over = stage.name === 'ending' || stage.name === 'closed' || stage.name === 'merged';
  return { replied: replied && (stage.name === 'awaiting-citizen' || over), over, lead: state.handling?.lead };
};
