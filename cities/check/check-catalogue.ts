// catalogue.yaml, duty-lists.yaml and service-list.yaml: every name leads to something, and to something that may lead.
import type { CityPack, LeafCategory, Unit } from '#schemas/city/pack.ts';
import { unfitToLead } from './check-departments.ts';
import { type Finding, findRepeats } from './finding.ts';

type Catalogue = CityPack['catalogue'];

/** Findings on branches and leaves: the tree is whole, and units exist and may do what the leaf asks of them. */
export function checkCatalogue({ branches, leaves }: Catalogue, units: readonly Unit[]): Finding[] {
  const part = 'catalogue';
  const known = new Set(branches.map(({ path }) => path));
  return [
    ...findRepeats(
      branches,
      ({ path }) => path,
      (index) => ({ part, path: ['branches', index, 'path'] }),
    ),
    ...findRepeats(
      leaves,
      ({ path }) => path,
      (index) => ({ part, path: ['leaves', index, 'path'] }),
    ),
    ...branches.flatMap(({ path }, index) => missingBranch(path, known, ['branches', index, 'path'])),
    ...branches.flatMap(({ path }, index): Finding[] =>
      leaves.some((leaf) => leaf.path.startsWith(`${path}/`))
        ? []
        : [{ part, path: ['branches', index, 'path'], sentence: `the branch ${path} has no leaf` }],
    ),
    ...leaves.flatMap((leaf, index) => [
      ...missingBranch(leaf.path, known, ['leaves', index, 'path']),
      ...(known.has(leaf.path)
        ? [{ part, path: ['leaves', index, 'path'], sentence: `${leaf.path} is a branch as well` }]
        : []),
      ...checkUnits(leaf, index, units),
    ]),
  ];
}

function missingBranch(path: string, known: ReadonlySet<string>, at: Finding['path']): Finding[] {
  const levels = path.split('/');
  const above = levels.slice(0, -1).map((_, depth) => levels.slice(0, depth + 1).join('/'));
  return above
    .filter((branch) => !known.has(branch))
    .map((branch) => ({ part: 'catalogue', path: at, sentence: `there is no branch ${branch} above it` }));
}

function checkUnits({ lead, assisting }: LeafCategory, index: number, units: readonly Unit[]): Finding[] {
  const say = (path: readonly (string | number)[], sentence: string | undefined): Finding[] =>
    sentence === undefined ? [] : [{ part: 'catalogue', path: ['leaves', index, ...path], sentence }];
  const leading =
    lead.by === 'unit'
      ? say(['lead', 'unit'], unfitToLead(lead.unit, units))
      : say(['lead', 'otherwise'], unfitToLead(lead.otherwise, units));
  return [
    ...leading,
    ...assisting.flatMap((id, at) => {
      if (lead.by === 'unit' && id === lead.unit) return say(['assisting', at], `${id} leads already`);
      return say(['assisting', at], units.some((unit) => unit.id === id) ? undefined : `there is no unit ${id}`);
    }),
    ...findRepeats(assisting, String, (at) => ({ part: 'catalogue', path: ['leaves', index, 'assisting', at] })),
  ];
}

/** Findings on the three duty lists of townships and on the leaves that refer to them. */
export function checkDutyLists(
  { lines }: CityPack['dutyLists'],
  leaves: Catalogue['leaves'],
  units: readonly Unit[],
): Finding[] {
  const part = 'duty-lists';
  return [
    ...findRepeats(
      lines,
      ({ id }) => id,
      (index) => ({ part, path: ['lines', index, 'id'] }),
    ),
    ...lines.flatMap(({ id, list, leads }, index): Finding[] => {
      const say = (sentence: string): Finding[] => [{ part, path: ['lines', index, 'leads'], sentence }];
      if (list === 'basic') return leads === undefined ? [] : say(`the basic line ${id} is led by the township itself`);
      if (leads === undefined) return say(`the ${list} line ${id} needs the unit that leads instead of the township`);
      if (units.some((unit) => unit.id === leads && unit.kind === 'township')) {
        return say(`${leads} is a township, and this line is not the townships' own`);
      }
      const sentence = unfitToLead(leads, units);
      return sentence === undefined ? [] : say(sentence);
    }),
    ...leaves.flatMap(({ dutyLine }, index): Finding[] =>
      dutyLine === undefined || lines.some(({ id }) => id === dutyLine)
        ? []
        : [{ part: 'catalogue', path: ['leaves', index, 'dutyLine'], sentence: `there is no duty line ${dutyLine}` }],
    ),
  ];
}

/** Findings on the service list. */
export function checkServiceList({ items }: CityPack['serviceList'], units: readonly Unit[]): Finding[] {
  const part = 'service-list';
  return [
    ...findRepeats(
      items,
      ({ id }) => id,
      (index) => ({ part, path: ['items', index, 'id'] }),
    ),
    ...items.flatMap(({ unit }, index): Finding[] => {
      const sentence = unfitToLead(unit, units);
      return sentence === undefined ? [] : [{ part, path: ['items', index, 'unit'], sentence }];
    }),
  ];
}
