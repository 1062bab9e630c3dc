// One operation: who may, what goes in, what comes back, with an example of each body.
import { html } from 'hono/html';
import { page } from '#functions/pages/page.ts';
import { type ApiDocument, type Content, componentOf, type Placed, type Schema } from './api-document.ts';
import { block, fieldTable, type Reader, sentence, wordsOf } from './parts.ts';
import { tablesOf, takesOf } from './schema-rows.ts';

export const operationPage = (document: ApiDocument, { method, path, operation }: Placed, reader: Reader): string => {
  const { pack, locale } = reader;
  const words = wordsOf(reader);
  const { summary, description, parameters = [], requestBody, responses, security = [] } = operation;
  const schemes = security.flatMap((one) => Object.keys(one));
  return page(
    pack,
    locale,
    summary,
    html`<p><a href="/docs?lang=${locale}">${words.title}</a></p><h1>${sentence(summary, reader)}</h1><p><code>${method} ${path}</code></p>
${description === undefined ? '' : html`<p>${sentence(description, reader)}</p>`}
<p>${words.authentication}: ${schemes.length === 0 ? words.noKey : html`<a href="/docs?lang=${locale}#authentication">${schemes.join(', ')}</a>`}</p>
${parameters.length === 0 ? '' : html`<h2>${words.parameters}</h2>${fieldTable(parameters.map(rowOf), reader)}`}
${requestBody === undefined ? '' : html`<h2>${words.request}</h2>${bodies(requestBody.content, document, reader)}`}
<h2>${words.responses}</h2>${Object.entries(responses).map((response) => answer(response, operation, document, reader))}`,
  );
};

type Parameter = NonNullable<Placed['operation']['parameters']>[number];

const rowOf = ({ in: where, name, required, description, schema }: Parameter) => ({
  path: name,
  takes: `${where}: ${takesOf(schema)}`,
  required,
  meaning: description,
});

type Response = Placed['operation']['responses'][string];

/** A form of error is shown once: that of most operations where the list of problems is, another at the first refusal. */
const answer = (
  [status, { description, content }]: [string, Response],
  operation: Placed['operation'],
  document: ApiDocument,
  reader: Reader,
) => {
  const firstRefusal = Object.keys(operation.responses).find((one) => Number(one) >= 400);
  const isShown = Number(status) < 400 || (status === firstRefusal && !isProblem(content));
  return html`<h3>${status}</h3><p>${sentence(description, reader)}</p>${
    isShown ? bodies(content, document, reader) : html`<p class="soft">${typesOf(content, reader)}</p>`
  }`;
};

const problemType = 'application/problem+json';
const isProblem = (content: Content): boolean => content[problemType] !== undefined;

const typesOf = (content: Content, { locale }: Reader) =>
  isProblem(content)
    ? html`<a href="/docs?lang=${locale}#problems">${problemType}</a>`
    : Object.keys(content).join(', ');

/** Types that carry the same body share it. */
const bodies = (content: Content, document: ApiDocument, reader: Reader) => {
  const alike = Map.groupBy(Object.entries(content), ([, { schema }]) => JSON.stringify(schema));
  return [...alike.values()].map((those) => {
    const { oneOf, ...schema } = those[0]?.[1].schema ?? {};
    const types = those.map(([type]) => type).join(', ');
    return html`<p><code>${types}</code></p>${(oneOf ?? [schema]).map((one) => body(one, document, reader))}`;
  });
};

/** A body that is a component is told field by field, any other by its own words. */
const body = (schema: Schema, document: ApiDocument, reader: Reader) => {
  const name = componentOf(schema);
  const component = document.components.schemas[name ?? ''];
  if (name === undefined || component === undefined)
    return schema.description === undefined ? '' : html`<p>${sentence(schema.description, reader)}</p>`;
  const example = component.examples?.[0];
  const tables = tablesOf(component).map(({ title, rows }) =>
    rows.length === 0 ? '' : fieldTable(rows, reader, title ?? name),
  );
  return html`${tables}${example === undefined ? '' : html`<p class="soft">${wordsOf(reader).example}</p>${block(JSON.stringify(example, null, 2))}`}`;
};
