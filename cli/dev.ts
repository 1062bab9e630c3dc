// `npm start`: synthesizes the app, boots the embedded stack on it, feeds sample requests, prints where to look.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { env, execPath, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { CaseViewSchema } from '#schemas/webhooks.ts';
import { discoverEndpoints, type Endpoints, endpointsFile } from './endpoints.ts';
import { feedFile } from './feed.ts';

const root = join(import.meta.dirname, '..');
const sample = join(root, 'cities', 'linjiang', 'sample', 'requests.jsonl');

const help = `npm start -- [options]: the whole product on this machine, no account needed

  --port N      where it listens (default 8080; 0 takes any free port)
  --data DIR    where everything is kept (default .jiesu); endpoints.json is written there
  --virtual     time stands still until POST /_local/clock moves it
  --start ISO   where time begins, such as 2026-03-02T09:00:00+08:00
  --city NAME   a folder of cities/ (default linjiang)
  --no-feed     starts empty: no sample requests
`;

const say = (line: string): void => void stdout.write(`${line}\n`);

export const dev = {
  summary: 'runs the product on this machine (npm start)',
  async run(args: string[]): Promise<number> {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string', default: '8080' },
        data: { type: 'string', default: join(root, '.jiesu') },
        virtual: { type: 'boolean', default: false },
        start: { type: 'string' },
        city: { type: 'string', default: 'linjiang' },
        'no-feed': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) {
      stdout.write(help);
      return 0;
    }
    const data = resolve(values.data);
    mkdirSync(data, { recursive: true });
    const cdkOut = join(data, 'cdk.out');
    say('synthesizing the app …');
    await synthesize(cdkOut, values.city);
    say('starting the embedded stack …');
    const stack = startStack(cdkOut, data, values);
    const url = await readyUrl(stack);
    const endpoints = await discoverEndpoints(url);
    writeFileSync(endpointsFile(data), `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
    if (!values['no-feed']) await feedSample(endpoints);
    tellWhere(endpoints, data);
    say(`ready ${url}`);
    return untilStopped(stack);
  },
};

/** The app itself, as `cdk synth` runs it. CloudFormation's own rules are checked by the tests, not at every start. */
const synthesize = async (cdkOut: string, city: string): Promise<void> => {
  const child = spawn(execPath, ['infra/app.ts'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...env, CDK_OUTDIR: cdkOut, CDK_CONTEXT_JSON: JSON.stringify({ city }), CDK_VALIDATION: 'false' },
  });
  const code = await new Promise<number>((done) => child.on('close', (status) => done(status ?? 1)));
  if (code !== 0) throw new Error('the app could not be synthesized; what is wrong stands above');
};

const startStack = (
  cdkOut: string,
  data: string,
  values: { port: string; virtual: boolean; start?: string | undefined },
): ChildProcess =>
  spawn(
    execPath,
    [
      '--disable-warning=ExperimentalWarning',
      'local/main.ts',
      '--cdk-out',
      cdkOut,
      '--data',
      data,
      '--port',
      values.port,
      ...(values.virtual ? ['--virtual'] : []),
      ...(values.start === undefined ? [] : ['--start', values.start]),
      '--parameter',
      'SmsGatewayUrl={url}/_local/sinks/sms',
      '--parameter',
      'OutboundPrivateHosts=127.0.0.1',
    ],
    { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
  );

/** The address from the stack's own `ready` line. */
const readyUrl = (stack: ChildProcess): Promise<string> =>
  new Promise((done, fail) => {
    let text = '';
    stack.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /^ready (\S+)$/m.exec(text)?.[1];
      if (url !== undefined) done(url);
    });
    stack.on('exit', (code) =>
      fail(new Error(`the embedded stack ended (exit code ${code}); what is wrong stands above`)),
    );
  });

const feedSample = async (endpoints: Endpoints): Promise<void> => {
  say('feeding sample requests …');
  const result = await feedFile(sample, endpoints, { source: 'hotline', quiet: true });
  say(`  ${result.accepted} accepted, ${result.repeated} known already, ${result.refused.length} refused`);
  await fetch(`${endpoints.api}/_local/idle`);
  const key = endpoints.sources.find(({ id }) => id === 'hotline')?.readKey ?? '';
  for (const caseId of result.caseIds) say(await whereItStands(endpoints.api, caseId, key));
};

/** One line a case: how far it has come by itself. */
const whereItStands = async (api: string, caseId: string, key: string): Promise<string> => {
  const response = await fetch(`${api}/v1/cases/${caseId}`, { headers: { authorization: `Bearer ${key}` } });
  const { caseNumber, status, category, departments } = CaseViewSchema.parse(await response.json());
  return `  ${caseNumber}  ${status.padEnd(16)} ${category ?? ''} ${departments === undefined ? '' : `→ ${departments.join(', ')}`}`;
};

const tellWhere = ({ api, sources }: Endpoints, data: string): void => {
  say('');
  say(`  what was sent (mail, SMS)   ${api}/_local/messages`);
  say(`  the stack from inside       ${api}/_local/`);
  say(`  webhooks                    ${api}/v1/webhooks/${sources[0]?.id ?? '{source}'}`);
  say(`  keys and names              ${endpointsFile(data)}`);
  say('  stop                        Ctrl-C');
  say('');
};

/** Passes signals on and ends with the stack. */
const untilStopped = (stack: ChildProcess): Promise<number> =>
  new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stack.kill('SIGTERM'));
    stack.on('exit', (code) => done(code ?? 0));
  });
