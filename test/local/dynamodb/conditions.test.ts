import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item, Value } from '#local/dynamodb/attribute-value.ts';
import { readCondition } from '#local/dynamodb/condition.ts';
import { meets } from '#local/dynamodb/meets.ts';
import { placeholdersOf } from '#local/dynamodb/placeholders.ts';

const holds = (text: string, item: Item, values: Item = {}, names: Record<string, string> = {}): boolean => {
  const placeholders = placeholdersOf(
    {
      ConditionExpression: text,
      ...(Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values }),
      ...(Object.keys(names).length === 0 ? {} : { ExpressionAttributeNames: names }),
    },
    ['ConditionExpression'],
  );
  const condition = readCondition(text, 'ConditionExpression', placeholders);
  placeholders.checkAllUsed();
  return meets(condition, item);
};

describe('a condition', () => {
  const item: Item = {
    pk: { S: 'p' },
    n: { N: '10' },
    s: { S: 'hello' },
    b: { B: 'AQID' },
    fine: { BOOL: true },
    nil: { NULL: true },
    tg: { SS: ['red', 'blue'] },
    nums: { NS: ['1', '2.5'] },
    li: { L: [{ N: '1' }, { M: { dp: { S: 'x' } } }] },
    doc: { M: { a: { N: '1' }, 'with space': { S: 'odd' } } },
    blank: { S: '' },
  };
  it.each<[string, Item, boolean]>([
    ['n = :v', { ':v': { N: '10.0' } }, true],
    ['n = :v', { ':v': { S: '10' } }, false],
    ['n <> :v', { ':v': { S: '10' } }, true],
    ['absent <> :v', { ':v': { S: '10' } }, true],
    ['absent = :v', { ':v': { S: '10' } }, false],
    ['NOT absent = :v', { ':v': { S: '10' } }, true],
    ['absent < :v', { ':v': { N: '10' } }, false],
    ['n < :v', { ':v': { N: '9' } }, false],
    ['n > :v', { ':v': { N: '9' } }, true],
    ['n > :v', { ':v': { S: '9' } }, false],
    [':v < n', { ':v': { N: '9' } }, true],
    ['s BETWEEN :a AND :b', { ':a': { S: 'h' }, ':b': { S: 'i' } }, true],
    ['n between :a and :b', { ':a': { N: '10' }, ':b': { N: '10' } }, true],
    [':v BETWEEN n AND nums', { ':v': { N: '11' } }, false],
    ['n IN (:a, :b)', { ':a': { N: '1' }, ':b': { N: '10' } }, true],
    ['n IN (:a)', { ':a': { N: '1' } }, false],
    ['attribute_exists(doc.a)', {}, true],
    ['attribute_exists(doc.b)', {}, false],
    ['attribute_exists(doc.toString)', {}, false],
    ['attribute_not_exists(li[2])', {}, true],
    ['attribute_exists(li[1].dp)', {}, true],
    ['attribute_exists(blank)', {}, true],
    ['attribute_type(tg, :t)', { ':t': { S: 'SS' } }, true],
    ['attribute_type(tg, :t)', { ':t': { S: 'L' } }, false],
    ['begins_with(s, :p)', { ':p': { S: 'he' } }, true],
    ['begins_with(n, :p)', { ':p': { S: '1' } }, false],
    ['begins_with(b, :p)', { ':p': { B: 'AQI=' } }, true],
    ['contains(s, :p)', { ':p': { S: 'ell' } }, true],
    ['contains(tg, :p)', { ':p': { S: 'red' } }, true],
    ['contains(tg, :p)', { ':p': { S: 're' } }, false],
    ['contains(nums, :p)', { ':p': { N: '2.50' } }, true],
    ['contains(li, :p)', { ':p': { N: '1' } }, true],
    ['contains(b, :p)', { ':p': { B: 'Ag==' } }, true],
    ['size(s) = :n', { ':n': { N: '5' } }, true],
    ['size(b) = :n', { ':n': { N: '3' } }, true],
    ['size(tg) >= :n', { ':n': { N: '2' } }, true],
    ['size(doc) = :n', { ':n': { N: '2' } }, true],
    ['size(n) = :n', { ':n': { N: '2' } }, false],
    ['tg = :v', { ':v': { SS: ['blue', 'red'] } }, true],
    ['doc = :v', { ':v': { M: { 'with space': { S: 'odd' }, a: { N: '1' } } } }, true],
    ['(n = :a OR n = :b) AND fine = :t', { ':a': { N: '1' }, ':b': { N: '10' }, ':t': { BOOL: true } }, true],
    ['n = :a OR n = :b AND fine = :f', { ':a': { N: '10' }, ':b': { N: '1' }, ':f': { BOOL: false } }, true],
    ['not (n = :a) and attribute_exists(nil)', { ':a': { N: '1' } }, true],
    ['(n) = (:a)', { ':a': { N: '10' } }, true],
  ])('%s with %j is %s', (text, values, expected) => {
    expect(holds(text, item, values)).toBe(expected);
  });

  it('names attributes that are reserved, nested or odd by placeholders', () => {
    expect(holds('#m.#odd = :v', item, { ':v': { S: 'odd' } }, { '#m': 'doc', '#odd': 'with space' })).toBe(true);
    // A dot in a placeholder's name is part of the name, not a path.
    expect(holds('attribute_exists(#dotted)', item, {}, { '#dotted': 'doc.a' })).toBe(false);
  });
});

