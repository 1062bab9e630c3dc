// GET /open311/v2/requests, /requests/{id} and /tokens/{id}: where the requests of the calling source stand. Another
// source's is answered like one that is not there.
import { type CaseDesk, caseDesk, caseRef } from '#functions/case/case-desk.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import { fold } from '#kernel/carry-out.ts';
import type { RouteRequest } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { findMatters } from '#kernel/find-store.ts';
import type { Locale } from '#schemas/city/names.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { callerOf, checkJurisdiction } from './caller.ts';
import { type Answer, defineGeoReport, GeoReportError, withoutFormat } from './geo-report.ts';
import { filtersOf, mostRequests } from './request-filters.ts';
import { serviceRequestOf, type Told } from './service-request.ts';
import { elementsOf } from './xml.ts';

type Reading = { desk: CaseDesk; source: string; locale: Locale };

export const handler = defineGeoReport('open311 reading', ['GET'], async (request) => {
  const desk = await caseDesk();
  const { pack } = desk.policy;
  const { id: source } = await callerOf(request, {}, pack);
  checkJurisdiction(request.query, pack);
  const reading = { desk, source, locale: localeOf(request, pack) };
  const { id } = request.parameters;
  if (id === undefined) return list(reading, request);
  const told = await caseOf(reading, withoutFormat(id));
  if (request.path.includes('/tokens/')) return tokenOf(told);
  if (told === undefined) throw new GeoReportError(404, 'service_request_id was not found');
  return requestsOf([told], reading);
});

/** Every request has its id at once, so a client that keeps it as its token is told the same id. */
const tokenOf = (told: Told | undefined): Answer => {
  if (told === undefined) throw new GeoReportError(404, 'token was not found');
  const answer = { service_request_id: told.caseId, token: told.caseId };
  return { json: [answer], xml: ['service_requests', [['request', elementsOf(answer)]]] };
};

const list = async (reading: Reading, request: RouteRequest): Promise<Answer> => {
  const { desk, source } = reading;
  const filters = filtersOf(request.query, request.occurredAt, desk.policy.pack);
  if (filters.ids !== undefined) return requestsOf(await casesOf(reading, filters.ids), reading);
  const { MATTERS_TABLE } = readEnvironment(['MATTERS_TABLE']);
  const { since, until } = filters;
  const hash = desk.findHash('open311', source);
  const found = await findMatters(dynamo(), MATTERS_TABLE, {
    facet: 'open311',
    hash,
    since,
    until,
    limit: mostRequests + 1,
  });
  const here = found.slice(0, mostRequests);
  const told = await casesOf(
    reading,
    here.map(({ ref }) => ref.id),
  );
  const more = found[mostRequests];
  return {
    ...requestsOf(
      told.filter(({ state }) => filters.keeps(state)),
      reading,
    ),
    headers: more === undefined ? {} : { link: `<${nextPage(request, since, more.at)}>; rel="next"` },
  };
};

/** The same question about what is older. The key is not repeated: an address is no place to keep one. */
const nextPage = ({ path, query }: RouteRequest, since: string, until: string): string => {
  const { api_key: _key, ...asked } = query;
  return `${path}?${new URLSearchParams({ ...asked, start_date: since, end_date: until })}`;
};

const requestsOf = (told: readonly Told[], { desk, locale }: Reading): Answer => {
  const requests = told.map((one) => serviceRequestOf(one, desk.policy.pack, locale));
  return { json: requests, xml: ['service_requests', requests.map((one) => ['request', elementsOf(one)])] };
};

/** Ten at a time: a hundred at once would be a burst of its own. */
const atOnce = 10;

const casesOf = async (reading: Reading, ids: readonly string[]): Promise<Told[]> => {
  const told: Told[] = [];
  for (let from = 0; from < ids.length; from += atOnce) {
    const some = await Promise.all(ids.slice(from, from + atOnce).map((id) => caseOf(reading, id)));
    told.push(...some.filter((one) => one !== undefined));
  }
  return told;
};

const caseOf = async ({ desk, source }: Reading, caseId: string): Promise<Told | undefined> => {
  if (!/^[0-9a-z]{26}$/.test(caseId)) return undefined;
  const { PEOPLE_TABLE } = readEnvironment(['PEOPLE_TABLE']);
  const [commits, person] = await Promise.all([
    desk.desk.store.loadCommits(caseRef(caseId)),
    peopleStore(dynamo(), PEOPLE_TABLE).request(caseId),
  ]);
  const { state } = fold(desk.kind, caseRef(caseId), commits);
  const updatedAt = commits.at(-1)?.at;
  if (state === undefined || updatedAt === undefined || state.intake.source !== source) return undefined;
  return { caseId, state, updatedAt, person };
};
