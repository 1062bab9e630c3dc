// The page on which a department asks to see who the citizen is: a reason, then a code, then the person. Nothing is chosen
// beforehand, and no page of it is kept.
import { html } from 'hono/html';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { PersonalRequest } from '#schemas/people.ts';
import { page } from './page.ts';

type Person = Pick<PersonalRequest, 'name' | 'phone' | 'email' | 'address' | 'text'>;
type Trouble = 'wrongCode' | 'tooManyCodes' | 'missing';

export type RevealShowing = {
  number: string;
  /** Path of the task page. */
  back: string;
  nonce: string;
  may: boolean;
  /** Whether a code is out. */
  isAsked: boolean;
  trouble?: Trouble | undefined;
  person?: Person | undefined;
};

export const revealPage = (showing: RevealShowing, pack: CityPack, locale: Locale): string => {
  const { pages } = pack.messages[locale];
  const { number, back, may, isAsked, trouble, person } = showing;
  const forms = html`<p>${pages.revealWhy}</p>${isAsked ? codeForm(showing, pack, locale) : ''}${askForm(showing, pack, locale)}`;
  return page(
    pack,
    locale,
    `${pages.reveal} ${number}`,
    html`<h1>${pages.reveal}</h1><p class="soft">${pages.taskTitle} ${number}</p>
${trouble === undefined ? '' : html`<p role="alert" class="warn">${pages[trouble]}</p>`}
${may ? (person === undefined ? forms : shown(person, pack, locale)) : html`<p>${pages.notRevealed}</p>`}
<p><a href="${back}?lang=${locale}">${pages.back}</a></p>`,
  );
};

const codeForm = ({ nonce }: RevealShowing, pack: CityPack, locale: Locale) => {
  const { pages } = pack.messages[locale];
  return html`<p role="status" class="done">${pages.codeSent}</p><form method="post"><fieldset><legend>${pages.reveal}</legend>
<input type="hidden" name="nonce" value="${nonce}-look">
<label>${pages.code}<input type="text" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" maxlength="6" required></label>
<label class="confirm"><input type="radio" name="act" value="look" required> ${pages.confirm}: ${pages.reveal}</label>
<button type="submit">${pages.submit}</button></fieldset></form>`;
};

const askForm = ({ nonce }: RevealShowing, pack: CityPack, locale: Locale) => {
  const { pages } = pack.messages[locale];
  return html`<form method="post"><fieldset><legend>${pages.askCode}</legend>
<input type="hidden" name="nonce" value="${nonce}-ask">
<label>${pages.revealReason}<textarea name="reason" maxlength="300" required></textarea></label>
<label class="confirm"><input type="radio" name="act" value="ask" required> ${pages.confirm}: ${pages.askCode}</label>
<button type="submit">${pages.submit}</button></fieldset></form>`;
};

const shown = (person: Person, pack: CityPack, locale: Locale) => {
  const { pages } = pack.messages[locale];
  const facts = (['name', 'phone', 'email', 'address', 'text'] as const).flatMap((name) => {
    const value = person[name];
    return value === undefined ? [] : [html`<dt>${pages.person[name]}</dt><dd>${value}</dd>`];
  });
  return html`<p role="status" class="done">${pages.revealed}</p><dl>${facts}</dl>`;
};
