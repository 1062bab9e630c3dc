// The `$default` route: API Gateway's own 404 says nothing, ours says so in the same form as every other problem.
import { defineRoute, type Tell } from '#kernel/define-route.ts';
import { ProblemError, problem, problemResponse } from '#kernel/problems.ts';
import { tellInGeoReport } from './open311/geo-report.ts';

const any = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];
const methods: readonly [RegExp, string[]][] = [
  [/^\/v1\/webhooks\/[^/]+$/, ['POST']],
  [/^\/v1\/cases\/[^/]+$/, ['GET']],
  [/^\/v1\/cases\/[^/]+\/acts$/, ['POST']],
  [/^\/v1\/sms\/receipts$/, ['POST']],
  [/^\/open311\/(discovery|v2\/services)\.(xml|json)$/, ['GET']],
  [/^\/open311\/v2\/(services|requests|tokens)\/[^/]+$/, ['GET']],
  [/^\/open311\/v2\/requests\.(xml|json)$/, ['GET', 'POST']],
  [/^\/t\/[^/]+$/, ['GET', 'POST']],
  [/^\/t\/[^/]+\/(reveal|files)$/, ['GET', 'POST']],
  [/^\/page\.css$/, ['GET']],
  [/^\/c\/[^/]+$/, ['GET', 'POST']],
  [
    /^\/(sign-in(\/callback)?|docs(\/[^/]+)?|openapi\.json|desk|(?:desk|desk\/(?:evaluation|burden|topics))\.csv|desk\.css|desk\/(evaluation|burden|topics)|desk\/cases\/[^/]+)$/,
    ['GET'],
  ],
  [/^\/(sign-out|desk\/cases\/[^/]+\/(acts|tasks\/[^/]+))$/, ['POST']],
];

/** Each door has its own form of error, also where it leads nowhere. */
const tell: Tell = (told, headers, path) =>
  path.startsWith('/open311/') ? tellInGeoReport(told, headers, path) : problemResponse(told, headers);

const route: Parameters<typeof defineRoute>[2] = async (request) => {
  const known = methods.find(([path]) => path.test(request.path));
  if (known !== undefined) {
    throw new ProblemError(
      problem('method-not-allowed', `this address takes ${known[1].join(', ')}`, { possible: known[1] }),
    );
  }
  throw new ProblemError(problem('no-such-page', 'nothing is at this address'));
};

export const handler = defineRoute('no such page', any, route, tell);
