// `jiesu feed FILE`: signs and posts the rows of a file.
import { parseArgs } from 'node:util';
import { endpointOptions, readEndpoints, sourceNamed } from '../endpoints.ts';
import { feedRows, summaryText } from '../feed-rows.ts';
import { clockOf, type Door } from '../post-webhook.ts';
import { readRows } from '../rows/read-rows.ts';
import { print, printJson, UsageError } from '../terminal.ts';

const usage = `usage: jiesu feed FILE.jsonl|FILE.csv|FILE.tsv [options]
  --source ID         as which source (the first one)
  --data DIR          data folder of a running \`npm start\` (.jiesu)
  --endpoints FILE    its endpoints.json, wherever it is
  --url URL --secret whsec_…   instead: any Jiesu, with the signing secret of --source
  --rate N            at most N requests a second
  --json              the summary as JSON

A .jsonl line is the data of a request.created, or {"type", "data"}. A table has a head: externalId, channel, title,
text, name, phone, address … Exit code 1 when a row was refused. The same file twice makes no second case.`;

const run = async (words: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      ...endpointOptions,
      url: { type: 'string' },
      source: { type: 'string' },
      secret: { type: 'string' },
      rate: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('Name one file.');
  const rate = values.rate === undefined ? undefined : Number(values.rate);
  if (rate !== undefined && !(rate > 0)) throw new UsageError('--rate must be a number above 0.');
  const rows = readRows(file);
  const summary = await feedRows(await doorOf(values), rows, rate);
  if (values.json) printJson(summary);
  else print(summaryText(summary));
  return summary.refused.length === 0 ? 0 : 1;
};

type Values = {
  url?: string | undefined;
  source?: string | undefined;
  secret?: string | undefined;
  endpoints?: string | undefined;
  data?: string | undefined;
};

const doorOf = async ({ url, source, secret, ...where }: Values): Promise<Door> => {
  if (url === undefined) {
    const endpoints = readEndpoints(where);
    const { id, signingSecret } = sourceNamed(endpoints, source);
    return { api: endpoints.api, source: id, secret: secret ?? signingSecret, now: await clockOf(endpoints.api) };
  }
  if (!URL.canParse(url)) throw new UsageError(`--url ${url} is no address.`);
  if (source === undefined || secret === undefined) throw new UsageError('--url needs --source and --secret.');
  const api = url.replace(/\/+$/, '');
  return { api, source, secret, now: await clockOf(api) };
};

export const feed = { run, usage };
