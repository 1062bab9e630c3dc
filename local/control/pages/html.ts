// Escaped HTML by template literal, and the frame of the stack's own pages.
import { STYLE } from './style.ts';

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

/** A page of ours with a query. */
export function pageLink(name: string, query: Readonly<Record<string, string>>, text: string): Markup {
  return link(`/_local/pages/${name}?${new URLSearchParams(query)}`, text);
}

export function table(head: readonly string[], rows: readonly (readonly Shown[])[]): Markup {
  if (rows.length === 0) return html`<p class="soft">none</p>`;
  return html`<table><thead><tr>${head.map((one) => html`<th>${one}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table>`;
}

const TONES: Readonly<Record<string, string>> = { SUCCEEDED: 'good', RUNNING: 'wait' };

export function badge(status: string): Markup {
  return html`<span class="badge ${TONES[status] ?? 'bad'}">${status.toLowerCase().replace('_', ' ')}</span>`;
}

/** AWS gives instants as seconds since 1970; shown to the second, as long as nobody needs more. */
export function instant(seconds: unknown): Shown {
  return typeof seconds === 'number' ? shortInstant(seconds * 1000) : '';
}

export function shortInstant(at: number | string): Markup {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 19).replace('T', ' ')}</time>`;
}

export function json(value: unknown): Markup {
  return html`<pre>${JSON.stringify(value, null, 2) ?? ''}</pre>`;
}

export function folded(title: string, body: Shown): Markup {
  return html`<details><summary>${title}</summary>${body}</details>`;
}

export function page(title: string, body: Markup, wanted = ''): string {
  const field = html`<form action="/_local/pages/find"><input name="text" value="${wanted}" placeholder="find an id" aria-label="Find an id"> <button>Find</button></form>`;
  return html`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${title}</title><style>${{ markup: STYLE }}</style></head><body>
<header><strong>${link('/_local/', 'Local stack')}</strong>${link('/_local/pages/executions', 'Executions')} ${link('/_local/pages/messages', 'Messages')}${field}</header>
<main><h1>${title}</h1>${body}</main></body></html>`.markup;
}
