// `jiesu case show CASE`: what the source that sent a case may see of it.
import { parseArgs } from 'node:util';
import type { CaseView } from '#schemas/webhooks.ts';
import { type Endpoints, endpointOptions, readEndpoints, sourceNamed } from '../endpoints.ts';
import { readCase } from '../read-case.ts';
import { CommandError, print, printJson, UsageError } from '../terminal.ts';

const usage = `usage: jiesu case show CASE [options]
  CASE                the case id, from the answer to request.created
  --source ID         as which source (each in turn)
  --data DIR | --endpoints FILE    where Jiesu runs (.jiesu)
  --json              as JSON`;

const run = async (words: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: { ...endpointOptions, source: { type: 'string' }, json: { type: 'boolean', default: false } },
  });
  const [first, second] = positionals;
  const caseId = first === 'show' ? second : first;
  if (caseId === undefined) throw new UsageError('Name a case.');
  const endpoints = readEndpoints(values);
  const sources = values.source === undefined ? endpoints.sources : [sourceNamed(endpoints, values.source)];
  const view = await firstView(
    endpoints,
    caseId,
    sources.map(({ readKey }) => readKey),
  );
  if (values.json) printJson(view);
  else print(viewText(view));
  return 0;
};

const firstView = async ({ api }: Endpoints, caseId: string, keys: readonly string[]): Promise<CaseView> => {
  for (const key of keys) {
    const view = await readCase(api, caseId, key);
    if (view !== undefined) return view;
  }
  throw new CommandError(`No source has a case ${caseId}. Its id stands in the answer to request.created.`);
};

const viewText = (view: CaseView): string =>
  [
    `${view.caseNumber}  ${view.status}${view.outcome === undefined ? '' : ` (${view.outcome})`}`,
    ...(view.category === undefined ? [] : [`category     ${view.category}`]),
    ...(view.urgency === undefined ? [] : [`urgency      ${view.urgency}`]),
    ...(view.departments === undefined ? [] : [`departments  ${view.departments.join(', ')}`]),
    ...view.deadlines.map(
      ({ kind, dueAt, provisional }) => `due          ${dueAt}  ${kind}${provisional ? '  (provisional)' : ''}`,
    ),
    ...view.timeline.map(({ at, event }) => `${at}  ${event}`),
  ].join('\n');

export const showCase = { run, usage };
