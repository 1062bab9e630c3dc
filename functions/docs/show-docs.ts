// GET /docs, /docs/{operation} and /openapi.json: the interface for those who write against it, without a script.
import { cityPack } from '#functions/case/city-policy.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { defineRoute, html, json } from '#kernel/define-route.ts';
import { ProblemError, problem } from '#kernel/problems.ts';
import { apiDocument, operationsOf } from './api-document.ts';
import { indexPage } from './index-page.ts';
import { operationPage } from './operation-page.ts';

/** The same for everyone who reads that language. */
const kept = { 'cache-control': 'public, max-age=600', vary: 'accept-language' };

export const handler = defineRoute('api docs', ['GET'], async (request) => {
  if (request.path === '/openapi.json') return json(200, apiDocument, kept);
  const pack = cityPack();
  const reader = { pack, locale: localeOf(request, pack) };
  const asked = request.parameters['operation'];
  if (asked === undefined) return html(200, indexPage(apiDocument, reader), kept);
  const placed = operationsOf(apiDocument).find(({ operation }) => operation.operationId === asked);
  if (placed === undefined) throw new ProblemError(problem('no-such-page', 'the API has no such operation; see /docs'));
  return html(200, operationPage(apiDocument, placed, reader), kept);
});
