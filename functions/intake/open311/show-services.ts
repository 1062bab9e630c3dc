// GET /open311/discovery and /open311/v2/services: what can be asked for, to everybody, without a key.
import { cityPack } from '#functions/case/city-policy.ts';
import { localeOf } from '#functions/pages/locale.ts';
import type { RouteRequest } from '#kernel/define-route.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { checkJurisdiction } from './caller.ts';
import { discoveryOf } from './discovery.ts';
import { type Answer, defineGeoReport, GeoReportError, withoutFormat } from './geo-report.ts';
import { leafOf, serviceOf } from './services.ts';
import { elementsOf } from './xml.ts';

export const handler = defineGeoReport('open311 services', ['GET'], async (request) => {
  const pack = cityPack();
  return { ...answerOf(request, pack, localeOf(request, pack)), headers: keptAWhile };
});

/** The same for everyone who reads that language. */
const keptAWhile = { 'cache-control': 'public, max-age=600', vary: 'accept-language' };

const answerOf = (request: RouteRequest, pack: CityPack, locale: Locale): Answer => {
  if (request.path.includes('/discovery.')) {
    const { STAGE, PUBLIC_BASE_URL } = readEnvironment(['STAGE', 'PUBLIC_BASE_URL']);
    return discoveryOf(pack, locale, { baseUrl: PUBLIC_BASE_URL, production: STAGE.startsWith('prod') });
  }
  checkJurisdiction(request.query, pack);
  const { code } = request.parameters;
  return code === undefined ? listOf(pack, locale) : definitionOf(withoutFormat(code), pack);
};

const listOf = (pack: CityPack, locale: Locale): Answer => {
  const services = pack.catalogue.leaves.map((leaf) => serviceOf(leaf, pack, locale));
  return { json: services, xml: ['services', services.map((one) => ['service', elementsOf(one)])] };
};

const definitionOf = (code: string, pack: CityPack): Answer => {
  if (leafOf(code, pack) === undefined) throw new GeoReportError(404, 'service_code was not found');
  return {
    json: { service_code: code, attributes: [] },
    xml: ['service_definition', [...elementsOf({ service_code: code }), ['attributes', null]]],
  };
};
