// `jiesu dev`, which is `npm start`: synthesize, boot the embedded stack, write endpoints.json, feed the sample requests.
import { existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { CityPackError } from '#cities/city-pack-error.ts';
import { loadPack } from '#cities/load-pack.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { CaseView } from '#schemas/webhooks.ts';
import { defaultData, discoverEndpoints, type Endpoints, sourceNamed, writeEndpoints } from '../endpoints.ts';
import { feedRows, summaryText } from '../feed-rows.ts';
import { playSample } from '../play-sample.ts';
import { clockOf } from '../post-webhook.ts';
import { readCase } from '../read-case.ts';
import { readRows } from '../rows/read-rows.ts';
import { startStackProcess } from '../stack-process.ts';
import { projectRoot, synthesize } from '../synth.ts';
import { CommandError, during, print, say, UsageError } from '../terminal.ts';

const usualPort = 8080;

const usage = `usage: npm start -- [options]      (or: jiesu dev [options])
  --port N        ${usualPort}, or any free one when that is taken; 0 takes any free one
  --data DIR      where everything is kept (.jiesu); the same folder goes on where it stopped
  --city NAME     folder in cities/ (linjiang)
  --virtual       time stands still until it is moved: POST /_local/clock
  --start ISO     where time begins, such as 2026-03-02T09:00:00+08:00
  --seed TEXT     makes ids and keys repeatable
  --host ADDRESS --expose      listen where other machines can connect
  --parameter NAME=VALUE       a parameter of the template
  --no-feed       do not post the sample requests

Once ready it writes DIR/endpoints.json and prints one line that starts with \`ready\`. Ctrl-C stops it cleanly.`;

const readOptions = (words: string[]) => {
  const { values } = parseArgs({
    args: words,
    options: {
      port: { type: 'string' },
      data: { type: 'string', default: defaultData },
      city: { type: 'string', default: 'linjiang' },
      virtual: { type: 'boolean', default: false },
      start: { type: 'string' },
      seed: { type: 'string' },
      host: { type: 'string' },
      expose: { type: 'boolean', default: false },
      parameter: { type: 'string', multiple: true, default: [] },
      'no-feed': { type: 'boolean', default: false },
    },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new UsageError('--port must be a number up to 65535.');
  }
  if (values.start !== undefined && Number.isNaN(Date.parse(values.start))) {
    throw new UsageError('--start must be an instant such as 2026-03-02T09:00:00+08:00.');
  }
  return { ...values, port, data: resolve(values.data) };
};

const run = async (words: string[]): Promise<number> => {
  const options = readOptions(words);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopping.abort());
  stopWithParent(stopping);
  try {
    return await serve(options, stopping.signal);
  } catch (fault) {
    if (stopping.signal.aborted) return 0;
    throw fault;
  }
};

/** npm or a shell that dies does not always pass the signal on: whoever started us being gone is one, too. */
const stopWithParent = (stopping: AbortController): void => {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stopping.abort();
  }, 500);
  watch.unref();
};

const serve = async (options: ReturnType<typeof readOptions>, signal: AbortSignal): Promise<number> => {
  const pack = readPack(options.city);
  const port = await portFor(options.port, options.host);
  const folder = await synthesize(options.city, signal);
  mkdirSync(options.data, { recursive: true });
  const stack = await startStackProcess(wordsForStack(options, port, folder), signal);
  const names = new Map(pack.city.sources.map((source) => [source.id, source.name[pack.city.defaultLocale]]));
  const endpoints = await discoverEndpoints(stack.url, names);
  const file = writeEndpoints(options.data, endpoints);
  const sample = join(projectRoot, 'cities', options.city, 'sample', 'requests.jsonl');
  if (!options['no-feed'] && existsSync(sample)) await feedSample(endpoints, sample);
  if (!signal.aborted) {
    print(await welcome(endpoints, file));
    print(`ready ${endpoints.api}`);
  }
  const code = await stack.ended;
  if (!signal.aborted) throw new CommandError(`The embedded stack ended by itself (exit code ${code}); see above.`);
  say('Stopped. The same command goes on from here.');
  return 0;
};

const readPack = (city: string): CityPack => {
  try {
    return loadPack(join(projectRoot, 'cities', city));
  } catch (fault) {
    if (fault instanceof CityPackError) throw new CommandError(fault.message);
    throw fault;
  }
};