// A second, naive reading of conditions over plain values, to compare with.
type Plain = number | string | boolean | null | string[];
type Naive =
  | { op: 'cmp'; sign: '=' | '<>' | '<' | '<=' | '>' | '>='; name: string; value: Plain }
  | { op: 'between'; name: string; low: number; high: number }
  | { op: 'in'; name: string; values: Plain[] }
  | { op: 'exists' | 'missing'; name: string }
  | { op: 'begins' | 'contains'; name: string; value: string }
  | { op: 'size'; name: string; value: number }
  | { op: 'not'; of: Naive }
  | { op: 'and'; of: Naive[] }
  | { op: 'or'; of: Naive[] };

const plain: fc.Arbitrary<Plain> = fc.oneof(
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom('', 'a', 'ab', 'b', 'ba'),
  fc.boolean(),
  fc.constant(null),
  fc.uniqueArray(fc.constantFrom('a', 'b', 'ab'), { minLength: 1 }),
);
const ordered = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom('', 'a', 'ab', 'b'));
const name = fc.constantFrom('one', 'two', 'three');
const naive = fc.letrec<{ any: Naive; leaf: Naive }>((tie) => ({
  leaf: fc.oneof(
    fc.record({
      op: fc.constant('cmp' as const),
      sign: fc.constantFrom('=' as const, '<>' as const),
      name,
      value: plain,
    }),
    fc.record({
      op: fc.constant('cmp' as const),
      sign: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const),
      name,
      value: ordered,
    }),
    fc
      .tuple(name, fc.integer({ min: -3, max: 3 }), fc.nat({ max: 3 }))
      .map(([of, low, more]) => ({ op: 'between' as const, name: of, low, high: low + more })),
    fc.record({ op: fc.constant('in' as const), name, values: fc.array(plain, { minLength: 1, maxLength: 3 }) }),
    fc.record({ op: fc.constantFrom('exists' as const, 'missing' as const), name }),
    fc.record({ op: fc.constantFrom('begins' as const, 'contains' as const), name, value: fc.constantFrom('a', 'b') }),
    fc.record({ op: fc.constant('size' as const), name, value: fc.nat({ max: 2 }) }),
  ),
  any: fc.oneof(
    { depthSize: 'small' },
    tie('leaf'),
    fc.record({ op: fc.constant('not' as const), of: tie('any') }),
    fc.record({ op: fc.constant('and' as const), of: fc.array(tie('any'), { minLength: 2, maxLength: 3 }) }),
    fc.record({ op: fc.constant('or' as const), of: fc.array(tie('any'), { minLength: 2, maxLength: 3 }) }),
  ),
})).any;

