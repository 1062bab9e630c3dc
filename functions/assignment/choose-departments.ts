// Who leads and who assists, by the assignment catalogue, the place, and the grassroots guard. The answer says why, so
// that the case page can show the line of the catalogue or the duty list to whoever doubts it.
import type { CityPack, LeafCategory, Unit } from '#schemas/city/pack.ts';
import { type GuardReason, guardGrassroots, mayAssist } from './grassroots-guard.ts';

export type AssignmentGrounds = {
  rule: 'catalogue-unit' | 'catalogue-area' | 'catalogue-otherwise';
  categoryPath: string;
  /** The duty line by which a township leads, or by which it does not. */
  dutyLine?: string;
  /** The units that the catalogue names but that may not lead, and the unit's reason; the lead stands in for them. */
  insteadOf?: { unit: string; reason: GuardReason | 'contractor' }[];
};

export type ChosenDepartments =
  | { outcome: 'chosen'; lead: string; assisting: string[]; because: AssignmentGrounds }
  | { outcome: 'refused'; reason: 'unknown-category' | 'nobody-may-lead' };

type AssignmentPack = Pick<CityPack, 'departments' | 'catalogue' | 'dutyLists'>;
type NotLeading = NonNullable<AssignmentGrounds['insteadOf']>;

/**
 * Lead and assisting units of a matter. `area` is the most exact area known, a township or a district. When the unit that
 * the catalogue names may not lead, the owner on the duty line does, else its district, else the catalogue's `otherwise`;
 * a contractor gives way to the unit it works for.
 */
export function chooseDepartments(
  { categoryPath, area }: { categoryPath: string; area?: string | undefined },
  pack: AssignmentPack,
): ChosenDepartments {
  const leaf = pack.catalogue.leaves.find((known) => known.path === categoryPath);
  if (!leaf) return { outcome: 'refused', reason: 'unknown-category' };
  const named = namedBy(leaf, area, pack);
  const insteadOf: NotLeading = [];
  const lead = mayLead(candidatesFrom(named.unit, leaf, pack), leaf, pack, insteadOf);
  if (!lead) return { outcome: 'refused', reason: 'nobody-may-lead' };
  const dutyLine = dutyLineOf(lead, insteadOf, leaf, pack);
  return {
    outcome: 'chosen',
    lead,
    assisting: assistingUnits(lead, insteadOf, leaf, pack),
    because: {
      rule: named.rule,
      categoryPath,
      ...(dutyLine === undefined ? {} : { dutyLine }),
      ...(insteadOf.length === 0 ? {} : { insteadOf }),
    },
  };
}

// What the catalogue says before anybody is asked whether they may.
function namedBy(
  leaf: LeafCategory,
  area: string | undefined,
  pack: AssignmentPack,
): { unit: string; rule: AssignmentGrounds['rule'] } {
  if (leaf.lead.by === 'unit') return { unit: leaf.lead.unit, rule: 'catalogue-unit' };
  const { level, otherwise } = leaf.lead;
  const place = pack.departments.areas.find((known) => known.id === area);
  const owned = level === 'district' ? (place?.within ?? place?.id) : place?.within && place.id;
  const unit = pack.departments.units.find((known) => known.kind === level && known.area === owned);
  return unit && owned ? { unit: unit.id, rule: 'catalogue-area' } : { unit: otherwise, rule: 'catalogue-otherwise' };
}

// In the order in which they are asked: the named unit, the owner on the duty line, its superiors, the catalogue's
// `otherwise` with its own superiors.
function candidatesFrom(named: string, leaf: LeafCategory, pack: AssignmentPack): Unit[] {
  const owner = pack.dutyLists.lines.find((line) => line.id === leaf.dutyLine)?.leads;
  const otherwise = leaf.lead.by === 'area' ? leaf.lead.otherwise : undefined;
  const ids = [named, owner, ...superiorsOf(named, pack), otherwise, ...superiorsOf(otherwise, pack)];
  return [...new Set(ids)].flatMap((id) => pack.departments.units.filter((unit) => unit.id === id));
}

// The district of the township's area, then whoever the unit is placed under, up to the top.
function superiorsOf(id: string | undefined, { departments }: AssignmentPack): string[] {
  const superiors: string[] = [];
  let unit = departments.units.find((known) => known.id === id);
  while (unit && superiors.length < departments.units.length) {
    const district = departments.areas.find((area) => area.id === unit?.area)?.within;
    const next: Unit | undefined =
      departments.units.find((known) => known.kind === 'district' && district && known.area === district) ??
      departments.units.find((known) => known.id === unit?.parent);
    if (next) superiors.push(next.id);
    unit = next;
  }
  return superiors;
}

// The first that may; those before it are noted with their reason.
function mayLead(candidates: readonly Unit[], leaf: LeafCategory, pack: AssignmentPack, insteadOf: NotLeading) {
  for (const unit of candidates) {
    if (unit.kind === 'contractor') {
      insteadOf.push({ unit: unit.id, reason: 'contractor' });
      continue;
    }
    const answer = guardGrassroots({ unit: unit.id, categoryPath: leaf.path }, pack);
    if (answer.allowed) return unit.id;
    insteadOf.push({ unit: unit.id, reason: answer.reason });
  }
  return undefined;
}

function dutyLineOf(lead: string, insteadOf: NotLeading, leaf: LeafCategory, pack: AssignmentPack): string | undefined {
  const spoke = [lead, ...insteadOf.map(({ unit }) => unit)].map((unit) =>
    guardGrassroots({ unit, categoryPath: leaf.path }, pack),
  );
  return spoke.find((answer) => answer.line !== undefined)?.line;
}

// The catalogue's, and a township that may help though not lead; nobody who leads, and no township beyond its lists.
function assistingUnits(lead: string, insteadOf: NotLeading, leaf: LeafCategory, pack: AssignmentPack): string[] {
  const helpers = insteadOf.filter(({ reason }) => reason === 'assisting-only').map(({ unit }) => unit);
  return [...new Set([...leaf.assisting, ...helpers])].filter(
    (unit) => unit !== lead && mayAssist({ unit, categoryPath: leaf.path }, pack),
  );
}
