// What the stack can be told, and the command line that tells it.
import { parseArgs } from 'node:util';
import { type Fault, FaultList } from './control/fault-rule.ts';
import { parseJson } from './json.ts';

export type SignInOptions = {
  /** JSON file: a list of {sub, name, about?, claims?}. */
  people: string;
  /** Name of the template's secret that clients have to show; any will do when it is left out. */
  clientSecret?: string;
};

export type StackOptions = {
  cdkOut: string;
  dataDirectory: string;
  /** 0: any free port. */
  port?: number;
  host?: string;
  /** Allows an address that other machines can reach. */
  expose?: boolean;
  virtual?: boolean;
  /** Where time begins, in milliseconds since 1970. A data folder that is further on stays there. */
  start?: number;
  parameters?: Readonly<Record<string, string>>;
  faults?: readonly Fault[];
  /** Workers per function. */
  concurrency?: number;
  /** Makes ids and generated secrets repeatable; with virtual time and one worker the whole run, then one thing at a time. */
  seed?: string;
  /** Who can be signed in as: a provider of OpenID Connect at {url}/_local/oidc. */
  signIn?: SignInOptions;
  /** False: what was acknowledged may be lost when the machine (not the process) dies. For runs that are thrown away. */
  durable?: boolean;
  /** Where the stack reports what went wrong inside it. */
  onFault?(error: unknown): void;
};

export const USAGE = `usage: node local/main.ts --cdk-out DIR --data DIR [options]
  --port N              0 (the default) takes any free port
  --host ADDRESS        127.0.0.1; anything but loopback needs --expose
  --expose              other machines may connect
  --virtual             time stands still until POST /_local/clock moves it
  --start INSTANT       where time begins, such as 2026-03-02T09:00:00+08:00
  --parameter NAME=VALUE   a template parameter; {url} in it stands for the address of the stack
  --faults JSON         failures from the start, as POST /_local/faults takes them
  --concurrency N       workers per function (2)
  --seed TEXT           makes ids and generated secrets repeatable; with --virtual and --concurrency 1 everything
  --people FILE         people to sign in as: a provider of OpenID Connect at {url}/_local/oidc
  --oidc-secret NAME    the template's secret that its clients have to show
  --fleeting            does not wait for the disk: faster, for data that may be lost with the machine`;

/** @returns the options, or a sentence about what is wrong with them. */
export function readArguments(argv: readonly string[]): StackOptions | string {
  let parsed: ReturnType<typeof parseAll>;
  try {
    parsed = parseAll(argv);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const { values } = parsed;
  if (values['cdk-out'] === undefined || values.data === undefined) return '--cdk-out and --data must be given';
  const port = Number(values.port ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) return '--port must be a number up to 65535';
  const start = values.start === undefined ? undefined : Date.parse(values.start);
  if (start !== undefined && Number.isNaN(start)) return '--start must be an instant such as 2026-03-02T09:00:00+08:00';
  const concurrency = Number(values.concurrency ?? 2);
  if (!Number.isInteger(concurrency) || concurrency < 1) return '--concurrency must be a whole number from 1';
  const parameters: Record<string, string> = {};
  for (const parameter of values.parameter ?? []) {
    const equals = parameter.indexOf('=');
    if (equals < 1) return `--parameter ${parameter} must be NAME=VALUE`;
    parameters[parameter.slice(0, equals)] = parameter.slice(equals + 1);
  }
  const faults = FaultList.safeParse(values.faults === undefined ? [] : parseJson(values.faults));
  if (!faults.success) return '--faults must be JSON: a list of faults';
  return {
    cdkOut: values['cdk-out'],
    dataDirectory: values.data,
    port,
    concurrency,
    parameters,
    faults: faults.data,
    virtual: values.virtual ?? false,
    expose: values.expose ?? false,
    durable: !(values.fleeting ?? false),
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(start === undefined ? {} : { start }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...(values.people === undefined ? {} : { signIn: signInOf(values.people, values['oidc-secret']) }),
  };
}

const signInOf = (people: string, clientSecret: string | undefined): SignInOptions => ({
  people,
  ...(clientSecret === undefined ? {} : { clientSecret }),
});

function parseAll(argv: readonly string[]) {
  return parseArgs({
    args: [...argv],
    strict: true,
    options: {
      'cdk-out': { type: 'string' },
      data: { type: 'string' },
      port: { type: 'string' },
      host: { type: 'string' },
      expose: { type: 'boolean' },
      virtual: { type: 'boolean' },
      start: { type: 'string' },
      parameter: { type: 'string', multiple: true },
      faults: { type: 'string' },
      concurrency: { type: 'string' },
      seed: { type: 'string' },
      people: { type: 'string' },
      'oidc-secret': { type: 'string' },
      fleeting: { type: 'boolean' },
    },
  });
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
