// The task of an opened link, described and as a page.
import { mayBeRevealed } from '#functions/case/decide-reveal.ts';
import { mayAttach, photosFor } from '#functions/evidence/shown-photos.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { taskPage } from '#functions/pages/task-page.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import type { RouteRequest } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { sha256 } from '#kernel/keyed-hash.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Commit, Task } from '#schemas/matter.ts';
import type { TaskDescription } from '#schemas/tasks.ts';
import { describeTask } from './describe-task.ts';
import type { Link } from './link.ts';
import type { Opened } from './opened-task.ts';

export const describeOpened = async (
  request: RouteRequest,
  { desk, link, state, commits, task }: Opened,
): Promise<TaskDescription> => {
  const { PEOPLE_TABLE } = readEnvironment(['PEOPLE_TABLE']);
  const shown = {
    caseId: link.matter.id,
    task: task ?? closedTask(link, commits),
    open: task !== undefined,
    state,
    commits,
    now: request.occurredAt,
  };
  const [described, photos] = await Promise.all([
    describeTask(shown, peopleStore(dynamo(), PEOPLE_TABLE), desk.policy, localeOf(request, desk.policy.pack)),
    photosFor(shown.task.role, shown, desk.policy.pack, request.occurredAt),
  ]);
  return photos.length === 0 ? described : { ...described, photos };
};

/** The page as HTML. */
export const showOpened = async (request: RouteRequest, opened: Opened): Promise<string> => {
  const { pack } = opened.desk.policy;
  const description = await describeOpened(request, opened);
  // The form's nonce is new at every showing: sending the same form twice is one act, two showings are two.
  const nonce = sha256(`${request.requestId}${opened.link.taskId}`).slice(0, 24);
  const { task, state } = opened;
  const mayReveal =
    task !== undefined && ['lead', 'assisting', 'emergency-line'].includes(task.role) && mayBeRevealed(state);
  return taskPage(description, pack, localeOf(request, pack), {
    nonce,
    justDone: request.query['done'],
    chosen: request.query['do'],
    filesAt: mayAttach(task) ? `/t/${request.parameters['token'] ?? ''}/files` : undefined,
    revealAt: mayReveal ? `/t/${request.parameters['token'] ?? ''}/reveal` : undefined,
  });
};

/** A closed task as it was opened. */
const closedTask = (link: Link, commits: readonly Commit[]): Pick<Task, 'id' | 'kind' | 'role' | 'owner'> => {
  for (const commit of commits) {
    for (const one of commit.consequences)
      if (one.type === 'TaskOpened' && one.task.id === link.taskId) return one.task;
  }
  return { id: link.taskId, kind: 'closed', role: 'closed', owner: '' };
};
