// Keyed hashes: what is found by a phone number or a link is stored only as an HMAC (DESIGN §2, §4).
import { createHash, createHmac } from 'node:crypto';
import { currentSecret } from './secrets.ts';

export type Keys = { link: string; find: string };

/** The product's own keys, one for links and one for finds, both derived from the one secret of the deployment. */
export const productKeys = async (secretId: string): Promise<Keys> => {
  const secret = await currentSecret(secretId);
  const derive = (purpose: string): string => createHmac('sha256', secret).update(`jiesu/${purpose}`).digest('hex');
  return { link: derive('link'), find: derive('find') };
};

/** Hash of a find facet, keyed so that the table alone tells nobody's phone number; 22 characters keep 131 bits. */
export type FindHash = (facet: string, value: string) => string;

export const findHasher =
  (key: string): FindHash =>
  (facet, value) =>
    createHmac('sha256', key).update(`${facet}\u0000${value}`).digest('base64url').slice(0, 22);

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
