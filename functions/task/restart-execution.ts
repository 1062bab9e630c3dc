// An execution FAILED, TIMED_OUT or was ABORTED outside its own Catch: the next one starts where the case stands
// (DESIGN §3, executions are disposable). A few in a row, and the duty officer is asked.
import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod';
import { caseDesk } from '#functions/case/case-desk.ts';
import { loseExecution } from '#functions/case/decide-ending.ts';
import { log } from '#kernel/log.ts';

const StatusChangeSchema = z.object({
  id: z.string(),
  time: z.iso.datetime(),
  detail: z.object({ name: z.string(), status: z.string() }),
});

export const handler = async (event: EventBridgeEvent<string, unknown>): Promise<void> => {
  const { time, detail } = StatusChangeSchema.parse(event);
  const at = detail.name.lastIndexOf('-');
  const caseId = detail.name.slice(0, at);
  const execution = Number(detail.name.slice(at + 1));
  // Executions started by hand carry other names: they are nobody's case.
  if (at < 1 || !Number.isInteger(execution)) return;
  const { carry } = await caseDesk();
  const carried = await carry({
    caseId,
    cause: `execution/${detail.name}/${detail.status}`,
    occurredAt: new Date(time).toISOString(),
    actor: { role: 'workflow', id: 'restart' },
    caller: 'lost',
    decide: loseExecution(execution, detail.status),
  });
  log.info('execution lost', { matter: caseId, execution, status: detail.status, outcome: carried.outcome });
};
