// `endpoints.json`: all that a tool needs to drive a running stack - addresses, sources with their keys, names. Written
// by `jiesu dev` beside the data, read by the other commands.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';

export const EndpointsSchema = z.object({
  api: z.url(),
  aws: z.object({ endpoint: z.url(), region: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() }),
  sources: z.array(z.object({ id: z.string(), signingSecret: z.string(), readKey: z.string() })),
  deskKey: z.string(),
  tables: z.record(z.string(), z.string()),
  queues: z.record(z.string(), z.string()),
  stateMachines: z.record(z.string(), z.string()),
});
export type Endpoints = z.infer<typeof EndpointsSchema>;

const named = z.array(z.object({ name: z.string(), arn: z.string(), url: z.string().optional() }));
const ResourcesSchema = z.object({
  url: z.url(),
  aws: z.object({ endpointUrl: z.url(), region: z.string(), accessKeyId: z.string(), secretAccessKey: z.string() }),
  tables: named,
  queues: named,
  stateMachines: named,
  secrets: named,
});

/** Asks a running stack for its names and its secrets. */
export const discoverEndpoints = async (url: string): Promise<Endpoints> => {
  const resources = ResourcesSchema.parse(await (await fetch(`${url}/_local/resources`)).json());
  const { endpointUrl, region, accessKeyId, secretAccessKey } = resources.aws;
  const client = new SecretsManagerClient({
    endpoint: endpointUrl,
    region,
    credentials: { accessKeyId, secretAccessKey },
  });
  const secret = async (name: string): Promise<string> =>
    (await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString ?? '';
  const ids = resources.secrets.flatMap(({ name }) => /\/sources\/([^/]+)\/signing$/.exec(name)?.[1] ?? []);
  const prefix =
    resources.secrets
      .map(({ name }) => name)
      .find((name) => name.endsWith('/desk-key'))
      ?.replace(/\/desk-key$/, '') ?? '';
  const sources = await Promise.all(
    ids.map(async (id) => ({
      id,
      signingSecret: `whsec_${await secret(`${prefix}/sources/${id}/signing`)}`,
      readKey: await secret(`${prefix}/sources/${id}/read`),
    })),
  );
  const deskKey = await secret(`${prefix}/desk-key`);
  client.destroy();
  return {
    api: resources.url,
    aws: { endpoint: endpointUrl, region, accessKeyId, secretAccessKey },
    sources,
    deskKey,
    tables: Object.fromEntries(resources.tables.map(({ name }) => [lastWord(name), name])),
    queues: Object.fromEntries(resources.queues.map(({ name, url: address }) => [name, address ?? ''])),
    stateMachines: Object.fromEntries(
      resources.stateMachines.map(({ name, arn }) => [name.replace(/^jiesu-[a-z0-9]+-/, ''), arn]),
    ),
  };
};

const lastWord = (name: string): string => name.slice(name.lastIndexOf('-') + 1);

export const endpointsFile = (data: string): string => join(data, 'endpoints.json');

/** @throws Error that says how to get the file. */
export const readEndpoints = (data: string): Endpoints => {
  let text: string;
  try {
    text = readFileSync(endpointsFile(data), 'utf8');
  } catch {
    throw new Error(
      `${endpointsFile(data)} is not there: start the stack with npm start, or name its folder with --data`,
    );
  }
  return EndpointsSchema.parse(JSON.parse(text));
};
