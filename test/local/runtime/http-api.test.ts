import { describe, expect, it } from 'vitest';
import { httpAnswer, httpEvent } from '#local/http-api/event.ts';
import { createRouteTable } from '#local/http-api/route-table.ts';
import { createThrottle } from '#local/http-api/throttle.ts';

describe('routes', () => {
  const table = createRouteTable(
    ['GET /c/{number}', 'GET /c/help', 'ANY /c/{number}/{rest+}', 'POST /c/{number}', '$default'].map((routeKey) => ({
      routeKey,
    })),
  );
  it.each([
    ['GET', '/c/help', 'GET /c/help', {}],
    ['GET', '/c/%E6%9D%8E%2F1', 'GET /c/{number}', { number: '李/1' }],
    ['POST', '/c/7', 'POST /c/{number}', { number: '7' }],
    ['DELETE', '/c/7/a/b', 'ANY /c/{number}/{rest+}', { number: '7', rest: 'a/b' }],
    ['DELETE', '/c/7', '$default', {}],
    ['GET', '/c/', '$default', {}],
  ])('%s %s takes %s', (method, path, routeKey, parameters) => {
    expect(table(method, path)).toEqual({ route: { routeKey }, parameters });
  });
});

describe('the event of a request', () => {
  const request = {
    method: 'POST',
    rawPath: '/c/7',
    rawQuery: 'a=1&a=2&b=%20',
    rawHeaders: ['Host', 'h:1', 'X-A', '1', 'x-a', '2', 'Cookie', 'p=1; q=2'],
    body: Buffer.from('名'),
    sourceIp: '127.0.0.1',
  };
  const context = {
    accountId: '1',
    apiId: 'api',
    stage: '$default',
    routeKey: 'POST /c/{n}',
    requestId: 'r',
    now: 0,
    parameters: { n: '7' },
  };
  it('folds repeated headers and parameters, and keeps cookies apart', () => {
    expect(httpEvent(request, context)).toMatchObject({
      version: '2.0',
      headers: { host: 'h:1', 'x-a': '1,2' },
      cookies: ['p=1', 'q=2'],
      queryStringParameters: { a: '1,2', b: ' ' },
      pathParameters: { n: '7' },
      body: '名',
      isBase64Encoded: false,
      requestContext: {
        timeEpoch: 0,
        time: '01/Jan/1970:00:00:00 +0000',
        http: { method: 'POST', path: '/c/7', sourceIp: '127.0.0.1' },
      },
    });
  });
  it('carries bytes as Base64', () => {
    const bytes = { ...request, rawHeaders: ['content-type', 'image/png'], body: Buffer.from([1, 2]) };
    expect(httpEvent(bytes, context)).toMatchObject({ body: 'AQI=', isBase64Encoded: true });
  });
});

describe('the answer of a function', () => {
  it('may be plain data, or a status with headers, cookies and bytes', () => {
    expect(httpAnswer('{"hello":1}')).toMatchObject({
      status: 200,
      headers: [['content-type', 'application/json']],
      body: Buffer.from('{"hello":1}'),
    });
    const full = {
      statusCode: 201,
      headers: { 'Content-Type': 'x/y', N: 1 },
      cookies: ['a=1', 'b=2'],
      body: 'AQI=',
      isBase64Encoded: true,
    };
    expect(httpAnswer(JSON.stringify(full))).toEqual({
      status: 201,
      headers: [
        ['content-type', 'x/y'],
        ['n', '1'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
      body: Buffer.from([1, 2]),
    });
    expect(httpAnswer('{"statusCode":"none"}')).toBeUndefined();
  });
});

describe('a throttle', () => {
  it('lets a burst pass, then so many a second', () => {
    const passes = createThrottle({ rate: 2, burst: 3 });
    expect([0, 0, 0, 0].map((at) => passes(at))).toEqual([true, true, true, false]);
    expect([500, 500, 1000].map((at) => passes(at))).toEqual([true, false, true]);
  });
});
