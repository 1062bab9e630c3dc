// An execution that FAILED, TIMED_OUT or was ABORTED outside its own Catch (DESIGN §3, executions are disposable). The
// event bus tells of it at once; the sweep asks Step Functions itself, so that a lost notice loses no case.
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  ExecutionStatus,
  ListExecutionsCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { CaseDesk } from '#functions/case/case-desk.ts';
import { loseExecution } from '#functions/case/decide-ending.ts';
import { log } from '#kernel/log.ts';

/** `at` is the ISO instant at which it ended. */
export type LostExecution = { name: string; status: string; at: string };

/** The next execution starts where the case stands; a few in a row, and the duty officer is asked. True when it was news. */
export const replaceExecution = async (desk: CaseDesk, { name, status, at }: LostExecution): Promise<boolean> => {
  const dash = name.lastIndexOf('-');
  const caseId = name.slice(0, dash);
  const execution = Number(name.slice(dash + 1));
  // Executions started by hand carry other names: they are nobody's case.
  if (dash < 1 || !Number.isInteger(execution)) return false;
  const carried = await desk.carry({
    caseId,
    cause: `execution/${name}/${status}`,
    occurredAt: new Date(at).toISOString(),
    actor: { role: 'workflow', id: 'restart' },
    caller: 'lost',
    decide: loseExecution(execution, status),
  });
  log.info('execution lost', { matter: caseId, execution, status, outcome: carried.outcome });
  return carried.outcome === 'saved';
};

const lostStatuses = [ExecutionStatus.FAILED, ExecutionStatus.TIMED_OUT, ExecutionStatus.ABORTED];
const page = 1000;

/** Executions that were lost after `since`. Step Functions lists them for 90 days, a few hundred a page at no charge. */
export const executionsLostSince = async (
  sfn: SFNClient,
  stateMachineArn: string,
  since: string,
): Promise<LostExecution[]> => {
  const found: LostExecution[] = [];
  for (const statusFilter of lostStatuses) {
    let nextToken: string | undefined;
    do {
      const listed = await sfn.send(
        new ListExecutionsCommand({ stateMachineArn, statusFilter, maxResults: page, nextToken }),
      );
      for (const { name, status, stopDate } of listed.executions ?? []) {
        const at = stopDate?.toISOString();
        if (name !== undefined && status !== undefined && at !== undefined && at > since)
          found.push({ name, status, at });
      }
      nextToken = listed.nextToken;
    } while (nextToken !== undefined);
  }
  return found;
};

/** Whether the execution of this name is there and has not ended. */
export const isRunning = async (sfn: SFNClient, stateMachineArn: string, name: string): Promise<boolean> => {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  try {
    const { status } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    return status === ExecutionStatus.RUNNING;
  } catch (fault) {
    if (fault instanceof ExecutionDoesNotExist) return false;
    throw fault;
  }
};
