// Escaped HTML by template literal, and the frame of the stack's own pages.

/** Text that is HTML already. */
export type Markup = { readonly markup: string };
export type Shown = Markup | string | number | readonly Shown[];

export function html(parts: TemplateStringsArray, ...values: readonly Shown[]): Markup {
  return {
    markup: parts.map((part, index) => part + (index < values.length ? show(values[index] ?? '') : '')).join(''),
  };
}

function show(value: Shown): string {
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  if ('markup' in value) return value.markup;
  return value.map(show).join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export function link(href: string, text: string): Markup {
  return html`<a href="${/^(https?:\/\/|\/)/.test(href) ? href : '#'}">${text}</a>`;
}

export function table(head: readonly string[], rows: readonly (readonly Shown[])[]): Markup {
  return html`<table><thead><tr>${head.map((one) => html`<th>${one}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;
}

const STYLE = `body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:1.5rem auto;padding:0 1rem;color:#1b1b1b}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ddd}
pre{white-space:pre-wrap;margin:0;font:13px/1.45 ui-monospace,monospace;overflow-wrap:anywhere}h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.6rem}`;

export function page(title: string, body: Markup): string {
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>${{ markup: STYLE }}</style></head><body><p>${link('/_local/', 'Local stack')}</p><h1>${title}</h1>${body}</body></html>`
    .markup;
}