const asValue = (value: Plain): Value => {
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  return value === null ? { NULL: true } : { SS: value };
};
const same = (one: Plain | undefined, other: Plain): boolean =>
  Array.isArray(one) && Array.isArray(other)
    ? JSON.stringify([...one].sort()) === JSON.stringify([...other].sort())
    : one === other;

const judge = (condition: Naive, item: Record<string, Plain>): boolean => {
  if (condition.op === 'not') return !judge(condition.of, item);
  if (condition.op === 'and') return condition.of.every((one) => judge(one, item));
  if (condition.op === 'or') return condition.of.some((one) => judge(one, item));
  const value = item[condition.name];
  switch (condition.op) {
    case 'exists':
      return value !== undefined;
    case 'missing':
      return value === undefined;
    case 'between':
      return typeof value === 'number' && value >= condition.low && value <= condition.high;
    case 'in':
      return condition.values.some((one) => same(value, one));
    case 'begins':
      return typeof value === 'string' && value.startsWith(condition.value);
    case 'contains':
      return (typeof value === 'string' || Array.isArray(value)) && value.includes(condition.value);
    case 'size':
      return (typeof value === 'string' || Array.isArray(value)) && value.length === condition.value;
    case 'cmp': {
      if (condition.sign === '=') return same(value, condition.value);
      if (condition.sign === '<>') return !same(value, condition.value);
      if (typeof value !== typeof condition.value || typeof value === 'object') return false;
      const [a, b] = [value ?? 0, condition.value ?? 0];
      if (condition.sign === '<') return a < b;
      if (condition.sign === '<=') return a <= b;
      return condition.sign === '>' ? a > b : a >= b;
    }
    default:
      return condition satisfies never;
  }
};

/** The condition as an expression, with no more parentheses than it needs. */
const write = (condition: Naive, values: Item, inside: 'or' | 'and' | 'not' = 'or'): string => {
  const given = (value: Value): string => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = value;
    return placeholder;
  };
  switch (condition.op) {
    case 'not':
      return `NOT ${write(condition.of, values, 'not')}`;
    case 'and':
    case 'or': {
      const text = condition.of.map((one) => write(one, values, condition.op)).join(` ${condition.op.toUpperCase()} `);
      const binds = inside === 'or' || (inside === 'and' && condition.op === 'and');
      return binds ? text : `(${text})`;
    }
    case 'exists':
      return `attribute_exists(${condition.name})`;
    case 'missing':
      return `attribute_not_exists(${condition.name})`;
    case 'between':
      return `${condition.name} BETWEEN ${given({ N: String(condition.low) })} AND ${given({ N: String(condition.high) })}`;
    case 'in':
      return `${condition.name} IN (${condition.values.map((one) => given(asValue(one))).join(', ')})`;
    case 'begins':
      return `begins_with(${condition.name}, ${given({ S: condition.value })})`;
    case 'contains':
      return `contains(${condition.name}, ${given({ S: condition.value })})`;
    case 'size':
      return `size(${condition.name}) = ${given({ N: String(condition.value) })}`;
    case 'cmp':
      return `${condition.name} ${condition.sign} ${given(asValue(condition.value))}`;
    default:
      return condition satisfies never;
  }
};

describe('any condition', () => {
  it('holds when a naive reading of it holds', () => {
    const items = fc.dictionary(name, plain, { maxKeys: 3 });
    fc.assert(
      fc.property(naive, items, (condition, item) => {
        const values: Item = {};
        const text = write(condition, values);
        const stored = Object.fromEntries(Object.entries(item).map(([of, value]) => [of, asValue(value)]));
        expect(holds(text, stored, values), text).toBe(judge(condition, item));
      }),
      { numRuns: 3000 },
    );
  });
});
