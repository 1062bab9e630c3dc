// Who calls the Open311 door. An api_key is a secret of its own for every source that may come this way: signing secrets
// are never sent, and a read key that leaked must not be able to write.
import type { RouteRequest } from '#kernel/define-route.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Source } from '../door.ts';
import { bearerOf, sourceOfApiKey } from '../source-keys.ts';
import { GeoReportError } from './geo-report.ts';

type Fields = Readonly<Record<string, string>>;

/** The source that the key belongs to; `fields` are those of the form or of the address. */
export const callerOf = async (request: RouteRequest, fields: Fields, pack: CityPack): Promise<Source> => {
  const key = fields['api_key'] ?? request.query['api_key'] ?? bearerOf(request.headers['authorization']);
  if (key === undefined) throw new GeoReportError(403, 'api_key is missing');
  const admitted = pack.city.sources.filter(({ open311 }) => open311 === true);
  const id = await sourceOfApiKey(
    key,
    admitted.map((one) => one.id),
  );
  const source = admitted.find((one) => one.id === id);
  if (source === undefined) throw new GeoReportError(403, 'api_key is not valid');
  return source;
};

/** This endpoint serves one city, so its name may be left out; another city's is refused. */
export const checkJurisdiction = (fields: Fields, { city }: Pick<CityPack, 'city'>): void => {
  const asked = fields['jurisdiction_id'];
  if (asked !== undefined && asked !== '' && asked !== city.id)
    throw new GeoReportError(404, `jurisdiction_id was not found; this endpoint serves ${city.id}`);
};
