import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Item, Value } from '#local/dynamodb/attribute-value.ts';
import { placeholdersOf } from '#local/dynamodb/placeholders.ts';
import { applyUpdate, readUpdate } from '#local/dynamodb/update.ts';
import { aDynamo, key, plainTable } from './table-under-test.ts';

const updated = (text: string, before: Item, values: Item = {}): Item => {
  const given = Object.keys(values).length === 0 ? {} : { ExpressionAttributeValues: values };
  const placeholders = placeholdersOf({ UpdateExpression: text, ...given }, ['UpdateExpression']);
  const actions = readUpdate(text, placeholders);
  placeholders.checkAllUsed();
  return applyUpdate(actions, before);
};
const n = (value: number): Value => ({ N: String(value) });
const s = (value: string): Value => ({ S: value });

describe('an update', () => {
  const before: Item = {
    cnt: n(5),
    li: { L: [n(0), n(1), n(2), n(3)] },
    doc: { M: { a: n(1), nested: { M: { x: s('x') } } } },
    tags: { SS: ['red', 'blue'] },
  };
  it.each<[string, Item, Item]>([
    ['SET fresh = :v', { ':v': s('new') }, { fresh: s('new') }],
    ['SET tot = cnt + :v', { ':v': n(2) }, { tot: n(7) }],
    ['SET tot = :v - cnt', { ':v': n(2) }, { tot: n(-3) }],
    ['SET a1 = cnt, cnt = :v', { ':v': n(0) }, { a1: n(5), cnt: n(0) }],
    ['SET a1 = if_not_exists(cnt, :v)', { ':v': n(0) }, { a1: n(5) }],
    ['SET a1 = if_not_exists(nothing, :v) + :one', { ':v': n(0), ':one': n(1) }, { a1: n(1) }],
    ['SET li = list_append(li, :v)', { ':v': { L: [n(4)] } }, { li: { L: [0, 1, 2, 3, 4].map(n) } }],
    ['SET li = list_append(:v, li)', { ':v': { L: [n(-1)] } }, { li: { L: [-1, 0, 1, 2, 3].map(n) } }],
    [
      'SET logs = list_append(if_not_exists(logs, :nil), :v)',
      { ':v': { L: [n(1)] }, ':nil': { L: [] } },
      { logs: { L: [n(1)] } },
    ],
    ['SET li[1] = :v', { ':v': n(9) }, { li: { L: [0, 9, 2, 3].map(n) } }],
    ['SET li[70] = :a, li[50] = :b', { ':a': n(70), ':b': n(50) }, { li: { L: [0, 1, 2, 3, 50, 70].map(n) } }],
    [
      'SET doc.b = :v, doc.nested.x = doc.a',
      { ':v': n(2) },
      { doc: { M: { a: n(1), nested: { M: { x: n(1) } }, b: n(2) } } },
    ],
    ['REMOVE li[0], li[2]', {}, { li: { L: [1, 3].map(n) } }],
    ['REMOVE li[1] SET li[3] = :v', { ':v': n(9) }, { li: { L: [0, 2, 9].map(n) } }],
    ['REMOVE li[9], nothing, doc.nothing', {}, {}],
    ['REMOVE doc.nested.x', {}, { doc: { M: { a: n(1), nested: { M: {} } } } }],
    ['ADD cnt :v, fresh :v', { ':v': n(-6) }, { cnt: n(-1), fresh: n(-6) }],
    ['ADD tags :v', { ':v': { SS: ['blue', 'green'] } }, { tags: { SS: ['red', 'blue', 'green'] } }],
    ['ADD doc.a :v', { ':v': n(1) }, { doc: { M: { a: n(2), nested: { M: { x: s('x') } } } } }],
    ['DELETE tags :v', { ':v': { SS: ['blue', 'other'] } }, { tags: { SS: ['red'] } }],
    ['DELETE nothing :v', { ':v': { SS: ['blue'] } }, {}],
    ['set a1 = (cnt + :v) remove doc add cnt :v', { ':v': n(1) }, { a1: n(6), cnt: n(6), doc: n(0) }],
  ])('%s', (text, values, changes) => {
    const expected: Item = { ...before, ...changes };
    if (text.includes('remove doc')) delete expected['doc'];
    const untouched = structuredClone(before);
    expect(updated(text, before, values)).toEqual(expected);
    expect(before).toEqual(untouched);
  });

  it('takes a set away with its last member', () => {
    expect(updated('DELETE tags :v', { tags: { SS: ['a'] }, other: n(1) }, { ':v': { SS: ['a'] } })).toEqual({
      other: n(1),
    });
  });

  it.each<[string, Item, string]>([
    ['SET a1 = nothing', {}, 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET a1 = doc + :v', { ':v': n(1) }, 'An operand in the update expression has an incorrect data type'],
    [
      'SET a1 = list_append(cnt, :v)',
      { ':v': { L: [] } },
      'An operand in the update expression has an incorrect data type',
    ],
    ['ADD tags :v', { ':v': n(1) }, 'An operand in the update expression has an incorrect data type'],
    ['SET nothing.x = :v', { ':v': n(1) }, 'The document path provided in the update expression is invalid for update'],
    ['SET cnt.x = :v', { ':v': n(1) }, 'The document path provided in the update expression is invalid for update'],
    ['SET doc[0] = :v', { ':v': n(1) }, 'The document path provided in the update expression is invalid for update'],
    ['REMOVE nothing.x', {}, 'The document path provided in the update expression is invalid for update'],
  ])('%s does not fit this item', (text, values, message) => {
    expect(() => updated(text, before, values)).toThrow(message);
  });
});

describe('UpdateItem', async () => {
  const table = await aDynamo(plainTable);

  it('makes an item that was not there, with its key', async () => {
    await table.update(key('a', '1'), 'SET note = :v', { ExpressionAttributeValues: { ':v': s('x') } });
    expect((await table.get(key('a', '1'))).Item).toEqual({ ...key('a', '1'), note: s('x') });
    await table.ask('UpdateItem', { TableName: 'things', Key: key('a', 'bare') });
    expect((await table.get(key('a', 'bare'))).Item).toEqual(key('a', 'bare'));
  });

  it('returns what is asked for, down to the path', async () => {
    const before = { ...key('a', '2'), cnt: n(1), doc: { M: { x: n(1), y: n(2) } }, li: { L: [n(1), n(2)] } };
    await table.put(before);
    const change = (ReturnValues: string, more: object = {}) =>
      table.update(key('a', '2'), 'SET doc.x = :v, li[1] = :v REMOVE fresh ADD cnt :one', {
        ExpressionAttributeValues: { ':v': n(7), ':one': n(1) },
        ReturnValues,
        ...more,
      });
    expect(await change('UPDATED_OLD')).toEqual({
      Attributes: { cnt: n(1), doc: { M: { x: n(1) } }, li: { L: [n(2)] } },
    });
    expect(await change('UPDATED_NEW')).toEqual({
      Attributes: { cnt: n(3), doc: { M: { x: n(7) } }, li: { L: [n(7)] } },
    });
    expect((await change('ALL_OLD')).Attributes.cnt).toEqual(n(3));
    expect((await change('ALL_NEW')).Attributes).toEqual({
      ...before,
      cnt: n(5),
      doc: { M: { x: n(7), y: n(2) } },
      li: { L: [n(1), n(7)] },
    });
    expect(await change('NONE')).toEqual({});
  });

  it('leaves out what there is nothing of', async () => {
    const answer = await table.update(key('a', '3'), 'SET x = :v', {
      ExpressionAttributeValues: { ':v': s('x') },
      ReturnValues: 'ALL_OLD',
    });
    expect(answer).toEqual({});
  });
});

// A second, naive way to update: lists with holes for what goes, swept at the end.
type Step = { kind: 'set' | 'remove' | 'add'; at: 'x' | 'y' | `l[${number}]` | `m.${string}`; value: number };
const step = fc.record({
  kind: fc.constantFrom('set' as const, 'remove' as const, 'add' as const),
  at: fc.constantFrom(
    'x' as const,
    'y' as const,
    'l[0]' as const,
    'l[1]' as const,
    'l[2]' as const,
    'l[5]' as const,
    'l[7]' as const,
    'm.a' as const,
    'm.b' as const,
  ),
  value: fc.integer({ min: -5, max: 5 }),
});
const start = fc.record({
  x: fc.option(fc.integer({ min: 0, max: 9 })),
  l: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 4 }),
  m: fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.integer({ min: 0, max: 9 })),
});
const gone = Symbol('gone');

