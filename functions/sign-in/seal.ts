// Values that a browser keeps for us: encrypted and authenticated, so that they are neither read nor changed there.
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { currentSecret } from '#kernel/secrets.ts';

const ivBytes = 12;
const tagBytes = 16;

/** The key of everything that is sealed, derived from the one secret of the deployment; 32 bytes. */
export const sealingKey = async (secretId: string): Promise<Buffer> =>
  createHmac('sha256', await currentSecret(secretId))
    .update('jiesu/session')
    .digest();

/** Seals a value for one purpose: what is sealed as an attempt to sign in never opens as a session. */
export const seal = (key: Buffer, purpose: string, value: unknown): string => {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
};

/** What was sealed; undefined for anything else. */
export const unseal = (key: Buffer, purpose: string, text: string): unknown => {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length <= ivBytes + tagBytes) return undefined;
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      .setAAD(Buffer.from(purpose))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    const opened = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
    return JSON.parse(opened.toString('utf8'));
  } catch {
    return undefined;
  }
};
