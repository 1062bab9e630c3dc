// The city's catalogue as GeoReport's list of services: one a leaf, by the name of its first level.
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack, LeafCategory } from '#schemas/city/pack.ts';
import type { Open311Service } from '#schemas/open311.ts';

/** A path stands in addresses as a code without strokes. Slugs have no dots, so both ways are exact. */
export const serviceCodeOf = (path: string): string => path.replaceAll('/', '.');

export const leafOf = (code: string, pack: CityPack): LeafCategory | undefined =>
  pack.catalogue.leaves.find(({ path }) => serviceCodeOf(path) === code);

export const serviceOf = (
  { path, name, description, words }: LeafCategory,
  pack: CityPack,
  locale: Locale,
): Open311Service => {
  const top = path.split('/')[0] ?? path;
  return {
    service_code: serviceCodeOf(path),
    service_name: name[locale],
    description: description[locale],
    // No service asks for more than the standard's own fields.
    metadata: false,
    // The id comes with the answer: there are no tokens to wait for.
    type: 'realtime',
    keywords: words.join(','),
    group: pack.catalogue.branches.find((branch) => branch.path === top)?.name[locale] ?? top,
  };
};
