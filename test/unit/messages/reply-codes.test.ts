// A code means one thing on one telephone.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { codesAt, meaningOf, placeFor } from '#functions/messages/reply-codes.ts';

const place = fc.integer({ min: 1, max: 16 });
const role = fc.constantFrom('citizen' as const, 'unit' as const);

it('a code means the task and the answer that it was given for, and nothing else', () => {
  fc.assert(
    fc.property(role, place, (who, where) => {
      const codes = Object.values(codesAt(who, where)).map(Number);
      expect(codes.map(meaningOf)).toEqual(codes.map((_, index) => ({ role: who, place: where, choice: index + 1 })));
    }),
  );
});

it('no two places share a code', () => {
  const all = Array.from({ length: 16 }, (_, index) => index + 1).flatMap((where) => [
    ...Object.values(codesAt('citizen', where)),
    ...Object.values(codesAt('unit', where)),
  ]);
  expect(new Set(all).size).toBe(all.length);
});

it('a task keeps its place, and a new one takes the first that is free', () => {
  const at = (id: string, where: number) => ({ ref: { kind: 'case', id }, taskId: 't', place: where });
  const own = { ref: { kind: 'case', id: 'new' }, taskId: 't' };
  expect(placeFor(own, [])).toBe(1);
  expect(placeFor(own, [at('a', 1), at('b', 3)])).toBe(2);
  expect(placeFor(own, [at('a', 1), at('new', 5)])).toBe(5);
});
