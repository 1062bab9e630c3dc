// `jiesu feed FILE`: signs and posts the rows of a file as a hotline would, with a progress bar and a summary.
import { createHmac, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type Endpoints, readEndpoints } from './endpoints.ts';
import { type Row, readRows } from './rows.ts';

const help = `jiesu feed FILE.(jsonl|csv|tsv) [options]: posts each row as request.created

  --data DIR     folder with endpoints.json (default .jiesu)
  --source ID    which source sends (default: the first)
  --json         the summary as JSON
`;

const ClockSchema = z.object({ now: z.string() });
const AnswerSchema = z.object({
  caseId: z.string().optional(),
  repeated: z.boolean().optional(),
  detail: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
});

export type FeedResult = {
  accepted: number;
  caseIds: string[];
  repeated: number;
  refused: { line: number; status: number; reason: string }[];
};
type Options = { source: string | undefined; quiet: boolean };

export const feed = {
  summary: 'posts the rows of a file as requests',
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
    const [file] = positionals;
    if (values.help || file === undefined) {
      stdout.write(help);
      return values.help ? 0 : 2;
    }
    const result = await feedFile(file, readEndpoints(values.data), { source: values.source, quiet: values.json });
    stdout.write(values.json ? `${JSON.stringify(result)}\n` : summaryOf(result));
    return result.refused.length === 0 ? 0 : 1;
  },
};

const summaryOf = ({ accepted, repeated, refused }: FeedResult): string => {
  const reasons = refused.map(({ line, status, reason }) => `  line ${line}: ${status} ${reason}\n`);
  return `${accepted} accepted, ${repeated} repeated, ${refused.length} refused\n${reasons.join('')}`;
};

/** Posts every row, a few at a time. @throws Error when the file cannot be read or the source is unknown. */
export const feedFile = async (file: string, endpoints: Endpoints, { source, quiet }: Options): Promise<FeedResult> => {
  const rows = readRows(file);
  const from = source === undefined ? endpoints.sources[0] : endpoints.sources.find(({ id }) => id === source);
  if (from === undefined)
    throw new Error(`there is no source ${source}; there are ${endpoints.sources.map(({ id }) => id).join(', ')}`);
  const now = await clockOf(endpoints.api);
  const result: FeedResult = { accepted: 0, caseIds: [], repeated: 0, refused: [] };
  let done = 0;
  for (let start = 0; start < rows.length; start += atOnce) {
    await Promise.all(
      rows.slice(start, start + atOnce).map(async (row) => {
        await postRow(row, endpoints.api, from, now, result);
        done += 1;
        if (!quiet) showProgress(done, rows.length);
      }),
    );
  }
  if (!quiet && stderr.isTTY) stderr.write('\n');
  result.refused.sort((one, other) => one.line - other.line);
  return result;
};

const atOnce = 8;

/** The stack's own time: signatures are checked against it, and it may be virtual. */
const clockOf = async (api: string): Promise<Date> => {
  const response = await fetch(`${api}/_local/clock`);
  const clock = ClockSchema.safeParse(response.ok ? await response.json() : undefined);
  return clock.success ? new Date(clock.data.now) : new Date();
};

const postRow = async (
  row: Row,
  api: string,
  from: Endpoints['sources'][number],
  now: Date,
  result: FeedResult,
): Promise<void> => {
  const body = JSON.stringify({ type: 'request.created', timestamp: now.toISOString(), data: row.data });
  const id = `feed_${randomUUID()}`;
  const seconds = String(Math.floor(now.getTime() / 1000));
  const key = Buffer.from(from.signingSecret.replace(/^whsec_/, ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': `v1,${signature}`,
  };
  const response = await fetch(`${api}/v1/webhooks/${from.id}`, { method: 'POST', headers, body });
  const answer = AnswerSchema.parse(await response.json());
  if (answer.caseId !== undefined) result.caseIds.push(answer.caseId);
  if (!response.ok) result.refused.push({ line: row.line, status: response.status, reason: reasonOf(answer) });
  else if (answer.repeated === true) result.repeated += 1;
  else result.accepted += 1;
};

const reasonOf = (problem: z.infer<typeof AnswerSchema>): string =>
  [problem.detail, ...(problem.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`)].join('; ');

const showProgress = (done: number, all: number): void => {
  if (!stderr.isTTY) return;
  const width = 30;
  const full = Math.round((done / all) * width);
  stderr.write(`\r[${'#'.repeat(full)}${'.'.repeat(width - full)}] ${done}/${all}`);
};
