// Keys of the sources: signing secrets for webhooks, read keys for the API, two live versions each (DESIGN §4).
import { timingSafeEqual } from 'node:crypto';
import * as z from 'zod';
import { sha256 } from '#kernel/keyed-hash.ts';
import { secretValues } from '#kernel/secrets.ts';
import { readEnvironment } from '#schemas/environment.ts';

const SecretIdsSchema = z.object({ signing: z.string(), read: z.string(), open311: z.string().optional() });
const SourceSecretsSchema = z.record(z.string(), SecretIdsSchema);

const secretsOf = (source: string): z.infer<typeof SecretIdsSchema> | undefined => {
  const { SOURCE_SECRETS } = readEnvironment(['SOURCE_SECRETS']);
  return SourceSecretsSchema.parse(JSON.parse(SOURCE_SECRETS))[source];
};

/** Live signing secrets of a source, current first. */
export const signingSecrets = async (source: string): Promise<string[]> => {
  const ids = secretsOf(source);
  const values = ids === undefined ? [] : await secretValues(ids.signing);
  return values.map((value) => (value.startsWith('whsec_') ? value : `whsec_${value}`));
};

/** The source whose read key stands in an Authorization header; undefined when it is nobody's. */
export const sourceOfBearer = async (
  authorization: string | undefined,
  sources: readonly string[],
): Promise<string | undefined> => {
  const key = bearerOf(authorization);
  return key === undefined ? undefined : holderOf(key, 'read', sources);
};

/** The source that this is the Open311 key of; undefined when it is nobody's. */
export const sourceOfApiKey = async (key: string, sources: readonly string[]): Promise<string | undefined> =>
  /^[\x21-\x7e]{16,200}$/.test(key) ? holderOf(key, 'open311', sources) : undefined;

const holderOf = async (
  key: string,
  kind: 'read' | 'open311',
  sources: readonly string[],
): Promise<string | undefined> => {
  for (const source of sources) {
    const id = secretsOf(source)?.[kind];
    const values = id === undefined ? [] : await secretValues(id);
    if (values.some((value) => sameText(value, key))) return source;
  }
  return undefined;
};

/** Whether the header carries this secret's value. */
export const isBearerOf = async (authorization: string | undefined, secretId: string): Promise<boolean> => {
  const key = bearerOf(authorization);
  return key !== undefined && (await secretValues(secretId)).some((value) => sameText(value, key));
};

/** What stands behind `Bearer` in an Authorization header. */
export const bearerOf = (authorization: string | undefined): string | undefined =>
  /^Bearer ([\x21-\x7e]{16,200})$/.exec(authorization ?? '')?.[1];

const sameText = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(sha256(one)), Buffer.from(sha256(other)));
