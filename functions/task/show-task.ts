// GET of a signed link (DESIGN §4): shows the task and changes nothing, whoever follows it. JSON for machines, a page for
// people.

import { localeOf } from '#functions/pages/locale.ts';
import { taskPage } from '#functions/pages/task-page.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import { html, json, wantsJson } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { sha256 } from '#kernel/keyed-hash.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Commit, Task } from '#schemas/matter.ts';
import { describeTask } from './describe-task.ts';
import type { Link } from './link.ts';
import { defineTaskRoute } from './opened-task.ts';

export const handler = defineTaskRoute('show task', 'GET', async (request, { desk, link, state, commits, task }) => {
  const { PEOPLE_TABLE } = readEnvironment(['PEOPLE_TABLE']);
  const { pack } = desk.policy;
  const locale = localeOf(request, pack);
  const shown = {
    caseId: link.matter.id,
    task: task ?? closedTask(link, commits),
    open: task !== undefined,
    state,
    commits,
    now: request.occurredAt,
  };
  const description = await describeTask(shown, peopleStore(dynamo(), PEOPLE_TABLE), desk.policy, locale);
  if (wantsJson(request)) return json(200, description);
  // The form's nonce is new at every showing: sending the same form twice is one act, two showings are two.
  const nonce = sha256(`${request.requestId}${link.taskId}`).slice(0, 24);
  return html(200, taskPage(description, pack, locale, { nonce, justDone: request.query['done'] }));
});

/** A closed task as it was opened. */
const closedTask = (link: Link, commits: readonly Commit[]): Pick<Task, 'id' | 'kind' | 'role' | 'owner'> => {
  for (const commit of commits) {
    for (const one of commit.consequences)
      if (one.type === 'TaskOpened' && one.task.id === link.taskId) return one.task;
  }
  return { id: link.taskId, kind: 'closed', role: 'closed', owner: '' };
};
