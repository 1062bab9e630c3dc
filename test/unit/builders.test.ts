// The made-up city of the tests is a city pack like any other.
import { expect, it } from 'vitest';
import { CityPackSchema } from '#schemas/city/pack.ts';
import { aCity } from '#test/builders/city.ts';

it('builds a city that parses as a pack', () => {
  const parsed = CityPackSchema.safeParse(aCity());
  expect(parsed.error?.issues ?? []).toEqual([]);
});
