// Cross-origin answers of an HTTP API that is configured for them.
import type { HttpRequest } from './event.ts';

export type CorsRules = {
  AllowCredentials?: boolean | undefined;
  AllowHeaders?: string[] | undefined;
  AllowMethods?: string[] | undefined;
  AllowOrigins?: string[] | undefined;
  ExposeHeaders?: string[] | undefined;
  MaxAge?: number | undefined;
};

export function isPreflight(request: HttpRequest): boolean {
  return request.method === 'OPTIONS' && headerOf(request, 'access-control-request-method') !== undefined;
}

export function corsHeaders(rules: CorsRules, request: HttpRequest): [string, string][] {
  const origin = headerOf(request, 'origin');
  if (origin === undefined) return [];
  const allowed = rules.AllowOrigins?.find((one) => one === '*' || one.toLowerCase() === origin.toLowerCase());
  if (allowed === undefined) return [];
  const headers: [string, string][] = [['access-control-allow-origin', allowed === '*' ? '*' : origin]];
  if (rules.AllowCredentials === true) headers.push(['access-control-allow-credentials', 'true']);
  if (rules.ExposeHeaders) headers.push(['access-control-expose-headers', rules.ExposeHeaders.join(',')]);
  if (!isPreflight(request)) return headers;
  if (rules.AllowMethods) headers.push(['access-control-allow-methods', rules.AllowMethods.join(',')]);
  if (rules.AllowHeaders) headers.push(['access-control-allow-headers', rules.AllowHeaders.join(',')]);
  if (rules.MaxAge !== undefined) headers.push(['access-control-max-age', String(rules.MaxAge)]);
  return headers;
}

function headerOf(request: HttpRequest, name: string): string | undefined {
  const index = request.rawHeaders.findIndex((value, position) => position % 2 === 0 && value.toLowerCase() === name);
  return index === -1 ? undefined : request.rawHeaders[index + 1];
}
