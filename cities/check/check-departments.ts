// The departments part: units and areas know each other, and nobody is above himself.
import type { Area, CityPack, Unit } from '#schemas/city/pack.ts';
import { type Finding, findCircles, findRepeats } from './finding.ts';

type Departments = CityPack['departments'];
const part = 'departments';

/** Findings on units, areas and the links between them. */
export function checkDepartments({ units, areas }: Departments): Finding[] {
  return [
    ...findRepeats(
      units,
      ({ id }) => id,
      (index) => ({ part, path: ['units', index, 'id'] }),
    ),
    ...findRepeats(
      areas,
      ({ id }) => id,
      (index) => ({ part, path: ['areas', index, 'id'] }),
    ),
    ...units.flatMap((unit, index) => checkUnit(unit, index, { units, areas })),
    ...areas.flatMap((area, index) => checkArea(area, index, { units, areas })),
    ...circlesOf(units, 'units', 'parent', ({ parent }) => parent),
    ...circlesOf(areas, 'areas', 'within', ({ within }) => within),
  ];
}

function checkUnit(unit: Unit, index: number, { units, areas }: Departments): Finding[] {
  const findings: Finding[] = [];
  const say = (field: keyof Unit, sentence: string) => findings.push({ part, path: ['units', index, field], sentence });
  const area = areas.find(({ id }) => id === unit.area);
  if (unit.parent !== undefined && !units.some(({ id }) => id === unit.parent)) {
    say('parent', `there is no unit ${unit.parent}`);
  }
  if (unit.area !== undefined && !area) say('area', `there is no area ${unit.area}`);
  const owner = units.find(({ kind, area: owned }) => kind === unit.kind && owned === unit.area);
  if (unit.area !== undefined && owner !== unit) {
    say('area', `${unit.area} has another unit of this kind already, ${owner?.id}`);
  }
  switch (unit.kind) {
    case 'township':
      if (unit.area === undefined) say('area', `the township ${unit.id} needs the area that it owns`);
      else if (area && area.within === undefined) say('area', `${area.id} lies in no district, so it is no township's`);
      break;
    case 'district':
      if (unit.area === undefined) say('area', `the district ${unit.id} needs the area that it owns`);
      else if (area?.within !== undefined) say('area', `${area.id} lies within ${area.within}, so it is no district's`);
      break;
    case 'contractor':
      if (unit.parent === undefined) say('parent', `the contractor ${unit.id} needs the unit that it works for`);
      break;
    case 'hotline-centre':
    case 'supervising-office':
    case 'city-leader':
    case 'agency':
    case 'utility':
    case 'emergency-line':
      break;
    default:
      unit.kind satisfies never;
  }
  return findings;
}

// Areas have two levels: matters go to the township or to its district.
function checkArea(area: Area, index: number, { units, areas }: Departments): Finding[] {
  const say = (field: keyof Area, sentence: string): Finding => ({ part, path: ['areas', index, field], sentence });
  const findings: Finding[] = [];
  const around = areas.find(({ id }) => id === area.within);
  if (area.within !== undefined && !around) findings.push(say('within', `there is no area ${area.within}`));
  if (around?.within !== undefined && around.within !== area.id) {
    findings.push(say('within', `${around.id} lies within ${around.within} itself; areas have two levels`));
  }
  const kind = area.within === undefined ? 'district' : 'township';
  if (!units.some((unit) => unit.kind === kind && unit.area === area.id)) {
    findings.push(say('id', `no ${kind} unit owns the area ${area.id}`));
  }
  return findings;
}

function circlesOf<T extends { id: string }>(
  entries: readonly T[],
  list: string,
  field: string,
  parentOf: (entry: T) => string | undefined,
): Finding[] {
  const parents = new Map(entries.map((entry) => [entry.id, parentOf(entry)]));
  return findCircles([...parents.keys()], (id) => parents.get(id)).map((circle) => ({
    part,
    path: [list, entries.findIndex(({ id }) => id === circle[0]), field],
    sentence: `goes round in a circle: ${[...circle, circle[0]].join(' → ')}`,
  }));
}

/** What is wrong with naming `id` where work is led or ruled on; undefined when nothing is. */
export function unfitToLead(id: string, units: readonly Unit[]): string | undefined {
  const unit = units.find((known) => known.id === id);
  if (!unit) return `there is no unit ${id}`;
  return unit.kind === 'contractor' ? `${id} is a contractor and never leads, reviews or rules` : undefined;
}
