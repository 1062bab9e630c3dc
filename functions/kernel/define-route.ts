// A route of the HTTP API: one shape in, one shape out; every error that reaches it leaves as RFC 9457 (DESIGN §4).
// Never a stack trace, never a 5xx for bad input.
import middy from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Problem } from '#schemas/problem.ts';
import { ContentionError, ThrottledError, UnavailableError } from './errors.ts';
import { faultFields, log } from './log.ts';
import { ProblemError, problem, problemResponse } from './problems.ts';

export type RouteRequest = {
  method: string;
  path: string;
  parameters: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** As they were sent: `name=value` each. */
  cookies: readonly string[];
  rawBody: string;
  /** When the request arrived, by the API's clock: the time the person acted (DESIGN §2). */
  occurredAt: string;
  requestId: string;
  sourceIp: string;
};

export type RouteResponse = APIGatewayProxyStructuredResultV2;

/** Longest body that any door takes, in bytes. */
export const longestBody = 64 * 1024;
const deepestBody = 6;

/** How a problem is told; `path` is what was asked for. */
export type Tell = (told: Problem, headers: Readonly<Record<string, string>>, path: string) => RouteResponse;

/** Wraps a route; `allowed` names its methods, any other is 405. `tell`: of doors whose standard has another form of error. */
export const defineRoute = (
  name: string,
  allowed: readonly string[],
  route: (request: RouteRequest) => Promise<RouteResponse>,
  tell: Tell = problemResponse,
) =>
  middy(async (event: APIGatewayProxyEventV2): Promise<RouteResponse> => {
    try {
      return await route(readRequest(event, allowed));
    } catch (fault) {
      const { told, headers } = problemOf(name, fault);
      return tell(told, headers, event.rawPath);
    }
  });

const readRequest = (event: APIGatewayProxyEventV2, allowed: readonly string[]): RouteRequest => {
  const { method } = event.requestContext.http;
  if (!allowed.includes(method)) {
    throw new ProblemError(
      problem('method-not-allowed', `this address takes ${allowed.join(', ')}`, { possible: [...allowed] }),
    );
  }
  const body = event.body ?? '';
  const rawBody = event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (Buffer.byteLength(rawBody) > longestBody)
    throw new ProblemError(problem('body-too-large', `a body is at most ${longestBody} bytes`));
  return {
    method,
    path: event.rawPath,
    parameters: onlyStrings(event.pathParameters),
    query: onlyStrings(event.queryStringParameters),
    headers: Object.fromEntries(
      Object.entries(onlyStrings(event.headers)).map(([key, value]) => [key.toLowerCase(), value]),
    ),
    cookies: event.cookies ?? [],
    rawBody,
    occurredAt: new Date(event.requestContext.timeEpoch).toISOString(),
    requestId: event.requestContext.requestId,
    sourceIp: event.requestContext.http.sourceIp,
  };
};

const onlyStrings = (record: Record<string, string | undefined> | undefined): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record ?? {}).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );

const problemOf = (name: string, fault: unknown): { told: Problem; headers: Record<string, string> } => {
  if (fault instanceof ProblemError) return { told: fault.problem, headers: {} };
  const busy = fault instanceof ThrottledError || fault instanceof ContentionError || fault instanceof UnavailableError;
  log[busy ? 'warn' : 'error'](`${name} failed`, faultFields(fault));
  return busy
    ? { told: problem('busy', 'the service is busy; nothing was lost, try again'), headers: { 'retry-after': '2' } }
    : { told: problem('internal', 'something went wrong on our side; nothing of this request was kept'), headers: {} };
};

/** The JSON body. @throws ProblemError 400 when it is not JSON, 422 when it is nested too deeply. */
export const readJson = (request: RouteRequest): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(request.rawBody);
  } catch {
    throw new ProblemError(problem('not-json', 'the body must be one JSON value in UTF-8'));
  }
  if (depthOf(value) > deepestBody)
    throw new ProblemError(problem('too-deep', `a body is nested at most ${deepestBody} levels deep`));
  return value;
};

const depthOf = (value: unknown): number => {
  let depth = 0;
  let level: unknown[] = [value];
  while (level.length > 0 && depth <= deepestBody + 1) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
    depth += level.length > 0 ? 1 : 0;
  }
  return depth;
};

/** JSON or a posted form, by content type. */
export const readFields = (request: RouteRequest): unknown => {
  const type = request.headers['content-type'] ?? '';
  if (!type.includes('application/x-www-form-urlencoded')) return readJson(request);
  // An empty field of a form is a field that was left out.
  return Object.fromEntries([...new URLSearchParams(request.rawBody)].filter(([, value]) => value !== ''));
};

/** True when the caller asks for JSON rather than a page. */
export const wantsJson = (request: RouteRequest): boolean => {
  const accept = request.headers['accept'] ?? '';
  return accept.includes('application/json') || !accept.includes('text/html');
};

const safeHeaders = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

export const json = (statusCode: number, body: unknown, headers: Record<string, string> = {}): RouteResponse => ({
  statusCode,
  headers: { 'content-type': 'application/json; charset=utf-8', ...safeHeaders, ...headers },
  body: JSON.stringify(body),
});

export const html = (statusCode: number, body: string, headers: Record<string, string> = {}): RouteResponse => ({
  statusCode,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ...safeHeaders,
    ...headers,
  },
  body,
});

/** For a page that shows or sends files: their place is reached as well, and nothing else. */
export const withFiles = (origin: string): Record<string, string> => ({
  'content-security-policy': `default-src 'none'; img-src ${origin}; style-src 'self'; form-action 'self' ${origin}; base-uri 'none'; frame-ancestors 'none'`,
});

/** After a posted form: the page to read next, by a GET that may be repeated. */
export const seeOther = (location: string): RouteResponse => ({
  statusCode: 303,
  headers: { location, ...safeHeaders },
});
