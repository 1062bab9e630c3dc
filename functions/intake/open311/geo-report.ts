// The manners of the Open311 door (GeoReport v2): XML or JSON by the ending of the address, and errors in the
// standard's own form instead of RFC 9457.
import { defineRoute, type RouteRequest, type RouteResponse, type Tell } from '#kernel/define-route.ts';
import { problemResponse } from '#kernel/problems.ts';
import { elementsOf, type XmlElement, xmlDocument } from './xml.ts';

export type Format = 'xml' | 'json';

/** The same answer for both kinds of reader. */
export type Answer = { json: unknown; xml: XmlElement; headers?: Readonly<Record<string, string>> };

/** Refuses a call: 400 something is missing or wrong, 403 no valid key, 404 there is no such thing. */
export class GeoReportError extends Error {
  override readonly name = 'GeoReportError';
  readonly status: 400 | 403 | 404;
  readonly details: readonly string[];
  constructor(status: 400 | 403 | 404, ...details: string[]) {
    super(details.join('; '));
    this.status = status;
    this.details = details;
  }
}

/** XML is the format that every client knows, so whoever names none gets it. */
export const formatOf = (path: string): Format => (path.endsWith('.json') ? 'json' : 'xml');

/** What a parameter of the address says without the format behind it. */
export const withoutFormat = (parameter: string | undefined): string => (parameter ?? '').replace(/\.(xml|json)$/, '');

export const defineGeoReport = (
  name: string,
  allowed: readonly string[],
  route: (request: RouteRequest) => Promise<Answer>,
) =>
  defineRoute(
    name,
    allowed,
    async (request) => {
      const format = formatOf(request.path);
      try {
        return answered(200, format, await route(request));
      } catch (fault) {
        if (!(fault instanceof GeoReportError)) throw fault;
        return answered(fault.status, format, errorsOf(fault.status, fault.details));
      }
    },
    tellInGeoReport,
  );

/** What our own rules refuse: wrong fields are 400 here, as the standard has it. */
export const tellInGeoReport: Tell = (told, headers, path) => {
  const status = told.status === 422 ? 400 : told.status;
  const details = [told.detail, ...(told.errors ?? []).map(({ pointer, detail }) => `${pointer} ${detail}`)];
  const kept = problemResponse(told, headers).headers;
  const { statusCode, headers: own, body } = answered(status, formatOf(path), errorsOf(status, details));
  return { statusCode: statusCode ?? status, headers: { ...kept, ...own }, body: body ?? '' };
};

const errorsOf = (code: number, details: readonly string[]): Answer => {
  const errors = details.map((description) => ({ code, description }));
  return { json: errors, xml: ['errors', errors.map((one) => ['error', elementsOf(one)])] };
};

const types: Record<Format, string> = {
  xml: 'text/xml; charset=utf-8',
  json: 'application/json; charset=utf-8',
};

const answered = (statusCode: number, format: Format, { json, xml, headers = {} }: Answer): RouteResponse => ({
  statusCode,
  headers: {
    'content-type': types[format],
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    ...headers,
  },
  body: format === 'json' ? JSON.stringify(json) : xmlDocument(xml),
});
