// What the parts of a pack say about each other: units, areas, duty lines, categories that are named must be there; no
// cycles; nobody in a role they may not have.
import type { PackParts } from './load-pack.ts';

export type Reference = { file: string; path: string; sentence: string; value: string };

/** Every broken reference; empty for a sound pack. */
export const checkReferences = (parts: PackParts): Reference[] => [
  ...checkUnits(parts),
  ...checkAreas(parts),
  ...checkCatalogue(parts),
  ...checkRoles(parts),
  ...checkLists(parts),
  ...checkCalendars(parts),
  ...checkEvaluation(parts),
];

const duplicates = (values: readonly string[]): string[] => values.filter((value, at) => values.indexOf(value) !== at);

const repeated = (file: string, path: string, values: readonly string[]): Reference[] =>
  duplicates(values).map((value) => ({ file, path, value, sentence: `${value} stands here twice` }));

const unitsOf = (parts: PackParts) => new Map(parts.departments.units.map((unit) => [unit.id, unit]));

const unknownUnit = (file: string, path: string, value: string): Reference => ({ file, path, value, sentence: `there is no unit ${value} in departments` });

const checkUnits = (parts: PackParts): Reference[] => {
  const units = unitsOf(parts);
  const areas = new Set(parts.departments.areas.map((area) => area.id));
  return [
    ...repeated('departments', 'units', parts.departments.units.map((unit) => unit.id)),
    ...parts.departments.units.flatMap((unit): Reference[] => {
      const path = `units.${unit.id}`;
      const needsArea = (unit.kind === 'district' || unit.kind === 'township') && unit.area === undefined;
      return [
        ...(unit.parent !== undefined && !units.has(unit.parent) ? [unknownUnit('departments', `${path}.parent`, unit.parent)] : []),
        ...(unit.area !== undefined && !areas.has(unit.area) ? [{ file: 'departments', path: `${path}.area`, value: unit.area, sentence: `there is no area ${unit.area}` }] : []),
        ...(needsArea ? [{ file: 'departments', path: `${path}.area`, value: unit.id, sentence: `${unit.id} is a ${unit.kind}: it needs the area it is responsible for` }] : []),
        ...(isCycle(unit.id, (id) => units.get(id)?.parent) ? [{ file: 'departments', path: `${path}.parent`, value: unit.id, sentence: `${unit.id} is its own superior: the parents form a cycle` }] : []),
      ];
    }),
  ];
};

const isCycle = (start: string, up: (id: string) => string | undefined): boolean => {
  const seen = new Set<string>();
  for (let id = up(start); id !== undefined && !seen.has(id); id = up(id)) {
    if (id === start) return true;
    seen.add(id);
  }
  return false;
};

const checkAreas = ({ departments: { areas } }: PackParts): Reference[] => {
  const known = new Map(areas.map((area) => [area.id, area]));
  return [
    ...repeated('departments', 'areas', areas.map((area) => area.id)),
    ...areas.flatMap((area): Reference[] => [
      ...(area.within !== undefined && !known.has(area.within) ? [{ file: 'departments', path: `areas.${area.id}.within`, value: area.within, sentence: `there is no area ${area.within}` }] : []),
      ...(isCycle(area.id, (id) => known.get(id)?.within) ? [{ file: 'departments', path: `areas.${area.id}.within`, value: area.id, sentence: `${area.id} lies within itself: the areas form a cycle` }] : []),
    ]),
  ];
};

