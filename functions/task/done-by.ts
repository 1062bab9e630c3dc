// Who closed a task, when and by what: a link that is used a second time says so (DESIGN §4).
import type { Commit } from '#schemas/matter.ts';
import type { TaskDescription } from '#schemas/tasks.ts';

/** From the last commit that closed this very task; undefined while it is open. `at` is an ISO instant. */
export const doneBy = (commits: readonly Commit[], taskId: string): TaskDescription['done'] => {
  const closing = commits.findLast((commit) =>
    commit.consequences.some((one) => one.type === 'TaskClosed' && one.taskId === taskId),
  );
  if (closing === undefined) return undefined;
  return { by: closing.actor.id ?? closing.actor.role, at: closing.at, what: firstEventType(closing) };
};

const firstEventType = (commit: Commit): string => {
  const first = commit.events[0];
  return typeof first === 'object' && first !== null && 'type' in first && typeof first.type === 'string'
    ? first.type
    : 'closed';
};
