// A posted GeoReport form as the request that the webhook `request.created` would have brought. Pure: the id under which
// it is kept is the caller's to make.
import type { CityPack, LeafCategory } from '#schemas/city/pack.ts';
import { type RequestCreated, RequestCreatedSchema } from '#schemas/webhooks.ts';
import { GeoReportError } from './geo-report.ts';
import { leafOf } from './services.ts';

type Fields = Readonly<Record<string, string>>;

/** Fields that make two requests different; an empty one is one that was left out. */
const told = [
  'service_code',
  'lat',
  'long',
  'address_string',
  'description',
  'phone',
  'email',
  'first_name',
  'last_name',
  'media_url',
  'device_id',
  'account_id',
] as const;

/** Names and values that count, always in this order. */
export const contentOf = (fields: Fields): string =>
  JSON.stringify(told.flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));

/** @throws GeoReportError 400 with every field that is missing or wrong, 404 for a service that is not there. */
export const createdFrom = (fields: Fields, externalId: string, pack: CityPack): RequestCreated => {
  const leaf = serviceAsked(fields, pack);
  checkPlace(fields);
  const parsed = RequestCreatedSchema.safeParse({
    externalId,
    channel: 'open311',
    // A description is optional there; without one the service says what it is about.
    text: fields['description'] ?? leaf.name[pack.city.defaultLocale],
    category: leaf.path,
    requester: {
      ...optional('name', nameOf(fields['first_name'], fields['last_name'])),
      ...optional('phone', fields['phone']),
      ...optional('email', fields['email']),
    },
    location: {
      ...optional('address', fields['address_string']),
      ...optional('lat', numberOf(fields['lat'])),
      ...optional('lon', numberOf(fields['long'])),
    },
    ...optional('attachments', fields['media_url'] === undefined ? undefined : [{ url: fields['media_url'] }]),
  });
  if (parsed.success) return parsed.data;
  throw new GeoReportError(400, ...parsed.error.issues.map(({ path, message }) => `${parameterOf(path)}: ${message}`));
};

const serviceAsked = (fields: Fields, pack: CityPack): LeafCategory => {
  const code = fields['service_code'];
  if (code === undefined) throw new GeoReportError(400, 'service_code was not provided');
  const asked = Object.keys(fields).find((name) => name.startsWith('attribute['));
  // Ignored, the citizen's answers would be lost without a word.
  if (asked !== undefined) throw new GeoReportError(400, 'no service of this city has attributes');
  const leaf = leafOf(code, pack);
  if (leaf === undefined) throw new GeoReportError(404, 'service_code was not found');
  return leaf;
};

const checkPlace = (fields: Fields): void => {
  const [lat, long] = [fields['lat'], fields['long']];
  if ((lat === undefined) !== (long === undefined)) throw new GeoReportError(400, 'lat and long come together');
  if (lat !== undefined || fields['address_string'] !== undefined) return;
  const known = fields['address_id'] === undefined ? '' : '; this city has no list of address_id';
  throw new GeoReportError(400, `lat and long, or address_string, was not provided${known}`);
};

/** Chinese names have the family name first and no blank between. */
const nameOf = (first = '', last = ''): string | undefined => {
  const isChinese = /\p{Script=Han}/u.test(first + last);
  const name = (isChinese ? `${last}${first}` : `${first} ${last}`).trim();
  return name === '' ? undefined : name;
};

const numberOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

const optional = <Key extends string, Value>(key: Key, value: Value | undefined) =>
  value === undefined ? {} : { [key]: value };

const parameters: Readonly<Record<string, string>> = {
  text: 'description',
  'requester.name': 'first_name, last_name',
  'requester.phone': 'phone',
  'requester.email': 'email',
  'location.address': 'address_string',
  'location.lat': 'lat',
  'location.lon': 'long',
  'attachments.0.url': 'media_url',
};

const parameterOf = (path: readonly PropertyKey[]): string => parameters[path.join('.')] ?? path.join('.');
