// The sample pack: large enough to be a city, and whole.
import { describe, expect, it } from 'vitest';
import { loadPack } from '#cities/load-pack.ts';
import { chooseDepartments } from '#functions/assignment/choose-departments.ts';
import { CityPackSchema } from '#schemas/city/pack.ts';

const pack = loadPack('cities/linjiang');
const { units, areas } = pack.departments;
const { branches, leaves } = pack.catalogue;

describe('the pack of Linjiang', () => {
  it('parses, and has the same hash each time', () => {
    expect(CityPackSchema.parse(pack)).toEqual(pack);
    expect(loadPack('cities/linjiang').hash).toBe(pack.hash);
  });

  it('is a city: about 40 units, 120 leaves and 60 service items at least', () => {
    expect(units.length).toBeGreaterThanOrEqual(40);
    expect(leaves.length).toBeGreaterThanOrEqual(120);
    expect(pack.serviceList.items.length).toBeGreaterThanOrEqual(60);
    expect(pack.dutyLists.lines.length).toBeGreaterThanOrEqual(20);
  });

  it('has a unit of every kind, and 3 districts and 3 townships at least', () => {
    expect(new Set(units.map(({ kind }) => kind)).size).toBe(9);
    expect(units.filter(({ kind }) => kind === 'district').length).toBeGreaterThanOrEqual(3);
    expect(units.filter(({ kind }) => kind === 'township').length).toBeGreaterThanOrEqual(3);
  });

  it('covers the usual first levels', () => {
    const first = branches.filter(({ path }) => !path.includes('/')).map(({ path }) => path);
    expect(first.sort()).toEqual([
      'agriculture',
      'civil',
      'commerce',
      'education',
      'environment',
      'government',
      'health',
      'housing',
      'labour',
      'safety',
      'transport',
      'urban',
      'utilities',
    ]);
  });

  it('fills all three duty lists', () => {
    const lists = Map.groupBy(pack.dutyLists.lines, ({ list }) => list);
    expect([...lists.keys()].sort()).toEqual(['assisting', 'basic', 'taken-back']);
    for (const lines of lists.values()) expect(lines.length).toBeGreaterThanOrEqual(7);
  });

  it('gives every unit something to do', () => {
    const named = new Set<string>([
      ...Object.values(pack.city.roles),
      ...leaves.flatMap(({ lead, assisting }) => [lead.by === 'unit' ? lead.unit : lead.otherwise, ...assisting]),
      ...pack.dutyLists.lines.flatMap(({ leads }) => leads ?? []),
      ...pack.serviceList.items.map(({ unit }) => unit),
      ...pack.triage.emergency.map(({ unit }) => unit),
      ...units.filter(({ area }) => area !== undefined).map(({ id }) => id),
    ]);
    expect(units.map(({ id }) => id).filter((id) => !named.has(id))).toEqual([]);
  });

  it('reaches every unit by mail, each at an address of its own', () => {
    const mailboxes = units.flatMap(({ mailbox, headMailbox }) => [mailbox, headMailbox]);
    expect(new Set(mailboxes).size).toBe(mailboxes.length);
  });

  it('reaches by telephone whoever has a clock that runs at night', () => {
    const atNight = units.filter(({ kind }) => kind === 'utility' || kind === 'emergency-line');
    expect(atNight.filter(({ dutyPhone }) => dutyPhone === undefined)).toEqual([]);
  });

  it('asks three questions or more for every service item, and none of two items', () => {
    const questions = pack.serviceList.items.flatMap((item) => item.questions);
    expect(pack.serviceList.items.filter((item) => item.questions.length < 3)).toEqual([]);
    expect(new Set(questions).size).toBe(questions.length);
  });

  it('keeps names of categories short enough for a text message', () => {
    expect(leaves.filter(({ name }) => [...name['zh-CN']].length > 14)).toEqual([]);
  });
});

describe('assignment by the pack of Linjiang', () => {
  const places = [undefined, ...areas.map(({ id }) => id)];

  it('finds a lead for every leaf in every area, and where no area is known', () => {
    for (const { path } of leaves) {
      for (const area of places) {
        expect(chooseDepartments({ categoryPath: path, area }, pack).outcome, `${path} in ${area}`).toBe('chosen');
      }
    }
  });

  it('lets a township lead on its own list only', () => {
    for (const { path, dutyLine } of leaves) {
      for (const area of places) {
        const chosen = chooseDepartments({ categoryPath: path, area }, pack);
        const lead = chosen.outcome === 'chosen' ? units.find(({ id }) => id === chosen.lead) : undefined;
        if (lead?.kind !== 'township') continue;
        expect(pack.dutyLists.lines.find(({ id }) => id === dutyLine)?.list, path).toBe('basic');
      }
    }
  });

  it('sends illegal building in a township to the owner of the line, and asks the township to assist', () => {
    expect(chooseDepartments({ categoryPath: 'urban/order/illegal-building', area: 'willow' }, pack)).toMatchObject({
      lead: 'urban-management',
      assisting: ['planning', 'willow-town'],
      because: { dutyLine: 'illegal-building-discovery' },
    });
  });

  it('leaves the upkeep of a village road with its township', () => {
    expect(chooseDepartments({ categoryPath: 'transport/roads/rural-roads', area: 'pine' }, pack)).toMatchObject({
      lead: 'pine-town',
      because: { dutyLine: 'village-road-upkeep' },
    });
  });
});
