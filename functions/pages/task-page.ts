// The task page behind a link: what is asked, by when, the words, and a choice. No action is chosen beforehand, so that
// a program pressing the button chooses nothing (DESIGN §4).
import { html } from 'hono/html';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Field, TaskDescription } from '#schemas/tasks.ts';
import { localTime, page } from './page.ts';

const statusLabel = (status: string, pack: CityPack, locale: Locale): string => {
  const labels: Partial<Record<string, string>> = pack.messages[locale].statuses;
  return labels[status] ?? status;
};

/** `nonce` makes a form that is sent twice one act; `justDone` is the action that led back here. */
export type Showing = { nonce: string; justDone?: string | undefined };

/** The form of one task. */
export const taskPage = (task: TaskDescription, pack: CityPack, locale: Locale, showing: Showing): string => {
  const { pages } = pack.messages[locale];
  const title = `${pages.taskTitle} ${task.case.number}`;
  const category = pack.catalogue.leaves.find((leaf) => leaf.path === task.case.category)?.name[locale];
  return page(
    pack,
    locale,
    title,
    html`${doneNote(showing, pack, locale)}<h1>${title}</h1>
<dl>${category === undefined ? '' : html`<dt>${statusLabel(task.case.status, pack, locale)}</dt><dd>${category}</dd>`}
${task.task.dueAt === undefined ? '' : html`<dt>${pages.deadline}</dt><dd>${localTime(task.task.dueAt, pack, locale)}</dd>`}</dl>
${task.request === undefined ? '' : html`<h2>${pages.citizenWords}</h2><blockquote>${[task.request.title, task.request.text, ...task.request.supplements].filter((one) => one !== undefined).join('\n')}</blockquote>`}
${task.reply === undefined ? '' : html`<blockquote>${task.reply.text}${task.reply.legalBasis === undefined ? '' : `\n${task.reply.legalBasis}`}</blockquote>`}
${task.done === undefined ? '' : html`<p>${pages.alreadyDone} ${task.done.by} ${localTime(task.done.at, pack, locale)}</p>`}
${task.actions.length === 0 ? '' : actionForms(task, pack, locale, showing.nonce)}`,
  );
};

/** That the act which led here is on record. An unknown word in the address says nothing. */
const doneNote = ({ justDone }: Showing, pack: CityPack, locale: Locale) => {
  const { pages, actions } = pack.messages[locale];
  const label = Object.entries(actions).find(([action]) => action === justDone)?.[1];
  return label === undefined ? '' : html`<p role="status" class="done"><strong>${label}</strong> · ${pages.done}</p>`;
};

/** One form an action: its fields, and a box that says yes. Only a person ticks it. */
const actionForms = (task: TaskDescription, pack: CityPack, locale: Locale, nonce: string) => {
  const { pages } = pack.messages[locale];
  return task.actions.map(
    ({ action, label, fields }) => html`<form method="post"><fieldset><legend>${label}</legend>
<input type="hidden" name="nonce" value="${nonce}-${action}">
${fields.map((field) => fieldInput(field, pack, locale))}
<label><input type="radio" name="action" value="${action}" required> ${pages.confirm}: ${label}</label>
<button type="submit">${pages.submit}</button></fieldset></form>`,
  );
};

const fieldInput = (field: Field, pack: CityPack, locale: Locale) => {
  const label = fieldLabel(field.name, pack, locale);
  const required = field.required ? html` required` : '';
  switch (field.type) {
    case 'longtext':
      return html`<label>${label}<textarea name="${field.name}" maxlength="${field.max ?? 1000}"${required}></textarea></label>`;
    case 'choice':
    case 'category':
      return html`<label>${label}<select name="${field.name}"${required}><option value=""></option>${optionsOf(field, pack, locale)}</select></label>`;
    case 'unit':
      return html`<label>${label}<select name="${field.name}"${required}><option value=""></option>${pack.departments.units
        .filter((unit) => unit.kind !== 'contractor')
        .map((unit) => html`<option value="${unit.id}">${unit.name[locale]}</option>`)}</select></label>`;
    case 'yes-no':
      return html`<fieldset><legend>${label}</legend>${['true', 'false'].map(
        (value) =>
          html`<label><input type="radio" name="${field.name}" value="${value}"${required}> ${value === 'true' ? pack.messages[locale].yes : pack.messages[locale].no}</label>`,
      )}</fieldset>`;
    case 'number':
      return html`<label>${label}<input type="number" name="${field.name}" min="1" max="${field.max ?? 400}"${required}></label>`;
    case 'date-time':
    case 'text':
      return html`<label>${label}<input type="text" name="${field.name}" maxlength="${field.max ?? 60}"${required}></label>`;
    default:
      return field.type satisfies never;
  }
};

const fieldLabel = (name: string, pack: CityPack, locale: Locale): string => {
  const labels: Partial<Record<string, string>> = pack.messages[locale].fields;
  return labels[name] ?? name;
};

const optionsOf = (field: Field, pack: CityPack, locale: Locale) => {
  const leaves =
    field.type === 'category'
      ? pack.catalogue.leaves.map((leaf) => ({ value: leaf.path, label: leaf.name[locale] }))
      : [];
  return [...(field.options ?? []), ...leaves].map((one) => html`<option value="${one.value}">${one.label}</option>`);
};