const wordsForStack = (options: ReturnType<typeof readOptions>, port: number, folder: string): string[] => {
  const { host, seed, start } = options;
  const parameters = [
    'SmsGatewayUrl={url}/_local/sinks/sms',
    'OutboundPrivateHosts=127.0.0.1',
    'OidcIssuer={url}/_local/oidc',
    'ExecutionPage={url}/_local/pages/execution?arn={arn}',
    ...options.parameter,
  ];
  const people = join(projectRoot, 'cities', options.city, 'sample', 'people.json');
  return [
    ...['--cdk-out', folder, '--data', options.data, '--port', String(port)],
    ...parameters.flatMap((parameter) => ['--parameter', parameter]),
    ...(existsSync(people) ? ['--people', people, '--oidc-secret', 'jiesu/dev/oidc-client'] : []),
    ...(options.virtual ? ['--virtual'] : []),
    ...(options.expose ? ['--expose'] : []),
    ...(start === undefined ? [] : ['--start', start]),
    ...(host === undefined ? [] : ['--host', host]),
    ...(seed === undefined ? [] : ['--seed', seed]),
  ];
};

/** A port that was asked for must be free; the usual one gives way. */
const portFor = async (asked: number | undefined, host = '127.0.0.1'): Promise<number> => {
  if (asked === 0 || (await isFree(asked ?? usualPort, host))) return asked ?? usualPort;
  if (asked === undefined) return 0;
  throw new CommandError(`Port ${asked} is taken. Choose another with --port, or stop what listens there.`);
};

export const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((answer) => {
    const server = createServer();
    server.once('error', () => answer(false));
    server.listen(port, host, () => server.close(() => answer(true)));
  });

const feedSample = async (endpoints: Endpoints, file: string): Promise<void> => {
  const { api } = endpoints;
  const { id, signingSecret, readKey } = sourceNamed(endpoints, undefined);
  const door = { api, source: id, secret: signingSecret, now: await clockOf(api) };
  const summary = await during('Posting sample requests', feedRows(door, readRows(file)));
  say(`  ${summaryText(summary)}`);
  await during('Letting them move', fetch(`${api}/_local/idle`));
  const viewed = (caseId: string): Promise<CaseView | undefined> => readCase(api, caseId, readKey);
  const acts = join(dirname(file), 'acts.json');
  if (summary.accepted > 0 && existsSync(acts)) {
    const views = await Promise.all([...summary.caseIds].sort().map(viewed));
    const assigned = views.flatMap((view) =>
      view?.status === 'assigned' && view.departments?.length === 1 ? [view.caseId] : [],
    );
    const played = await during('Letting people act', playSample(api, acts, assigned));
    say(`  ${played} acts of departments and citizens`);
  }
  for (const caseId of summary.caseIds) {
    const view = await viewed(caseId);
    if (view !== undefined) say(`  ${lineOf(view)}`);
  }
};

/** How far a case has come by itself. */
const lineOf = ({ caseNumber, status, category, departments }: CaseView): string =>
  [caseNumber, status.padEnd(14), category, ...(departments === undefined ? [] : ['→', departments.join(', ')])].join(
    '  ',
  );

const MessagesSchema = z.array(z.object({ channel: z.string(), links: z.array(z.string()) }));

/** Where to look first. */
const welcome = async ({ api, aws }: Endpoints, file: string): Promise<string> => {
  const messages = MessagesSchema.safeParse(await (await fetch(`${api}/_local/messages`)).json());
  const sent = messages.success ? messages.data : [];
  const link = (path: string) => sent.flatMap(({ links }) => links).find((one) => one.startsWith(`${api}${path}`));
  const taskLink = link('/t/');
  const trackingLink = link('/c/');
  return [
    '',
    `  Everything at a glance   ${api}/_local/`,
    `  The duty desk            ${api}/desk`,
    `  What was sent            ${api}/_local/messages  (${sent.length} messages)`,
    ...(taskLink === undefined ? [] : [`  A department's task      ${taskLink}`]),
    ...(trackingLink === undefined ? [] : [`  A citizen's page         ${trackingLink}`]),
    `  AWS endpoint             ${aws.endpoint}  (region ${aws.region})`,
    `  Addresses and keys       ${file}`,
    '',
  ].join('\n');
};

export const dev = { run, usage };
