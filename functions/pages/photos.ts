// Pictures beside somebody's words, each said in words for whoever does not see it.
import { html } from 'hono/html';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { inWords } from './format.ts';
import { namesOf } from './names.ts';

/** `url` opens for some minutes. */
export type Photo = { id: string; unit: string; at: string; url: string };
type Markup = ReturnType<typeof html>;

/** `beside` adds to a picture what can be done with it. */
export const photoList = (
  photos: readonly Photo[],
  pack: CityPack,
  locale: Locale,
  beside: (photo: Photo) => Markup | '' = () => '',
): Markup | '' => {
  const { pages } = pack.messages[locale];
  const names = namesOf(pack, locale);
  const said = ({ unit, at }: Photo): string =>
    pages.photoBy.replace('{unit}', names.who(unit)).replace('{when}', inWords(at, pack.city.timeZone, locale));
  return photos.length === 0
    ? ''
    : html`<h2>${pages.photos}</h2><ul class="photos">${photos.map(
        (photo, index) =>
          html`<li><img src="${photo.url}" alt="${pages.photos} ${index + 1}" loading="lazy"><small class="soft">${said(photo)}</small>${beside(photo)}</li>`,
      )}</ul>`;
};