const checkCatalogue = (parts: PackParts): Reference[] => {
  const units = unitsOf(parts);
  const branches = new Set(parts.catalogue.branches.map((branch) => branch.path));
  const lines = new Set(parts.dutyLists.lines.map((line) => line.id));
  return [
    ...repeated('catalogue', 'leaves', parts.catalogue.leaves.map((leaf) => leaf.path)),
    ...repeated('catalogue', 'branches', parts.catalogue.branches.map((branch) => branch.path)),
    ...parts.catalogue.leaves.flatMap((leaf): Reference[] => {
      const path = `leaves.${leaf.path}`;
      const lead = leaf.lead.by === 'unit' ? leaf.lead.unit : leaf.lead.otherwise;
      const parent = leaf.path.slice(0, leaf.path.lastIndexOf('/'));
      return [
        ...(leaf.path.includes('/') && !branches.has(parent) ? [{ file: 'catalogue', path, value: leaf.path, sentence: `the branch ${parent} is missing` }] : []),
        ...[lead, ...leaf.assisting].flatMap((unit) => (units.has(unit) ? [] : [unknownUnit('catalogue', `${path}.lead`, unit)])),
        ...(units.get(lead)?.kind === 'contractor' ? [{ file: 'catalogue', path: `${path}.lead`, value: lead, sentence: `${lead} is a contractor: a contractor never leads` }] : []),
        ...(leaf.dutyLine !== undefined && !lines.has(leaf.dutyLine) ? [{ file: 'catalogue', path: `${path}.dutyLine`, value: leaf.dutyLine, sentence: `there is no line ${leaf.dutyLine} in duty-lists` }] : []),
      ];
    }),
  ];
};

const checkRoles = (parts: PackParts): Reference[] => {
  const units = unitsOf(parts);
  const named = [
    ...Object.entries(parts.city.roles).map(([role, unit]) => ({ file: 'city', path: `roles.${role}`, unit })),
    { file: 'handling', path: 'grassrootsOverrideBy', unit: parts.handling.grassrootsOverrideBy },
    ...parts.triage.emergency.map((rule) => ({ file: 'triage', path: `emergency.${rule.line}`, unit: rule.unit })),
  ];
  return named.flatMap(({ file, path, unit }): Reference[] => {
    const found = units.get(unit);
    if (found === undefined) return [unknownUnit(file, path, unit)];
    return found.kind === 'contractor' ? [{ file, path, value: unit, sentence: `${unit} is a contractor: it reviews, rules and overrides nothing` }] : [];
  });
};

const checkLists = (parts: PackParts): Reference[] => {
  const units = unitsOf(parts);
  return [
    ...repeated('duty-lists', 'lines', parts.dutyLists.lines.map((line) => line.id)),
    ...repeated('service-list', 'items', parts.serviceList.items.map((item) => item.id)),
    ...repeated('city', 'sources', parts.city.sources.map((source) => source.id)),
    ...parts.dutyLists.lines.flatMap((line) => (line.leads === undefined || units.has(line.leads) ? [] : [unknownUnit('duty-lists', `lines.${line.id}.leads`, line.leads)])),
    ...parts.serviceList.items.flatMap((item) => (units.has(item.unit) ? [] : [unknownUnit('service-list', `items.${item.id}.unit`, item.unit)])),
  ];
};

const checkCalendars = ({ calendars }: PackParts): Reference[] =>
  calendars.flatMap((calendar): Reference[] => {
    const dates = [...calendar.workdays, ...calendar.holidays.flatMap(({ from, to }) => [from, to])];
    const outside = dates.filter((date) => !date.startsWith(String(calendar.year)));
    return outside.map((date) => ({ file: `calendar/${calendar.year}.json`, path: 'holidays', value: date, sentence: `${date} is not a day of ${calendar.year}` }));
  });

const checkEvaluation = ({ evaluation, handling, supervision }: PackParts): Reference[] => {
  const { response, resolution, satisfaction } = evaluation.weights;
  const sum = response + resolution + satisfaction;
  const levels = supervision.ladder.map((rung) => rung.level);
  return [
    ...(Math.abs(sum - 100) > 1e-9 ? [{ file: 'evaluation', path: 'weights', value: 'weights', sentence: `the weights add up to ${sum}, not to 100` }] : []),
    ...(levels.join() === '1,2,3' ? [] : [{ file: 'supervision', path: 'ladder', value: 'ladder', sentence: 'the ladder must have the levels 1, 2 and 3 in this order' }]),
    ...(handling.duplicates.proposeAt > handling.duplicates.mergeAt ? [{ file: 'handling', path: 'duplicates.proposeAt', value: 'proposeAt', sentence: 'proposeAt must not be above mergeAt' }] : []),
  ];
};
