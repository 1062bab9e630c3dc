import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addNumbers, encodeNumber, normalNumber, sizeOfNumber } from '#local/dynamodb/numbers.ts';
import { encodeKey } from '#local/dynamodb/value-order.ts';

/** A decimal as an integer and a power of ten, with its text in some form that people write. */
const decimal = fc
  .record({
    digits: fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }),
    negative: fc.boolean(),
    power: fc.integer({ min: -110, max: 80 }),
    plus: fc.boolean(),
    zeros: fc.nat({ max: 3 }),
  })
  .map(({ digits, negative, power, plus, zeros }) => ({
    value: { digits: negative ? -digits : digits, power },
    text: `${negative ? '-' : plus ? '+' : ''}${'0'.repeat(zeros)}${digits}e${power}`,
  }));
type Exact = { digits: bigint; power: number };

const compareExact = (one: Exact, other: Exact): number => {
  const power = Math.min(one.power, other.power);
  const [a, b] = [one, other].map(({ digits, power: own }) => digits * 10n ** BigInt(own - power));
  return a === b ? 0 : (a ?? 0n) < (b ?? 0n) ? -1 : 1;
};

describe('a number', () => {
  it('sorts by its bytes as by its value', () => {
    fc.assert(
      fc.property(decimal, decimal, (one, other) => {
        const order = Buffer.compare(encodeNumber(normalNumber(one.text)), encodeNumber(normalNumber(other.text)));
        expect(order).toBe(compareExact(one.value, other.value));
      }),
      { numRuns: 2000 },
    );
  });

  it('has one normal form, however it is written', () => {
    fc.assert(
      fc.property(decimal, ({ text, value }) => {
        const normal = normalNumber(text);
        expect(normalNumber(normal)).toBe(normal);
        expect(normal).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/);
        const [whole = '', fraction = ''] = normal.split('.');
        const exact = { digits: BigInt(whole + fraction), power: -fraction.length };
        expect(compareExact(exact, value)).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });

  it('is added exactly', () => {
    const small = fc.integer({ min: -(10 ** 9), max: 10 ** 9 });
    fc.assert(
      fc.property(
        small,
        fc.nat({ max: 6 }),
        small,
        fc.nat({ max: 6 }),
        fc.constantFrom(1 as const, -1 as const),
        (a, placesA, b, placesB, sign) => {
          const sum = addNumbers(normalNumber(`${a}e-${placesA}`), normalNumber(`${b}e-${placesB}`), sign);
          const exact =
            BigInt(a) * 10n ** BigInt(12 - placesA) + BigInt(sign) * BigInt(b) * 10n ** BigInt(12 - placesB);
          expect(sum).toBe(normalNumber(`${exact}e-12`));
        },
      ),
    );
  });

  it.each([
    ['007.500', '7.5'],
    ['-0', '0'],
    ['.5', '0.5'],
    ['5.', '5'],
    ['1e3', '1000'],
    ['1.5E-3', '0.0015'],
    ['1e-130', `0.${'0'.repeat(129)}1`],
    ['9.9e125', `99${'0'.repeat(124)}`],
  ])('%s is %s', (raw, normal) => {
    expect(normalNumber(raw)).toBe(normal);
  });

  it.each([
    ['', 'The parameter cannot be converted to a numeric value'],
    ['abc', 'The parameter cannot be converted to a numeric value: abc'],
    ['1 2', 'The parameter cannot be converted to a numeric value: 1 2'],
    ['1'.repeat(39), 'Attempting to store more than 38 significant digits in a Number'],
    ['1e126', 'Number overflow. Attempting to store a number with magnitude larger than supported range'],
    ['1e-131', 'Number underflow. Attempting to store a number with magnitude smaller than supported range'],
  ])('%j is refused', (raw, message) => {
    expect(() => normalNumber(raw)).toThrow(message);
  });

  it.each([
    ['0', 1],
    ['1', 2],
    ['12', 2],
    ['123', 3],
    ['-123', 4],
    ['1000', 2],
    ['0.05', 2],
    ['1777777777', 6],
  ])('%s takes %i bytes', (text, bytes) => {
    expect(sizeOfNumber(text)).toBe(bytes);
  });
});

describe('a key', () => {
  it('of text sorts by code point, not as JavaScript sorts', () => {
    const text = fc.string({ unit: 'binary', maxLength: 6 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        const points = (of: string) => Array.from(of, (char) => char.codePointAt(0) ?? 0);
        const [a, b] = [points(one), points(other)];
        const at = a.findIndex((point, index) => point !== b[index]);
        const order = at === -1 ? Math.sign(a.length - b.length) : Math.sign((a[at] ?? 0) - (b[at] ?? -1));
        expect(Buffer.compare(encodeKey({ S: one }), encodeKey({ S: other }))).toBe(order);
      }),
      { numRuns: 2000 },
    );
  });

  it('of bytes sorts byte by byte, without sign', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const encoded = [one, other].map((of) => encodeKey({ B: Buffer.from(of).toString('base64') }));
        expect(Buffer.compare(encoded[0] ?? one, encoded[1] ?? other)).toBe(Buffer.compare(one, other));
      }),
    );
  });
});
