// Every identifier the stack makes up comes from here, so that a seeded run makes up the same ones again.
import { createHash, randomBytes } from 'node:crypto';

export type Ids = {
  /** A version 4 UUID. */
  uuid(): string;
  bytes(count: number): Buffer;
  /** From 0 to just below 1. */
  fraction(): number;
};

/** @param seed makes the sequence repeatable; without one it is random. */
export function createIds(seed?: string): Ids {
  let counter = 0;
  const bytes = (count: number): Buffer => {
    if (seed === undefined) return randomBytes(count);
    const blocks: Buffer[] = [];
    for (let made = 0; made < count; made += 32) {
      blocks.push(createHash('sha256').update(`${seed}:${counter}`).digest());
      counter += 1;
    }
    return Buffer.concat(blocks).subarray(0, count);
  };
  return { bytes, uuid: () => uuidFrom(bytes(16)), fraction: () => bytes(6).readUIntBE(0, 6) / 2 ** 48 };
}

function uuidFrom(raw: Buffer): string {
  const hex = raw.toString('hex');
  const variant = ((raw.readUInt8(8) & 0x3f) | 0x80).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(18, 20)}-${hex.slice(20, 32)}`;
}

/** A short, stable, upper-case name for something: the same on every run. */
export function stableId(text: string, length: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return [...createHash('sha512').update(text).digest()]
    .map((byte) => letters.charAt(byte & 31))
    .join('')
    .slice(0, length);
}
