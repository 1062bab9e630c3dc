// The MD5 that SQS gives over message attributes: name, type and value of each, in order of name, each with its length.
import { createHash } from 'node:crypto';
import { objectOf, textOf } from '../json.ts';

export function attributesDigest(attributes: Readonly<Record<string, unknown>>): string {
  const hash = createHash('md5');
  const part = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of Object.keys(attributes).sort()) {
    const { DataType, StringValue, BinaryValue } = objectOf(attributes[name]);
    part(Buffer.from(name));
    part(Buffer.from(textOf(DataType) ?? ''));
    const binary = textOf(BinaryValue);
    hash.update(Buffer.from([binary === undefined ? 1 : 2]));
    part(binary === undefined ? Buffer.from(textOf(StringValue) ?? '') : Buffer.from(binary, 'base64'));
  }
  return hash.digest('hex');
}
