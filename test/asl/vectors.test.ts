// The state machine engine against answers recorded from AWS, and against our own vectors.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judge } from './judge.ts';
import { ownFiles, readVectors, recordedFiles } from './vector.ts';

const own = ownFiles();
const recorded = recordedFiles();
const promised = readFileSync(join(import.meta.dirname, 'passing.txt'), 'utf8')
  .split('\n')
  .filter(Boolean);
const atHand = new Set([...own, ...recorded].flatMap((file) => readVectors(file).map(({ id }) => id)));

for (const file of [...own, ...recorded]) {
  describe(basename(file), () => {
    it.each(readVectors(file).map((vector): [string, typeof vector] => [vector.id, vector]))(
      '%s',
      async (_, vector) => {
        const { levels } = await judge(vector);
        expect(levels).toEqual({});
      },
    );
  });
}

describe('the list of passing vectors', () => {
  it.skipIf(recorded.length === 0)('never loses one (the recorded ones are skipped when they are not at hand)', () => {
    expect(promised.filter((id) => !atHand.has(id))).toEqual([]);
  });

  it('knows every vector of our own', () => {
    const ids = own.flatMap((file) => readVectors(file).map(({ id }) => id));
    expect(ids.filter((id) => !promised.includes(id))).toEqual([]);
  });
});
