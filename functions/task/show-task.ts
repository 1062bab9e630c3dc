// GET of a signed link (DESIGN §4): shows the task and changes nothing, whoever follows it. JSON for machines, a page for
// people.
import { html, json, wantsJson, withFiles } from '#kernel/define-route.ts';
import { bucketUrl } from '#kernel/object-signer.ts';
import { defineTaskRoute } from './opened-task.ts';
import { describeOpened, showOpened } from './shown-task.ts';

export const handler = defineTaskRoute('show task', ['GET'], async (request, opened) =>
  wantsJson(request)
    ? json(200, await describeOpened(request, opened))
    : html(200, await showOpened(request, opened), withFiles(bucketUrl().origin)),
);
