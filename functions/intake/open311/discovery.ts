// Open311's discovery document: where the endpoint is, what it speaks, and whom to ask for a key.
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Answer } from './geo-report.ts';
import { elementsOf } from './xml.ts';

const formats = ['text/xml', 'application/json'];

export const discoveryOf = (
  pack: CityPack,
  locale: Locale,
  { baseUrl, production }: { baseUrl: string; production: boolean },
): Answer => {
  const words = pack.messages[locale].open311;
  const changeset = changesetOf(pack);
  const about = { changeset, contact: words.contact, key_service: words.keyService };
  const endpoint = {
    specification: 'http://wiki.open311.org/GeoReport_v2',
    url: `${baseUrl}/open311/v2`,
    changeset,
    type: production ? 'production' : 'test',
  };
  return {
    json: { ...about, endpoints: [{ ...endpoint, formats }] },
    xml: [
      'discovery',
      [
        ...elementsOf(about),
        ['endpoints', [['endpoint', [...elementsOf(endpoint), ['formats', formats.map((one) => ['format', one])]]]]],
      ],
    ],
  };
};

/**
 * Another instant whenever the pack is another one, because clients fetch services again only then. The standard wants an
 * instant and a pack has no date of its own: the day is that of its newest calendar, the time of day stands for its hash.
 */
const changesetOf = ({ calendars, hash }: CityPack): string => {
  const day =
    calendars
      .map(({ publishedOn }) => publishedOn)
      .sort()
      .at(-1) ?? '2020-01-01';
  const second = Number.parseInt(hash.slice(0, 8), 16) % 86_400;
  return new Date(Date.parse(`${day}T00:00:00Z`) + second * 1000).toISOString().replace('.000Z', 'Z');
};
