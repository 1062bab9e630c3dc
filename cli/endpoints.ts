// Where a running Jiesu is and by which keys it is reached: DIR/endpoints.json, written by `jiesu dev` once it is
// ready, read by every other command, by tests and by other people's tools.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandError } from './terminal.ts';

export const EndpointsSchema = z.object({
  /** Base URL of the HTTP API, without a slash at its end. */
  api: z.url(),
  aws: z.object({ endpoint: z.url(), region: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() }),
  sources: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      signingSecret: z.string(),
      readKey: z.string(),
      /** Only of sources that may come by the Open311 door. */
      open311Key: z.string().optional(),
      /** ARNs of the secrets, for `jiesu keys rotate`. */
      secrets: z.object({ signing: z.string(), read: z.string(), open311: z.string().optional() }),
    }),
  ),
  deskKey: z.string(),
  tables: z.object({ matters: z.string(), people: z.string() }),
  stateMachines: z.record(z.string(), z.string()),
  /** URLs by name: messages, reactions, followers. */
  queues: z.record(z.string(), z.string()),
});
export type Endpoints = z.infer<typeof EndpointsSchema>;
export type SourceEndpoint = Endpoints['sources'][number];

/** Where `npm start` keeps its data unless told otherwise. */
export const defaultData = join(import.meta.dirname, '..', '.jiesu');

/** Options by which every command that talks to a running Jiesu finds it. */
export const endpointOptions = { endpoints: { type: 'string' }, data: { type: 'string' } } as const;

/** @throws CommandError that says how to get the file. */
export const readEndpoints = (given: { endpoints?: string | undefined; data?: string | undefined }): Endpoints => {
  const file = given.endpoints ?? join(given.data ?? defaultData, 'endpoints.json');
  if (!existsSync(file)) {
    throw new CommandError(`There is no ${file}. Start Jiesu with \`npm start\`, or name another: --endpoints FILE.`);
  }
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CommandError(`${file} is not JSON. \`npm start\` writes it anew.`);
  }
  const parsed = EndpointsSchema.safeParse(content);
  if (!parsed.success)
    throw new CommandError(`${file} is not what \`npm start\` writes:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
};

/** Only the owner may read it: it holds keys. */
export const writeEndpoints = (data: string, endpoints: Endpoints): string => {
  const file = join(data, 'endpoints.json');
  writeFileSync(file, `${JSON.stringify(endpoints, null, 2)}\n`, { mode: 0o600 });
  return file;
};

/** One source of the file. @throws CommandError that lists those there are. */
export const sourceNamed = (endpoints: Endpoints, id: string | undefined): SourceEndpoint => {
  const found = id === undefined ? endpoints.sources[0] : endpoints.sources.find((one) => one.id === id);
  if (found !== undefined) return found;
  throw new CommandError(`There is no source ${id}. There are: ${endpoints.sources.map((one) => one.id).join(', ')}.`);
};

/** How AWS clients reach the same place. */
export const awsClientOptions = ({ aws }: Endpoints) => ({
  endpoint: aws.endpoint,
  region: aws.region,
  credentials: { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey },
});

const ResourcesSchema = z.object({
  url: z.url(),
  aws: z.object({ endpointUrl: z.url(), region: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() }),
  stateMachines: z.array(z.object({ name: z.string(), arn: z.string() })),
  outputs: z.record(z.string(), z.record(z.string(), z.string())),
});

const OutputsSchema = z.object({
  MattersTable: z.string(),
  PeopleTable: z.string(),
  MessagesQueueUrl: z.string(),
  ReactionsQueueUrl: z.string(),
  FollowersQueueUrl: z.string(),
  DeskKeySecret: z.string(),
  SourceSecrets: z.string(),
});

const SourceSecretsSchema = z.record(
  z.string(),
  z.object({ signing: z.string(), read: z.string(), open311: z.string().optional() }),
);

/** Asks a stack that has just started for all of it. `names` are the sources' names in the city pack. */
export const discoverEndpoints = async (url: string, names: ReadonlyMap<string, string>): Promise<Endpoints> => {
  const resources = ResourcesSchema.parse(await (await fetch(`${url}/_local/resources`)).json());
  const outputs = OutputsSchema.parse(Object.assign({}, ...Object.values(resources.outputs)));
  const { endpointUrl, ...keys } = resources.aws;
  const aws = { endpoint: endpointUrl, ...keys };
  const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
  const client = new SecretsManagerClient({
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: { accessKeyId: aws.accessKeyId, secretAccessKey: aws.secretAccessKey },
  });
  const value = async (id: string): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
    if (SecretString === undefined) throw new CommandError(`The secret ${id} has no value.`);
    return SecretString;
  };
  const secrets = SourceSecretsSchema.parse(JSON.parse(outputs.SourceSecrets));
  const sources = await Promise.all(
    Object.entries(secrets).map(async ([id, { signing, read, open311 }]) => ({
      id,
      name: names.get(id) ?? id,
      signingSecret: `whsec_${await value(signing)}`,
      readKey: await value(read),
      ...(open311 === undefined ? {} : { open311Key: await value(open311) }),
      secrets: { signing, read, ...(open311 === undefined ? {} : { open311 }) },
    })),
  );
  const deskKey = await value(outputs.DeskKeySecret);
  client.destroy();
  return {
    api: resources.url.replace(/\/$/, ''),
    aws,
    sources,
    deskKey,
    tables: { matters: outputs.MattersTable, people: outputs.PeopleTable },
    stateMachines: Object.fromEntries(resources.stateMachines.map(({ name, arn }) => [nameOfMachine(name), arn])),
    queues: {
      messages: outputs.MessagesQueueUrl,
      reactions: outputs.ReactionsQueueUrl,
      followers: outputs.FollowersQueueUrl,
    },
  };
};

/** `jiesu-dev-hotline-case` is `hotline-case` at every stage. */
const nameOfMachine = (name: string): string => name.replace(/^jiesu-(?:[a-z0-9]+-)??(?=hotline-case$)/, '');
