// Who can be signed in as when the sample city runs on one machine: every role once, for units that there are.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { RoleSchema } from '#schemas/session.ts';

const pack = loadPack('cities/linjiang');
const people: { sub: string; claims: { roles: string[]; units?: string[] } }[] = JSON.parse(
  readFileSync('cities/linjiang/sample/people.json', 'utf8'),
);

describe('people of the sample city', () => {
  it('have every role there is, and no other', () => {
    expect([...new Set(people.flatMap((one) => one.claims.roles))].sort()).toEqual([...RoleSchema.options].sort());
  });

  it('belong to units of the city, and no two are one', () => {
    const units = pack.departments.units.map((unit) => unit.id);
    for (const { claims } of people) expect(units).toEqual(expect.arrayContaining(claims.units ?? []));
    expect(new Set(people.map((one) => one.sub)).size).toBe(people.length);
  });
});
