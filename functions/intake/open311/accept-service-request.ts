// POST /open311/v2/requests: the second way in. What comes of it is what comes of the webhook `request.created`.
import { caseDesk } from '#functions/case/case-desk.ts';
import { localeOf } from '#functions/pages/locale.ts';
import { peopleStore } from '#functions/people/people-store.ts';
import type { RouteRequest } from '#kernel/define-route.ts';
import { dynamo } from '#kernel/dynamo.ts';
import type { FindHash } from '#kernel/keyed-hash.ts';
import { log } from '#kernel/log.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { readEnvironment } from '#schemas/environment.ts';
import type { Open311Posted } from '#schemas/open311.ts';
import type { Accepted } from '#schemas/webhooks.ts';
import { acceptCreated } from '../accept-created.ts';
import { callerOf, checkJurisdiction } from './caller.ts';
import { type Answer, defineGeoReport, GeoReportError } from './geo-report.ts';
import { contentOf, createdFrom } from './request-form.ts';
import { elementsOf } from './xml.ts';

export const handler = defineGeoReport('open311 request', ['POST'], async (request) => {
  const desk = await caseDesk();
  const { PEOPLE_TABLE, PUBLIC_BASE_URL } = readEnvironment(['PEOPLE_TABLE', 'PUBLIC_BASE_URL']);
  const { pack } = desk.policy;
  const fields = fieldsOf(request);
  const source = await callerOf(request, fields, pack);
  checkJurisdiction({ ...request.query, ...fields }, pack);
  const externalId = externalIdOf(desk.findHash, source.id, dayOf(request.occurredAt, pack), contentOf(fields));
  const door = {
    desk,
    people: peopleStore(dynamo(), PEOPLE_TABLE),
    source,
    cause: `open311/${source.id}/${externalId}`,
    occurredAt: request.occurredAt,
    baseUrl: PUBLIC_BASE_URL,
  };
  const accepted = await acceptCreated(door, createdFrom(fields, externalId, pack));
  log.info('open311 request accepted', { source: source.id, matter: accepted.caseId });
  return answerOf(accepted, fields['account_id'], pack, localeOf(request, pack));
});

/** An empty field is one that was left out. */
const fieldsOf = (request: RouteRequest): Record<string, string> => {
  const type = request.headers['content-type'] ?? '';
  if (!type.includes('application/x-www-form-urlencoded'))
    throw new GeoReportError(400, 'the body must be application/x-www-form-urlencoded');
  const sent = [...new URLSearchParams(request.rawBody)].map(([name, value]) => [name, value.trim()] as const);
  return Object.fromEntries(sent.filter(([, value]) => value !== ''));
};

/** The standard has no id of the sender's, so the same content of one source on one day is taken for the same request. */
const externalIdOf = (hash: FindHash, source: string, day: string, content: string): string =>
  `open311-${day}-${hash('open311-request', `${source}\u0000${day}\u0000${content}`)}`;

/** The day in the city: YYYY-MM-DD. */
const dayOf = (instant: string, { city }: CityPack): string =>
  new Intl.DateTimeFormat('en-CA', {
    timeZone: city.timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(new Date(instant));

const answerOf = (accepted: Accepted, accountId: string | undefined, pack: CityPack, locale: Locale): Answer => {
  const told: Open311Posted = {
    service_request_id: accepted.caseId,
    service_notice: noticeOf(accepted, pack, locale),
    account_id: accountId ?? null,
  };
  return { json: [told], xml: ['service_requests', [['request', elementsOf(told)]]] };
};

/** What the operator of a hotline would say at once, then how the case is found again. */
const noticeOf = ({ advice, caseNumber, trackingUrl }: Accepted, pack: CityPack, locale: Locale): string => {
  const words = pack.messages[locale].open311;
  const registered = words.registered.replace('{number}', caseNumber).replace('{tracking}', trackingUrl);
  switch (advice.kind) {
    case 'emergency-line':
      return `${words.emergency.replace('{line}', advice.line.replace(/^\D+/, ''))} ${registered}`;
    case 'answer':
    case 'out-of-scope':
      return `${advice.text} ${registered}`;
    case 'likely-duplicate':
    case 'none':
      return registered;
    default:
      return advice satisfies never;
  }
};
