// A route behind sign-in: who is asking, in which language, and errors as pages. Every page of the desk goes through it.
import { cityPack } from '#functions/case/city-policy.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { readCookie, setCookie } from '#functions/sign-in/cookies.ts';
import { sealingKey } from '#functions/sign-in/seal.ts';
import { formToken, openSession } from '#functions/sign-in/session.ts';
import { defineRoute, type RouteRequest, type RouteResponse, wantsJson } from '#kernel/define-route.ts';
import { ProblemError, problem, problemResponse } from '#kernel/problems.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Problem } from '#schemas/problem.ts';
import type { Session } from '#schemas/session.ts';

/** What every page of the desk knows of its reader. */
export type Reader = {
  session: Session;
  /** Goes into every form. */
  token: string;
  key: Buffer;
  pack: CityPack;
  locale: Locale;
  now: string;
};

const yearSeconds = 365 * 86_400;

type Route = (request: RouteRequest, reader: Reader) => Promise<RouteResponse>;
/** How a person is told of a problem; programs get it as it is. */
type TellProblem = (told: Problem, request: RouteRequest, reader: Reader) => RouteResponse;

/** Wraps a route of the desk. Without a session, a page leads to sign-in and a program is told so. */
export const defineDeskRoute = (name: string, allowed: readonly string[], tell: TellProblem, route: Route) =>
  defineRoute(name, allowed, async (request) => {
    const { PUBLIC_BASE_URL: baseUrl, KEYS_SECRET } = readEnvironment(['PUBLIC_BASE_URL', 'KEYS_SECRET']);
    const key = await sealingKey(KEYS_SECRET);
    const session = openSession(key, readCookie(request.cookies, 'session', { baseUrl }), request.occurredAt);
    if (session === undefined) return signInFirst(request);
    const pack = cityPack();
    const chosen = request.query['lang'] ?? readCookie(request.cookies, 'lang', { baseUrl });
    const query = chosen === undefined ? request.query : { ...request.query, lang: chosen };
    const locale = localeOf({ query, headers: request.headers }, pack);
    const reader = { session, token: formToken(key, session), key, pack, locale, now: request.occurredAt };
    const answer = await answered(request, reader, tell, route);
    const remembered = request.query['lang'] === undefined ? [] : [setCookie('lang', locale, yearSeconds, { baseUrl })];
    return { ...answer, cookies: [...(answer.cookies ?? []), ...remembered] };
  });

const answered = async (
  request: RouteRequest,
  reader: Reader,
  tell: TellProblem,
  route: Route,
): Promise<RouteResponse> => {
  try {
    return await route(request, reader);
  } catch (fault) {
    if (!(fault instanceof ProblemError)) throw fault;
    return wantsJson(request) ? problemResponse(fault.problem) : tell(fault.problem, request, reader);
  }
};

const signInFirst = (request: RouteRequest): RouteResponse => {
  if (wantsJson(request)) {
    const told = problem('not-signed-in', 'sign in at /sign-in, then send the cookie it gives');
    return problemResponse(told, { 'www-authenticate': 'Cookie' });
  }
  // A form whose session is over leads back to the page that it stood on.
  const back = request.path.replace(/\/(?:tasks\/[^/]+|acts)$/, '');
  const query = request.method === 'GET' ? new URLSearchParams(request.query).toString() : '';
  const to = encodeURIComponent(query === '' ? back : `${back}?${query}`);
  return { statusCode: 303, headers: { location: `/sign-in?to=${to}`, 'cache-control': 'no-store' } };
};

/** Not there, or not theirs: both are answered alike, so that nobody learns which cases exist. */
export const unknownCase = (): ProblemError =>
  new ProblemError(problem('unknown-case', 'there is no such case of yours'));
