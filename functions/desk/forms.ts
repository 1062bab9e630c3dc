// Forms of the desk: one field each as a person fills it in, and the hidden fields that every form carries.
import { html } from 'hono/html';
import { UrgencySchema } from '#schemas/city/policy.ts';
import type { Field } from '#schemas/tasks.ts';
import type { Reader } from './desk-route.ts';
import type { Markup } from './frame.ts';
import { named, type Words } from './words.ts';

export type FormContext = { reader: Reader; words: Words; nonce: string };

/** Bound to the session, and to one showing of the page: sent twice, it is one act. */
export const hidden = ({ reader, nonce }: FormContext, fields: Record<string, string>): Markup =>
  html`<input type="hidden" name="csrf" value="${reader.token}"><input type="hidden" name="nonce" value="${nonce}-${fields['action'] ?? fields['act'] ?? ''}">${Object.entries(
    fields,
  ).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;

type Choice = { more?: Markup; isRequired?: boolean; needs?: string };

/** A choice with its explanation; nothing is chosen beforehand. `needs` names the field that must then be filled in. */
export const choice = (
  name: string,
  value: string,
  text: string,
  { more, isRequired = true, needs }: Choice = {},
): Markup =>
  html`<label class="choice"><input type="radio" name="${name}" value="${value}"${isRequired ? html` required` : ''}${needs === undefined ? '' : html` data-needs="${needs}"`}><span><b>${text}</b>${more === undefined ? '' : html`<small>${more}</small>`}</span></label>`;

/** Units that may have a case, as options. */
export const unitOptions = ({ reader }: FormContext, chosen?: string): Markup[] =>
  reader.pack.departments.units
    .filter((unit) => unit.kind !== 'contractor')
    .map(
      (unit) =>
        html`<option value="${unit.id}"${unit.id === chosen ? html` selected` : ''}>${unit.name[reader.locale]}</option>`,
    );

/** All categories, under their branches. */
export const categoryOptions = ({ reader, words }: FormContext): Markup[] => {
  const { leaves } = reader.pack.catalogue;
  const heads = [...new Set(leaves.map((leaf) => leaf.path.split('/')[0] ?? ''))];
  return heads.map(
    (head) =>
      html`<optgroup label="${words.category(head)}">${leaves
        .filter((leaf) => leaf.path.startsWith(`${head}/`) || leaf.path === head)
        .map((leaf) => html`<option value="${leaf.path}">${leaf.name[reader.locale]}</option>`)}</optgroup>`,
  );
};

export const urgencyOptions = ({ words }: FormContext): Markup[] =>
  UrgencySchema.options.map((one) => html`<option value="${one}">${words.level(one)}</option>`);

export const select = (
  name: string,
  label: string | Markup,
  none: string,
  options: Markup[],
  required = false,
): Markup =>
  html`<label>${label}<select name="${name}"${required ? html` required` : ''}><option value="">${none}</option>${options}</select></label>`;

export const longText = (name: string, label: string | Markup, max: number, required: boolean): Markup =>
  html`<label>${label}<textarea name="${name}" maxlength="${max}"${required ? html` required` : ''}></textarea></label>`;

/** The input of a field as its action describes it. */
export const fieldInput = (field: Field, context: FormContext): Markup => {
  const { reader, words } = context;
  const { fields, yes, no } = reader.pack.messages[reader.locale];
  const name = named(fields, field.name);
  const label = field.required ? name : html`${name} <small>${words.desk.case.optional}</small>`;
  const required = field.required ? html` required` : '';
  switch (field.type) {
    case 'longtext':
      return longText(field.name, label, field.max ?? 1000, field.required);
    case 'choice':
      return select(
        field.name,
        label,
        '—',
        (field.options ?? []).map((one) => html`<option value="${one.value}">${words.value(one.label)}</option>`),
        field.required,
      );
    case 'category':
      return select(field.name, label, '—', categoryOptions(context), field.required);
    case 'unit':
      return select(field.name, label, '—', unitOptions(context), field.required);
    case 'yes-no':
      return html`<fieldset><legend>${label}</legend>${choice(field.name, 'true', yes)}${choice(field.name, 'false', no)}</fieldset>`;
    case 'number':
      return html`<label>${label}<input type="number" inputmode="numeric" name="${field.name}" min="1" max="${field.max ?? 400}"${required}></label>`;
    case 'date-time':
      return html`<label>${label}<input name="${field.name}" maxlength="40" placeholder="2026-12-31T17:00:00+08:00"${required}></label>`;
    case 'text':
      return html`<label>${label}<input name="${field.name}" maxlength="${field.max ?? 60}"${required}></label>`;
    default:
      return field.type satisfies never;
  }
};
