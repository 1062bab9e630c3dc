// Names and amounts in the reader's language, from the city pack.
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Duration } from '#schemas/city/policy.ts';
import { citizenOwner } from './board.ts';
import { type TimeLeft, timeLeft } from './time-left.ts';

export type Words = ReturnType<typeof wordsOf>;

/** Looks names up in one pack and one language. */
export const wordsOf = (pack: CityPack, locale: Locale) => {
  const { desk } = pack.messages[locale];
  const units = nameMap(pack.departments.units, (unit) => unit.id, locale);
  const leaves = nameMap(pack.catalogue.leaves, (leaf) => leaf.path, locale);
  const branches = nameMap(pack.catalogue.branches, (branch) => branch.path, locale);
  const tiers = nameMap(pack.evaluation.tiers, (tier) => tier.id, locale);
  const areas = nameMap(pack.departments.areas, (area) => area.id, locale);
  const amount = (size: 'day' | 'hour' | 'minute', count: number): string =>
    desk.amounts[size][count === 1 ? 'one' : 'other'].replace('{n}', String(count));
  return {
    desk,
    /** The language in which citizens and officers write. */
    spoken: pack.city.defaultLocale,
    unit: (id: string): string => (id === citizenOwner ? desk.board.citizen : (units.get(id) ?? id)),
    area: (id: string): string => areas.get(id) ?? id,
    category: (path: string): string => leaves.get(path) ?? branches.get(path) ?? path,
    /** A category with its branch before it. */
    categoryPath: (path: string): string => {
      const branch = branches.get(path.split('/')[0] ?? '');
      const leaf = leaves.get(path) ?? path;
      return branch === undefined || branch === leaf ? leaf : `${branch} · ${leaf}`;
    },
    level: (level: string): string => {
      const levels: Partial<Record<string, { name: Record<Locale, string> }>> = pack.clocks.levels;
      return levels[level]?.name[locale] ?? level;
    },
    tier: (id: string): string => tiers.get(id) ?? id,
    task: (kind: string): string => named(desk.tasks, kind),
    value: (value: string): string => named(desk.values, value),
    left: (dueAt: string, now: string): string => {
      const { late, amount: count, unit } = timeLeft(dueAt, now);
      return (late ? desk.late : desk.left).replace('{time}', count === 0 ? desk.amounts.moment : amount(unit, count));
    },
    stay: ({ amount: count, unit }: TimeLeft): string => amount(unit, count),
    duration: (duration: Duration): string => {
      const sizes = [
        ['day', duration.days] as const,
        ['hour', duration.hours] as const,
        ['minute', duration.minutes] as const,
      ];
      const parts = sizes.flatMap(([size, count]) => (count === undefined ? [] : [amount(size, count)]));
      return `${parts.join(' ')}${locale === 'en' ? ` (${desk.durations[duration.kind]})` : `（${desk.durations[duration.kind]}）`}`;
    },
  };
};

const nameMap = <T extends { name: Record<Locale, string> }>(
  all: readonly T[],
  id: (one: T) => string,
  locale: Locale,
): Map<string, string> => new Map(all.map((one) => [id(one), one.name[locale]]));

/** A word of a closed list, or the key itself where the list does not know it. */
export const named = (list: Partial<Record<string, string>>, key: string): string => list[key] ?? key;
