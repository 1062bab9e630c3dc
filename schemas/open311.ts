// The JSON of the Open311 door, as GeoReport v2 names it; the XML has the same fields as elements. What the standard
// knows and this city does not is null.
import * as z from 'zod';

const text = z.string();
const instant = z.iso.datetime();

export const Open311DiscoverySchema = z.strictObject({
  changeset: instant,
  contact: text,
  key_service: text,
  endpoints: z.array(
    z.strictObject({
      specification: z.url(),
      url: z.url(),
      changeset: instant,
      type: z.enum(['production', 'test']),
      formats: z.array(text),
    }),
  ),
});

export const Open311ServiceSchema = z.strictObject({
  service_code: text,
  service_name: text,
  description: text,
  metadata: z.boolean(),
  type: z.literal('realtime'),
  keywords: text,
  group: text,
});
export type Open311Service = z.infer<typeof Open311ServiceSchema>;

export const Open311DefinitionSchema = z.strictObject({ service_code: text, attributes: z.array(text).max(0) });

/** Other fields are passed over: clients of the standard send what other cities ask for. */
export const Open311FormSchema = z.looseObject({
  api_key: text,
  jurisdiction_id: text.optional(),
  service_code: text,
  lat: text.optional(),
  long: text.optional(),
  address_string: z.string().max(300).optional(),
  description: z.string().max(20_000).optional(),
  first_name: text.optional(),
  last_name: text.optional(),
  phone: z.string().max(30).optional(),
  email: z.string().max(200).optional(),
  media_url: z.string().max(480).optional(),
  device_id: text.optional(),
  account_id: text.optional(),
});

export const Open311PostedSchema = z.strictObject({
  service_request_id: text,
  service_notice: text,
  account_id: text.nullable(),
});
export type Open311Posted = z.infer<typeof Open311PostedSchema>;

export const Open311RequestSchema = z.strictObject({
  service_request_id: text,
  status: z.enum(['open', 'closed']),
  status_notes: text,
  service_name: text.nullable(),
  service_code: text.nullable(),
  description: z.null(),
  agency_responsible: text.nullable(),
  service_notice: text.nullable(),
  requested_datetime: instant,
  updated_datetime: instant,
  expected_datetime: instant.nullable(),
  address: text.nullable(),
  address_id: z.null(),
  zipcode: z.null(),
  lat: z.number().nullable(),
  long: z.number().nullable(),
  media_url: z.null(),
});
export type Open311Request = z.infer<typeof Open311RequestSchema>;

export const Open311TokenSchema = z.strictObject({ service_request_id: text, token: text });
export const Open311ErrorSchema = z.strictObject({ code: z.int(), description: text });
