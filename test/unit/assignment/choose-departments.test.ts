// Nobody is handed what is not theirs, and everyone can see why.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseDepartments } from '#functions/assignment/choose-departments.ts';
import { aCity, aUnit } from '#test/builders/city.ts';
import { aLeaf } from '#test/builders/city-catalogue.ts';

const city = aCity();
const choose = (categoryPath: string, area?: string) => chooseDepartments({ categoryPath, area }, city);

describe('the catalogue', () => {
  it('names the lead and the assisting units', () => {
    expect(choose('environment/noise', 'willow')).toEqual({
      outcome: 'chosen',
      lead: 'environment',
      assisting: ['urban-management'],
      because: { rule: 'catalogue-unit', categoryPath: 'environment/noise' },
    });
  });

  it('gives a district matter to the district of the place', () => {
    expect(choose('city/rubbish', 'pine')).toMatchObject({
      lead: 'west-district',
      because: { rule: 'catalogue-area' },
    });
    expect(choose('city/rubbish', 'east-lake')).toMatchObject({ lead: 'east-district' });
  });

  it('names who leads when the place is not known', () => {
    expect(choose('city/rubbish')).toMatchObject({
      lead: 'urban-management',
      because: { rule: 'catalogue-otherwise' },
    });
  });

  it('does not take a district for a township', () => {
    expect(choose('community/neighbours', 'west-hill')).toMatchObject({
      lead: 'east-district',
      because: { rule: 'catalogue-otherwise' },
    });
  });

  it('refuses a category that it does not hold', () => {
    expect(choose('city/unheard-of')).toEqual({ outcome: 'refused', reason: 'unknown-category' });
  });
});

describe('the grassroots guard', () => {
  it('lets a township lead what is on its basic list, and names the line', () => {
    expect(choose('community/neighbours', 'willow')).toEqual({
      outcome: 'chosen',
      lead: 'willow-town',
      assisting: [],
      because: { rule: 'catalogue-area', categoryPath: 'community/neighbours', dutyLine: 'village-disputes' },
    });
  });

  it('lets it only assist with what is on its assisting list', () => {
    expect(choose('city/illegal-building', 'willow')).toEqual({
      outcome: 'chosen',
      lead: 'urban-management',
      assisting: ['willow-town'],
      because: {
        rule: 'catalogue-area',
        categoryPath: 'city/illegal-building',
        dutyLine: 'illegal-building',
        insteadOf: [{ unit: 'willow-town', reason: 'assisting-only' }],
      },
    });
  });

  it('gives what was taken back to its owner, without the township', () => {
    expect(choose('environment/straw-burning', 'pine')).toMatchObject({
      lead: 'environment',
      assisting: [],
      because: { insteadOf: [{ unit: 'pine-town', reason: 'taken-back' }] },
    });
  });

  it('gives what is on no list to the district of the township', () => {
    expect(choose('community/snow', 'bridge')).toMatchObject({
      lead: 'east-district',
      assisting: [],
      because: { insteadOf: [{ unit: 'bridge-street', reason: 'not-on-a-duty-list' }] },
    });
  });
});

describe('a contractor', () => {
  it('may assist', () => {
    expect(choose('transport/roads')).toMatchObject({ assisting: ['street-cleaning', 'urban-management'] });
  });

  it('never leads: the unit it works for does', () => {
    const leaf = aLeaf('city/sweeping', '清扫', ['清扫', '扫地', '落叶'], {
      lead: { by: 'unit', unit: 'street-cleaning' },
    });
    const pack = aCity({ catalogue: { branches: city.catalogue.branches, leaves: [leaf] } });
    expect(chooseDepartments({ categoryPath: leaf.path }, pack)).toMatchObject({
      lead: 'urban-management',
      because: { insteadOf: [{ unit: 'street-cleaning', reason: 'contractor' }] },
    });
  });

  it('leaves nobody when it works for no one', () => {
    const leaf = aLeaf('city/sweeping', '清扫', ['清扫', '扫地', '落叶'], { lead: { by: 'unit', unit: 'orphan' } });
    const pack = aCity({
      catalogue: { branches: city.catalogue.branches, leaves: [leaf] },
      departments: { areas: [], units: [aUnit('orphan', '无主公司', { kind: 'contractor' })] },
    });
    expect(chooseDepartments({ categoryPath: leaf.path }, pack)).toEqual({
      outcome: 'refused',
      reason: 'nobody-may-lead',
    });
  });
});

it('never lets a contractor lead, nor a township without its basic list, whatever the pack says', () => {
  const kinds = fc.constantFrom('agency' as const, 'township' as const, 'contractor' as const, 'district' as const);
  const lists = fc.constantFrom('basic' as const, 'assisting' as const, 'taken-back' as const, undefined);
  const ids = ['u0', 'u1', 'u2', 'u3', 'u4'];
  const id = fc.constantFrom(...ids);
  const units = fc.tuple(
    ...ids.map((unit) =>
      fc.record({
        id: fc.constant(unit),
        kind: kinds,
        parent: fc.option(id, { nil: undefined }),
        area: fc.constantFrom('willow', 'east-lake', undefined),
      }),
    ),
  );
  fc.assert(
    fc.property(
      units,
      lists,
      id,
      id,
      fc.array(id, { maxLength: 3 }),
      fc.boolean(),
      (drawn, list, lead, owner, assisting, byArea) => {
        const leaf = aLeaf('city/any', '任意', ['任意', '随便', '都行'], {
          lead: byArea ? { by: 'area', level: 'township', otherwise: lead } : { by: 'unit', unit: lead },
          assisting,
          ...(list ? { dutyLine: 'line' } : {}),
        });
        const pack = aCity({
          departments: {
            areas: city.departments.areas,
            units: drawn.map(({ id: unit, ...rest }) => aUnit(unit, unit, rest)),
          },
          catalogue: { branches: city.catalogue.branches, leaves: [leaf] },
          dutyLists: list ? { lines: [{ id: 'line', list, name: leaf.name, leads: owner }] } : { lines: [] },
        });
        const chosen = chooseDepartments({ categoryPath: leaf.path, area: 'willow' }, pack);
        const kindOf = (unit: string) => pack.departments.units.find((known) => known.id === unit)?.kind;
        if (chosen.outcome === 'refused') return;
        expect(kindOf(chosen.lead)).not.toBe('contractor');
        if (kindOf(chosen.lead) === 'township') expect(list).toBe('basic');
        expect(chosen.assisting).not.toContain(chosen.lead);
        for (const unit of chosen.assisting) {
          if (kindOf(unit) === 'township') expect(['basic', 'assisting']).toContain(list);
        }
      },
    ),
  );
});
