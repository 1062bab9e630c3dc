// A schema as rows of a table: where a field is, what it takes, whether it must be there, what it means. Pure.
import type { Schema } from './api-document.ts';

export type Row = { path: string; takes: string; required: boolean; meaning: string };
export type Table = { title: string | undefined; rows: Row[] };

/** One table, or one for each form that a body can have. */
export const tablesOf = (schema: Schema): Table[] => {
  const { oneOf } = schema;
  if (oneOf === undefined) return [{ title: undefined, rows: fieldsOf(schema, '') }];
  return oneOf.map((form) => ({ title: sayingOf(form), rows: fieldsOf(form, '') }));
};

/** The field that tells one form from another: the one that takes a single word. */
const tellingOf = (form: Schema): { name: string; says: unknown } | undefined => {
  const [name, field] = Object.entries(form.properties ?? {}).find(([, one]) => one?.const !== undefined) ?? [];
  return name === undefined ? undefined : { name, says: field?.const };
};

/** `type = "request.created"`. */
const sayingOf = (form: Schema): string | undefined => {
  const telling = tellingOf(form);
  return telling === undefined ? undefined : `${telling.name} = ${JSON.stringify(telling.says)}`;
};

const fieldsOf = (schema: Schema, prefix: string): Row[] => {
  const inner = schema.items;
  if (inner !== undefined) return fieldsOf(inner, `${prefix}[]`);
  if (schema.oneOf !== undefined) return formsOf(schema.oneOf, prefix);
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    if (field === undefined) return [];
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const row = { path, takes: takesOf(field), required: required.includes(name), meaning: field.description ?? '' };
    return [row, ...fieldsOf(field, path)];
  });
};

/** Forms of a part: what tells them apart is one row for all, and every other field says in which form it stands. */
const formsOf = (forms: readonly Schema[], prefix: string): Row[] => {
  const rows = forms.flatMap((form) => {
    const telling = tellingOf(form);
    const path = `${prefix}.${telling?.name}`;
    return fieldsOf(form, prefix).map((row) => ({ row, saying: sayingOf(form), isTelling: row.path === path }));
  });
  const [first, ...more] = rows.filter(({ isTelling }) => isTelling).map(({ row }) => row);
  const others = rows
    .filter(({ isTelling }) => !isTelling)
    .map(({ row, saying }) => (saying === undefined ? row : { ...row, meaning: `${row.meaning} (${saying})` }));
  if (first === undefined) return others;
  return [{ ...first, takes: [first, ...more].map(({ takes }) => takes).join(' | ') }, ...others];
};

/** In signs rather than words, so that it is read alike in every language: `string ≤ 200`, `"a" | "b"`, `integer 1…400`. */
export const takesOf = (schema: Schema): string => {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((one) => JSON.stringify(one)).join(' | ');
  const forms = schema.anyOf ?? [];
  if (forms.length > 0) return [...new Set(forms.map(takesOf))].join(' | ');
  if (schema.oneOf !== undefined) return '{…}';
  if (schema.type === 'array') return `[${takesOf(schema.items ?? {})}]${bounds(undefined, schema.maxItems)}`;
  if (schema.type === 'object') return '{…}';
  const type = typeof schema.type === 'object' ? schema.type.join(' | ') : (schema.type ?? '…');
  if (schema.format !== undefined) return `${type} (${schema.format})`;
  return type === 'string'
    ? `${type}${bounds(undefined, schema.maxLength)}`
    : `${type}${bounds(schema.minimum, schema.maximum)}`;
};

/** Bounds that only say "safe integer" say nothing. */
const bounds = (least: number | undefined, most: number | undefined): string => {
  const top = most === undefined || most >= Number.MAX_SAFE_INTEGER ? undefined : most;
  const bottom = least === undefined || least <= Number.MIN_SAFE_INTEGER ? undefined : least;
  if (top === undefined) return bottom === undefined ? '' : ` ≥ ${bottom}`;
  return bottom === undefined ? ` ≤ ${top}` : ` ${bottom}…${top}`;
};