const naively = (steps: readonly Step[], { x, l, m }: { x: number | null; l: number[]; m: Record<string, number> }) => {
  const top = new Map<string, number>(x === null ? [] : [['x', x]]);
  const li: (number | typeof gone)[] = [...l];
  const late: [number, number][] = [];
  const doc = new Map(Object.entries(m));
  for (const { kind, at, value } of steps) {
    const index = at.startsWith('l') ? Number(at.slice(2, -1)) : undefined;
    if (index !== undefined) {
      const result = kind === 'set' ? value : kind === 'add' ? (l[index] ?? 0) + value : gone;
      if (index < l.length) li[index] = result;
      else if (result !== gone) late.push([index, result]);
      continue;
    }
    const [home, member] = at.startsWith('m.') ? [doc, at.slice(2)] : [top, at];
    if (kind === 'remove') home.delete(member);
    else home.set(member, kind === 'set' ? value : (home.get(member) ?? 0) + value);
  }
  late.sort(([one], [other]) => one - other);
  return { top, li: [...li, ...late.map(([, value]) => value)].filter((value) => value !== gone), doc };
};

describe('any update', () => {
  it('does what a naive one does', () => {
    const steps = fc.uniqueArray(step, { minLength: 1, selector: ({ at }) => at });
    fc.assert(
      fc.property(steps, start, (actions, item) => {
        const values: Item = {};
        const section = (kind: Step['kind'], word: string, write: (one: Step, value: string) => string): string[] => {
          const own = actions.filter((one) => one.kind === kind);
          const parts = own.map((one) => {
            const placeholder = `:v${Object.keys(values).length}`;
            if (kind !== 'remove') values[placeholder] = n(one.value);
            return write(one, placeholder);
          });
          return own.length === 0 ? [] : [`${word} ${parts.join(', ')}`];
        };
        const text = [
          ...section('add', 'ADD', ({ at }, value) => `${at} ${value}`),
          ...section('remove', 'REMOVE', ({ at }) => at),
          ...section('set', 'SET', ({ at }, value) => `${at} = ${value}`),
        ].join(' ');
        const numbers = (of: Iterable<[string, number]>) =>
          Object.fromEntries([...of].map(([name, one]) => [name, n(one)]));
        const before: Item = {
          ...(item.x === null ? {} : { x: n(item.x) }),
          l: { L: item.l.map(n) },
          m: { M: numbers(Object.entries(item.m)) },
        };
        const { top, li, doc } = naively(actions, item);
        const expected = { ...numbers(top), l: { L: li.map(Number).map(n) }, m: { M: numbers(doc) } };
        expect(updated(text, before, values), text).toEqual(expected);
      }),
      { numRuns: 3000 },
    );
  });
});
