// The form of one act: its fields, what was typed before and what is wrong with it, and a box that says yes. No act is
// chosen beforehand, so that a program pressing the button chooses nothing (DESIGN §4).
import { html } from 'hono/html';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Problem } from '#schemas/problem.ts';
import type { Field, TaskDescription } from '#schemas/tasks.ts';

/** A form that was refused: what was typed, and what was wrong. */
export type Refused = { typed: Readonly<Record<string, string>>; problem: Problem };

export type FormContext = {
  pack: CityPack;
  locale: Locale;
  nonce: string;
  refused?: Refused | undefined;
  /** Things the citizen asked for, where they can be told apart. */
  points: readonly string[];
};

type Act = TaskDescription['actions'][number];

/** How many points a reply can take one by one. */
export const mostPoints = 5;

export const actForm = ({ action, label, fields }: Act, context: FormContext) => {
  const { pack, locale, nonce, refused } = context;
  const { pages } = pack.messages[locale];
  return html`<form method="post" action="?do=${action}&amp;lang=${locale}"><fieldset><legend>${label}</legend>
<input type="hidden" name="nonce" value="${nonce}-${action}">
${refused === undefined ? '' : html`<p role="alert" class="warn">${pages.notSent}${(refused.problem.errors ?? []).length > 0 ? '' : html` <span lang="en">${refused.problem.detail}</span>`}</p>`}
${fields.map((field) => fieldInput(field, context))}
${action === 'reply' ? pointInputs(context) : ''}
<label class="confirm"><input type="radio" name="action" value="${action}" required> ${pages.confirm}: ${label}</label>${wrongNote('action', context)}
<button type="submit">${pages.submit}</button></fieldset></form>`;
};

/** Under a field that was refused: that it is missing, or wrong. */
const wrongNote = (name: string, { pack, locale, refused }: FormContext) => {
  if (refused?.problem.errors?.some(({ pointer }) => pointer.split('/')[1] === name) !== true) return '';
  const { missing, wrong } = pack.messages[locale].pages;
  return html`<p class="warn" id="wrong-${name}">${(refused.typed[name] ?? '') === '' ? missing : wrong}</p>`;
};

const fieldInput = (field: Field, context: FormContext) => {
  const { pack, locale, refused } = context;
  const { fields, desk, pages } = pack.messages[locale];
  const { name, type } = field;
  const labels: Partial<Record<string, string>> = fields;
  const label = html`${labels[name] ?? name}${field.required ? '' : html` <span class="soft">(${desk.case.optional})</span>`}`;
  const typed = refused?.typed[name] ?? '';
  const note = wrongNote(name, context);
  const rest = html`${field.required ? html` required` : ''}${note === '' ? '' : html` aria-invalid="true" aria-describedby="wrong-${name}"`}`;
  switch (type) {
    case 'longtext':
      return html`<label>${label}<textarea name="${name}" maxlength="${field.max ?? 1000}"${rest}>${typed}</textarea></label>${note}`;
    case 'choice':
    case 'category':
      return html`<label>${label}<select name="${name}"${rest}><option value=""></option>${optionsOf(field, typed, context)}</select></label>${note}`;
    case 'unit':
      return html`<label>${label}<input type="text" name="${name}" list="units" autocomplete="off" maxlength="60" value="${typed}"${rest}><small class="soft">${pages.findUnit}</small></label>${note}${unitList(context)}`;
    case 'yes-no':
      return yesOrNo(field, typed, context);
    case 'number':
      return html`<label>${label}<input type="number" name="${name}" min="1" max="${field.max ?? 400}" value="${typed}"${rest}></label>${note}`;
    case 'date-time':
      return html`<label>${label}<input type="date" name="${name}" value="${typed}"${rest}></label>${note}`;
    case 'text':
      return html`<label>${label}<input type="text" name="${name}" maxlength="${field.max ?? 60}" value="${typed}"${rest}></label>${note}`;
    default:
      return type satisfies never;
  }
};

const yesOrNo = ({ name, required }: Field, typed: string, context: FormContext) => {
  const { yes, no, fields, pages } = context.pack.messages[context.locale];
  const labels: Partial<Record<string, string>> = fields;
  const choices = [
    ['true', yes],
    ['false', no],
  ] as const;
  return html`<fieldset class="choices"><legend>${labels[name] ?? name}</legend>${choices.map(
    ([value, label]) =>
      html`<label><input type="radio" name="${name}" value="${value}"${required ? html` required` : ''}${typed === value ? html` checked` : ''}> ${label}</label>`,
  )}${name === 'solved' ? html`<small class="soft">${pages.unsolved}</small>` : ''}</fieldset>${wrongNote(name, context)}`;
};

/** Names to choose from while typing; whoever has no list types the name. */
const unitList = ({ pack, locale }: FormContext) =>
  html`<datalist id="units">${pack.departments.units
    .filter((unit) => unit.kind !== 'contractor')
    .map((unit) => html`<option value="${unit.name[locale]}"></option>`)}</datalist>`;

const pointInputs = ({ pack, locale, refused, points }: FormContext) => {
  const { pages, fields } = pack.messages[locale];
  const count = Math.min(mostPoints, Math.max(2, points.length));
  const typed = (name: string): string | undefined => refused?.typed[name];
  const isOpen = points.length > 1 || Object.keys(refused?.typed ?? {}).some((name) => name.startsWith('answered'));
  return html`<details${isOpen ? html` open` : ''}><summary>${pages.points}</summary><p class="soft">${pages.pointsHint}</p>${Array.from(
    { length: count },
    (_one, index) => html`<fieldset class="choices"><legend>${index + 1}</legend>
<label>${fields.asked}<input type="text" name="asked${index + 1}" maxlength="200" value="${typed(`asked${index + 1}`) ?? points[index] ?? ''}"></label>
<label>${fields.answered}<textarea name="answered${index + 1}" maxlength="1000">${typed(`answered${index + 1}`) ?? ''}</textarea></label></fieldset>`,
  )}</details>`;
};

const optionsOf = (field: Field, typed: string, { pack, locale }: FormContext) => {
  const leaves =
    field.type === 'category'
      ? pack.catalogue.leaves.map((leaf) => ({ value: leaf.path, label: leaf.name[locale] }))
      : [];
  return [...(field.options ?? []), ...leaves].map(
    (one) => html`<option value="${one.value}"${one.value === typed ? html` selected` : ''}>${one.label}</option>`,
  );
};
