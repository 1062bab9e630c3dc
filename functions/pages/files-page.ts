// The page on which a department puts pictures beside its words: what came of the last one, those that are kept, and a form
// that sends one straight to the files bucket.
import { html } from 'hono/html';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { page } from './page.ts';
import { type Photo, photoList } from './photos.ts';

export type PhotoNote =
  | { kind: 'arriving' | 'arrived' | 'removed' }
  | { kind: 'refused'; why: keyof CityPack['messages'][Locale]['pages']['photoRefused'] };

export type FilesShowing = {
  number: string;
  /** Path of the task page. */
  back: string;
  nonce: string;
  photos: readonly Photo[];
  /** Ids of those that this unit may delete. */
  own: ReadonlySet<string>;
  note: PhotoNote | undefined;
  /** Undefined when there is no room for more. */
  upload: { url: string; fields: Readonly<Record<string, string>> } | undefined;
};

export const filesPage = (showing: FilesShowing, pack: CityPack, locale: Locale): string => {
  const { pages } = pack.messages[locale];
  const { number, back, note, photos, own, upload } = showing;
  const { largestMb, most, citizenSees } = pack.handling.files;
  const hint = pages.photosHint.replace('{most}', String(most)).replace('{mb}', String(largestMb));
  return page(
    pack,
    locale,
    `${pages.photos} ${number}`,
    html`<h1>${pages.photos}</h1><p class="soft">${pages.taskTitle} ${number}</p>${note === undefined ? '' : told(note, pack, locale)}
<p>${hint}</p>${citizenSees ? html`<p class="ask">${pages.photosShown}</p>` : ''}
${upload === undefined ? html`<p>${pages.enoughPhotos}</p>` : uploadForm(upload, pack, locale)}
${photos.length === 0 ? html`<p class="soft">${pages.noPhotos}</p>` : photoList(photos, pack, locale, ({ id }) => (own.has(id) ? removeForm(id, showing, pack, locale) : ''))}
<p><a href="${back}?lang=${locale}">${pages.back}</a></p>`,
  );
};

const told = (note: PhotoNote, pack: CityPack, locale: Locale) => {
  const { pages } = pack.messages[locale];
  if (note.kind === 'refused') return html`<p role="alert" class="warn">${pages.photoRefused[note.why]}</p>`;
  if (note.kind === 'arriving')
    return html`<p role="status" class="done">${pages.photoArriving} <a href="">${pages.lookAgain}</a></p>`;
  return html`<p role="status" class="done">${note.kind === 'arrived' ? pages.photoArrived : pages.photoRemoved}</p>`;
};

const uploadForm = ({ url, fields }: NonNullable<FilesShowing['upload']>, pack: CityPack, locale: Locale) => {
  const { pages } = pack.messages[locale];
  return html`<form method="post" action="${url}" enctype="multipart/form-data"><fieldset><legend>${pages.addPhotos}</legend>
${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
<label>${pages.choosePhoto}<input type="file" name="file" accept="image/jpeg,image/png,image/webp" required></label>
<button type="submit">${pages.sendPhoto}</button></fieldset></form>`;
};

const removeForm = (id: string, { nonce }: FilesShowing, pack: CityPack, locale: Locale) => {
  const { pages } = pack.messages[locale];
  return html`<details><summary>${pages.removePhoto}</summary><form method="post">
<input type="hidden" name="nonce" value="${nonce}"><input type="hidden" name="fileId" value="${id}">
<label class="confirm"><input type="radio" name="act" value="remove" required> ${pages.confirm}: ${pages.removePhoto}</label>
<button type="submit">${pages.submit}</button></form></details>`;
};
