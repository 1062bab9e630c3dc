// `jiesu keys`: the keys of the sources, and their rotation. A new value makes the one before it AWSPREVIOUS: both are
// live, so a platform can change over without losing a request (DESIGN §4).
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  awsClientOptions,
  defaultData,
  type Endpoints,
  endpointOptions,
  readEndpoints,
  sourceNamed,
  writeEndpoints,
} from '../endpoints.ts';
import { print, printJson, say, UsageError } from '../terminal.ts';

const usage = `usage: jiesu keys [options]                 shows which sources there are
       jiesu keys --show                    with their keys
       jiesu keys rotate SOURCE [signing|read|open311]     a new key; the one before stays live until the next rotation
  --data DIR | --endpoints FILE    where Jiesu runs (.jiesu)
  --json              as JSON`;

const run = async (words: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      ...endpointOptions,
      show: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [verb, source, which = 'signing'] = positionals;
  if (verb === undefined) return list(readEndpoints(values), values);
  if (verb !== 'rotate' || source === undefined) throw new UsageError('Say: rotate SOURCE.');
  if (!isKeyName(which)) throw new UsageError('Rotate the signing key, the read key or the open311 key.');
  const rotated = await rotate(readEndpoints(values), source, which);
  if (values.endpoints === undefined) writeEndpoints(values.data ?? defaultData, rotated);
  print(sourceNamed(rotated, source)[fields[which]] ?? '');
  say(
    `Hand it to ${source}. The key before it stays valid until the next rotation; running functions take the new one within five minutes.`,
  );
  return 0;
};

const list = (endpoints: Endpoints, { show, json }: { show: boolean; json: boolean }): number => {
  const hide = (key: string): string => (show ? key : `${key.slice(0, key.startsWith('whsec_') ? 10 : 4)}…`);
  const rows = endpoints.sources.map(({ id, name, signingSecret, readKey, open311Key }) => ({
    id,
    name,
    signingSecret: hide(signingSecret),
    readKey: hide(readKey),
    ...(open311Key === undefined ? {} : { open311Key: hide(open311Key) }),
  }));
  if (json) printJson(rows);
  else
    for (const { id, name, signingSecret, readKey, open311Key } of rows) {
      print(`${id}  ${name}\n  signing  ${signingSecret}\n  read     ${readKey}`);
      if (open311Key !== undefined) print(`  open311  ${open311Key}`);
    }
  return 0;
};

/** Lengths as the template generates them: 32 characters of Base64 are a key of 24 bytes. */
const lengths = { signing: 32, read: 40, open311: 40 } as const;
const fields = { signing: 'signingSecret', read: 'readKey', open311: 'open311Key' } as const;
type KeyName = keyof typeof lengths;
const isKeyName = (name: string): name is KeyName => Object.hasOwn(lengths, name);

const rotate = async (endpoints: Endpoints, id: string, which: KeyName): Promise<Endpoints> => {
  const source = sourceNamed(endpoints, id);
  const secret = source.secrets[which];
  if (secret === undefined) throw new UsageError(`${id} may not come by the Open311 door: city.yaml does not say so.`);
  const value = randomLetters(lengths[which]);
  const client = new SecretsManagerClient(awsClientOptions(endpoints));
  await client.send(new PutSecretValueCommand({ SecretId: secret, SecretString: value }));
  client.destroy();
  const changed = { ...source, [fields[which]]: which === 'signing' ? `whsec_${value}` : value };
  return { ...endpoints, sources: endpoints.sources.map((one) => (one.id === id ? changed : one)) };
};

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const randomLetters = (length: number): string =>
  Array.from({ length }, () => letters.charAt(randomInt(letters.length))).join('');

export const keys = { run, usage };
