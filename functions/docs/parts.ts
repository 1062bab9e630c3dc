// Parts that the pages of the API document share. The document is in English; on a page in another language its
// sentences say so to whoever reads them aloud.
import { html } from 'hono/html';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Row } from './schema-rows.ts';

type Markup = ReturnType<typeof html>;
export type Reader = { pack: CityPack; locale: Locale };

export const wordsOf = ({ pack, locale }: Reader) => pack.messages[locale].docs;

/** A sentence of the document; what stands between backticks is code. */
export const sentence = (text: string, { locale }: Reader): Markup => {
  const parts = text.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : part));
  return locale === 'en' ? html`${parts}` : html`<span lang="en">${parts}</span>`;
};

/** A path may be broken behind its dots and strokes, and nowhere else. */
const broken = (path: string): Markup[] =>
  path.split(/(?<=[._])/).map((part, index) => (index === 0 ? html`${part}` : html`<wbr>${part}`));

/** Two columns, so that it fits a telephone: the field with what it takes, and what it means. */
export const fieldTable = (rows: readonly Row[], reader: Reader, caption?: string): Markup => {
  const words = wordsOf(reader);
  return html`<table>${caption === undefined ? '' : html`<caption>${caption}</caption>`}<thead><tr><th scope="col">${words.field}</th><th scope="col">${words.meaning}</th></tr></thead><tbody>${rows.map(
    ({ path, takes, required, meaning }) =>
      html`<tr><th scope="row"><code>${broken(path)}</code>${required ? html`<small>${words.required}</small>` : ''}</th><td><code>${takes}</code><small>${sentence(meaning, reader)}</small></td></tr>`,
  )}</tbody></table>`;
};

export const block = (code: string): Markup => html`<pre><code>${code}</code></pre>`;

export const addressOf = (operationId: string, { locale }: Reader): string => `/docs/${operationId}?lang=${locale}`;
