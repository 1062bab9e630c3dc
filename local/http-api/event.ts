// The event of an HTTP API (payload format 2.0), and the answer a function may give to it.
import { isObject, objectOf, parseJson } from '../json.ts';

export type HttpRequest = {
  method: string;
  /** As sent, still encoded. */
  rawPath: string;
  rawQuery: string;
  /** Names and values in the order they came, as Node gives them. */
  rawHeaders: readonly string[];
  body: Buffer;
  sourceIp: string;
};

export type RequestContext = {
  accountId: string;
  apiId: string;
  stage: string;
  routeKey: string;
  requestId: string;
  now: number;
  parameters: Readonly<Record<string, string>>;
  stageVariables?: Readonly<Record<string, string>> | undefined;
};

export function httpEvent(request: HttpRequest, context: RequestContext): object {
  const { headers, cookies } = foldHeaders(request.rawHeaders);
  const query = foldQuery(request.rawQuery);
  const text = isText(headers['content-type']);
  const domainName = headers.host ?? '127.0.0.1';
  return {
    version: '2.0',
    routeKey: context.routeKey,
    rawPath: decodePath(request.rawPath),
    rawQueryString: request.rawQuery,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: context.accountId,
      apiId: context.apiId,
      domainName,
      domainPrefix: domainName.split('.')[0],
      http: {
        method: request.method,
        path: decodePath(request.rawPath),
        protocol: 'HTTP/1.1',
        sourceIp: request.sourceIp,
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: context.requestId,
      routeKey: context.routeKey,
      stage: context.stage,
      time: accessLogTime(context.now),
      timeEpoch: context.now,
    },
    ...(Object.keys(context.parameters).length > 0 ? { pathParameters: context.parameters } : {}),
    ...(context.stageVariables === undefined ? {} : { stageVariables: context.stageVariables }),
    ...(request.body.length > 0 ? { body: request.body.toString(text ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: request.body.length > 0 && !text,
  };
}

/** Header names are lower case; repeated headers are joined with commas; cookies stand apart. */
function foldHeaders(raw: readonly string[]): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const name = (raw[index] ?? '').toLowerCase();
    const value = raw[index + 1] ?? '';
    if (name === 'cookie') cookies.push(...value.split(';').map((cookie) => cookie.trim()));
    else if (name !== 'connection' && name !== 'keep-alive' && name !== 'transfer-encoding') {
      headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
    }
  }
  return { headers, cookies };
}

function foldQuery(raw: string): Record<string, string> | undefined {
  if (raw === '') return undefined;
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(raw))
    query[name] = query[name] === undefined ? value : `${query[name]},${value}`;
  return query;
}

/** HTTP APIs hand over these as text, everything else as Base64. */
function isText(contentType: string | undefined): boolean {
  if (contentType === undefined) return true;
  return /^(text\/|application\/(json|xml|javascript|.+\+json|.+\+xml)\b)/i.test(contentType);
}

function decodePath(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function accessLogTime(now: number): string {
  const [date = '', time = ''] = new Date(now).toISOString().split(/[T.]/);
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`;
}

export type HttpAnswer = { status: number; headers: [string, string][]; body: Buffer };

/** What a function returned, as an HTTP answer; undefined when it is neither an answer nor plain data. */
export function httpAnswer(payload: string): HttpAnswer | undefined {
  const result = parseJson(payload);
  if (!isObject(result) || result.statusCode === undefined) {
    // Without a status code, the whole result is the body.
    const body = typeof result === 'string' ? result : payload;
    return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(body) };
  }
  const status = Number(result.statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 599) return undefined;
  const headers: [string, string][] = Object.entries(objectOf(result.headers)).map(([name, value]) => [
    name.toLowerCase(),
    String(value),
  ]);
  if (!headers.some(([name]) => name === 'content-type')) headers.push(['content-type', 'text/plain;charset=UTF-8']);
  if (Array.isArray(result.cookies))
    headers.push(...result.cookies.map((cookie): [string, string] => ['set-cookie', String(cookie)]));
  const text =
    typeof result.body === 'string' ? result.body : result.body === undefined ? '' : JSON.stringify(result.body);
  return { status, headers, body: Buffer.from(text, result.isBase64Encoded === true ? 'base64' : 'utf8') };
}
