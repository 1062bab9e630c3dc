// What `GET /open311/v2/requests` may be narrowed by, read and checked.
import type { CaseState } from '#functions/case/case-state.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { instantFromOutside } from '#schemas/text.ts';
import { GeoReportError } from './geo-report.ts';
import { categoryOf, isOpen } from './service-request.ts';
import { leafOf, serviceCodeOf } from './services.ts';

/** The standard's own span: what is asked for without dates, and the most that is asked for with them. */
const longestSpanDays = 90;
const longestSpanMs = longestSpanDays * 86_400_000;
/** As many as one answer holds. */
export const mostRequests = 100;

export type Filters = {
  /** Given, they override everything else (GeoReport v2). */
  ids: readonly string[] | undefined;
  since: string;
  until: string;
  keeps(state: CaseState): boolean;
};

type Query = Readonly<Record<string, string>>;

/** @throws GeoReportError 400 for what cannot be read, 404 for a service that is not there. */
export const filtersOf = (query: Query, now: string, pack: CityPack): Filters => {
  const ids = listOf(query['service_request_id']);
  if (ids !== undefined && ids.length > mostRequests)
    throw new GeoReportError(400, `service_request_id: at most ${mostRequests} at once`);
  const codes = listOf(query['service_code']);
  const unknown = codes?.find((code) => leafOf(code, pack) === undefined);
  if (unknown !== undefined) throw new GeoReportError(404, 'service_code was not found');
  const statuses = listOf(query['status']);
  if (statuses?.some((status) => status !== 'open' && status !== 'closed') === true)
    throw new GeoReportError(400, 'status: open, closed or both, with a comma between');
  return {
    ids,
    ...spanOf(query, now),
    keeps: (state) =>
      (codes === undefined || codes.includes(serviceCodeOf(categoryOf(state) ?? ''))) &&
      (statuses === undefined || statuses.includes(isOpen(state) ? 'open' : 'closed')),
  };
};

const listOf = (value: string | undefined): string[] | undefined => {
  const list = (value ?? '').split(',').flatMap((one) => one.trim() || []);
  return list.length === 0 ? undefined : list;
};

const spanOf = (query: Query, now: string): { since: string; until: string } => {
  const start = instantOf('start_date', query);
  const end = instantOf('end_date', query);
  const until = end ?? (start === undefined ? now : shifted(start, longestSpanMs));
  const since = start ?? shifted(until, -longestSpanMs);
  if (since > until) throw new GeoReportError(400, 'start_date must not be after end_date');
  if (Date.parse(until) - Date.parse(since) > longestSpanMs)
    throw new GeoReportError(400, `start_date and end_date: at most ${longestSpanDays} days between them`);
  return { since, until };
};

const instantOf = (name: string, query: Query): string | undefined => {
  // A plus sign that was not encoded arrives as a blank.
  const value = query[name]?.replace(' ', '+');
  if (value === undefined || value === '') return undefined;
  const parsed = instantFromOutside.safeParse(value);
  if (!parsed.success)
    throw new GeoReportError(400, `${name} must be an instant with its offset, such as 2026-03-02T09:30:00+08:00`);
  return parsed.data;
};

const shifted = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();
