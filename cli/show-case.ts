// `jiesu case ID`: where a case stands, as its source sees it.
import { join } from 'node:path';
import { stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { CaseViewSchema } from '#schemas/webhooks.ts';
import { readEndpoints } from './endpoints.ts';

const help = `jiesu case CASEID [options]

  --data DIR     folder with endpoints.json (default .jiesu)
  --source ID    whose case it is (default: tries each)
  --json         as the API answers
`;

export const showCase = {
  summary: 'shows where a case stands',
  async run(args: string[]): Promise<number> {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        data: { type: 'string', default: join(import.meta.dirname, '..', '.jiesu') },
        source: { type: 'string' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    const [caseId] = positionals;
    if (values.help || caseId === undefined) {
      stdout.write(help);
      return values.help ? 0 : 2;
    }
    const { api, sources } = readEndpoints(values.data);
    for (const { id, readKey } of sources) {
      if (values.source !== undefined && values.source !== id) continue;
      const response = await fetch(`${api}/v1/cases/${encodeURIComponent(caseId)}`, {
        headers: { authorization: `Bearer ${readKey}` },
      });
      if (!response.ok) continue;
      const view = CaseViewSchema.parse(await response.json());
      stdout.write(values.json ? `${JSON.stringify(view)}\n` : textOf(view));
      return 0;
    }
    throw new Error(`no source has a case ${caseId}`);
  },
};

const textOf = (view: ReturnType<typeof CaseViewSchema.parse>): string => {
  const lines = [
    `${view.caseNumber}  ${view.status}${view.outcome === undefined ? '' : ` (${view.outcome})`}`,
    `  category     ${view.category ?? '-'}`,
    `  departments  ${view.departments?.join(', ') ?? '-'}`,
    ...view.deadlines.map(
      ({ kind, dueAt, provisional }) => `  ${kind.padEnd(18)} ${dueAt}${provisional ? ' (provisional)' : ''}`,
    ),
    ...view.timeline.map(({ at, event }) => `  ${at}  ${event}`),
  ];
  return `${lines.join('\n')}\n`;
};
