// Keyed hashes: what is found by a phone number or a link is stored only as an HMAC (DESIGN §2, §4).
import { createHash, createHmac } from 'node:crypto';
import * as z from 'zod';
import { StoredShapeError } from './errors.ts';
import { currentSecret } from './secrets.ts';

const KeysSchema = z.object({ link: z.string().min(32), find: z.string().min(32) });
export type Keys = z.infer<typeof KeysSchema>;

/** The product's own keys: one for links, one for finds. */
export const productKeys = async (secretId: string): Promise<Keys> => {
  const parsed = KeysSchema.safeParse(JSON.parse(await currentSecret(secretId)));
  if (!parsed.success) throw new StoredShapeError('the keys secret must hold {link, find}, each at least 32 characters');
  return parsed.data;
};

/** Hash of a find facet, keyed so that the table alone tells nobody's phone number; 22 characters keep 131 bits. */
export type FindHash = (facet: string, value: string) => string;

export const findHasher =
  (key: string): FindHash =>
  (facet, value) =>
    createHmac('sha256', key).update(`${facet}\u0000${value}`).digest('base64url').slice(0, 22);

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
