// Secrets are fetched when first needed and kept for five minutes. Rotation has two live keys: the current version and
// the one before it (DESIGN §4).
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { wallClock } from './clock.ts';
import { UnavailableError } from './errors.ts';

const keptMs = 5 * 60 * 1000;
const pairs = new Map<string, { values: string[]; until: number }>();
const current = new Map<string, { value: string; until: number }>();
let client: SecretsManagerClient | undefined;

/** The live values of a secret, current first. @throws UnavailableError when even the current one cannot be read. */
export const secretValues = async (secretId: string): Promise<string[]> => {
  const now = Date.parse(wallClock());
  const known = pairs.get(secretId);
  if (known !== undefined && known.until > now) return known.values;
  const [newest, previous] = await Promise.all([fetch(secretId, 'AWSCURRENT'), fetch(secretId, 'AWSPREVIOUS')]);
  if (newest === undefined) throw new UnavailableError('a secret cannot be read');
  const values = previous === undefined ? [newest] : [newest, previous];
  pairs.set(secretId, { values, until: now + keptMs });
  return values;
};

/** The current value alone, for keys that are not rotated by pairs. */
export const currentSecret = async (secretId: string): Promise<string> => {
  const now = Date.parse(wallClock());
  const known = current.get(secretId);
  if (known !== undefined && known.until > now) return known.value;
  const value = await fetch(secretId, 'AWSCURRENT');
  if (value === undefined) throw new UnavailableError('a secret cannot be read');
  current.set(secretId, { value, until: now + keptMs });
  return value;
};

const fetch = async (secretId: string, stage: 'AWSCURRENT' | 'AWSPREVIOUS'): Promise<string | undefined> => {
  client ??= new SecretsManagerClient({ maxAttempts: 3 });
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: secretId, VersionStage: stage }));
    return SecretString;
  } catch (fault) {
    if (fault instanceof Error && fault.name === 'ResourceNotFoundException') return undefined;
    throw fault;
  }
};
