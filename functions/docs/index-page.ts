// The way into the API: what there is, who may, how a webhook is signed, what can go wrong.
import { html } from 'hono/html';
import { page } from '#functions/pages/page.ts';
import { type ApiDocument, operationsOf } from './api-document.ts';
import { addressOf, block, type Reader, sentence, wordsOf } from './parts.ts';

export const indexPage = (document: ApiDocument, reader: Reader): string => {
  const { pack, locale } = reader;
  const words = wordsOf(reader);
  return page(
    pack,
    locale,
    words.title,
    html`<h1>${words.title}</h1><p>${sentence(document.info.description, reader)}</p>
<p class="soft">${words.inEnglish}</p><p><a href="/openapi.json">openapi.json</a> (OpenAPI 3.1)</p>
<h2>${words.operations}</h2><ul class="plain">${operationsOf(document).map(
      ({ method, path, operation }) =>
        html`<li><a href="${addressOf(operation.operationId, reader)}">${sentence(operation.summary, reader)}</a><small><code>${method} ${path}</code></small></li>`,
    )}</ul>
<h2 id="authentication">${words.authentication}</h2><dl>${Object.entries(document.components.securitySchemes).map(
      ([name, { description }]) => html`<dt><code>${name}</code></dt><dd>${sentence(description, reader)}</dd>`,
    )}</dl><p>${words.signing}</p>${block(signing)}
<h2 id="problems">${words.problems}</h2><p>${words.problemsAre}</p>
<ul class="plain">${document['x-problems'].map(
      ({ type, status, title }) =>
        html`<li><code>${type}</code> ${status}<small>${sentence(title, reader)}</small></li>`,
    )}</ul>`,
  );
};

/** As in docs/integrators.md, where it runs in the tests. */
const signing = `key=$(printf %s "\${SECRET#whsec_}" | base64 -d | od -An -v -tx1 | tr -d ' \\n')
signature=$(printf %s "$id.$timestamp.$body" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)
curl "$API/v1/webhooks/$SOURCE" --header 'content-type: application/json' \\
  --header "webhook-id: $id" --header "webhook-timestamp: $timestamp" \\
  --header "webhook-signature: v1,$signature" --data-binary "$body"`;
