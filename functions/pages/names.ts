// Names, events and amounts in the reader's language, for the pages behind a link.
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Duration } from '#schemas/city/policy.ts';

export type Names = ReturnType<typeof namesOf>;

const inList = (list: Partial<Record<string, string>>, key: string): string => list[key] ?? key;

/** Looks names up in one pack and one language. */
export const namesOf = (pack: CityPack, locale: Locale) => {
  const { desk } = pack.messages[locale];
  const unit = (id: string): string => pack.departments.units.find((one) => one.id === id)?.name[locale] ?? id;
  /** A unit or a role, never a person: what stands after the stroke is one. */
  const who = (by: string): string => {
    const id = by.split('/')[0] ?? '';
    return id === 'CITIZEN' ? desk.actors.citizen : inList(desk.actors, unit(id));
  };
  return {
    who,
    clock: (kind: string): string => inList(desk.clocks, kind),
    event: (type: string, by: string): string => inList(desk.events, type).replace('{unit}', who(by)),
    duration: (duration: Duration): string => {
      const parts = (['day', 'hour', 'minute'] as const).flatMap((size) => {
        const count = duration[`${size}s`];
        return count === undefined
          ? []
          : [desk.amounts[size][count === 1 ? 'one' : 'other'].replace('{n}', String(count))];
      });
      const kind = desk.durations[duration.kind];
      return `${parts.join(' ')}${locale === 'en' ? ` (${kind})` : `（${kind}）`}`;
    },
  };
};
