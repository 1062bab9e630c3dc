// The functions that Step Functions adds to JSONata, and the ones it changes. `$eval` is not there.
import { createHash } from 'node:crypto';
import jsonata from 'jsonata';

/** Where time and chance come from. */
export type Chance = { now(): number; uuid(): string; random(): number };

const hashes: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
const longestRange = 1000;

export function addFunctions(expression: jsonata.Expression, chance: Chance): void {
  expression.assign('eval', undefined);
  expression.registerFunction('parse', (text: string) => parse(text), '<s:x>');
  expression.registerFunction('uuid', () => chance.uuid(), '<:s>');
  expression.registerFunction('hash', (data: string, algorithm: string) => hash(data, algorithm), '<ss:s>');
  expression.registerFunction(
    'random',
    (seed?: number) => (seed === undefined ? chance.random() : seeded(seed)),
    '<n?:n>',
  );
  expression.registerFunction(
    'range',
    (first: number, last: number, step: number) => range(first, last, step),
    '<nnn:x>',
  );
  expression.registerFunction('partition', (list: unknown[], size: number) => partition(list, size), '<an:a>');
  expression.registerFunction('millis', () => chance.now(), '<:n>');
  expression.registerFunction('now', (picture?: string, zone?: string) => now(chance.now(), picture, zone), '<s?s?:s>');
}

function fault(message: string): Error {
  return Object.assign(new Error(message), { code: 'D3000' });
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw fault('The argument of $parse is not valid JSON');
  }
}

function hash(data: string, algorithm: string): string {
  const name = hashes[algorithm];
  if (name === undefined) throw fault(`$hash knows MD5, SHA-1, SHA-256, SHA-384 and SHA-512, but not ${algorithm}`);
  return createHash(name).update(data).digest('hex');
}

/** AWS answers a sequence, so a range of one number is that number and not an array of it. */
function range(first: number, last: number, step: number): number[] {
  const numbers: number[] = [];
  if (step === 0) throw fault('The step of $range must not be 0');
  for (let at = first; step > 0 ? at <= last : at >= last; at += step) {
    numbers.push(at);
    if (numbers.length > longestRange) throw fault(`$range makes at most ${longestRange} numbers`);
  }
  return Object.assign(numbers, { sequence: true });
}

function partition(list: unknown[] | undefined, size: number): unknown[][] | undefined {
  if (list === undefined) return undefined;
  const length = Math.floor(size);
  if (!(length > 0)) throw fault('The size of $partition must be a positive integer');
  const parts: unknown[][] = [];
  for (let at = 0; at < list.length; at += length) parts.push(list.slice(at, at + length));
  return parts;
}

/** The same seed gives the same number: the first one of a 48-bit linear congruential generator, as on the JVM. */
function seeded(seed: number): number {
  const multiplier = 0x5deece66dn;
  const mask = (1n << 48n) - 1n;
  let state = (BigInt(Math.trunc(seed)) ^ multiplier) & mask;
  const next = (bits: bigint): bigint => {
    state = (state * multiplier + 0xbn) & mask;
    return state >> (48n - bits);
  };
  return Number((next(26n) << 27n) + next(27n)) / 2 ** 53;
}

const formatter = jsonata('$fromMillis($at, $picture, $zone)');

function now(at: number, picture: string | undefined, zone: string | undefined): unknown {
  if (picture === undefined) return new Date(at).toISOString();
  return formatter.evaluate(undefined, { at, picture, zone });
}
