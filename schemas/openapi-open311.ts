// The Open311 door in the API document. Formats are an ending of the address there, so they are a parameter here.
import * as z from 'zod';
import {
  Open311DefinitionSchema,
  Open311DiscoverySchema,
  Open311ErrorSchema,
  Open311FormSchema,
  Open311PostedSchema,
  Open311RequestSchema,
  Open311ServiceSchema,
  Open311TokenSchema,
} from './open311.ts';
import { type Component, type Json, parameter, reference } from './openapi-parts.ts';

export const open311Components: Record<string, Component> = {
  Open311Discovery: { schema: Open311DiscoverySchema, io: 'output' },
  Open311Services: { schema: z.array(Open311ServiceSchema), io: 'output' },
  Open311Definition: { schema: Open311DefinitionSchema, io: 'output' },
  Open311Form: { schema: Open311FormSchema, io: 'input' },
  Open311Posted: { schema: z.array(Open311PostedSchema), io: 'output' },
  Open311Requests: { schema: z.array(Open311RequestSchema), io: 'output' },
  Open311Tokens: { schema: z.array(Open311TokenSchema), io: 'output' },
  Open311Errors: { schema: z.array(Open311ErrorSchema), io: 'output' },
};

const format: Json = {
  ...parameter('path', 'format', '`xml` or `json`; the same fields either way.'),
  schema: { type: 'string', enum: ['xml', 'json'] },
};
const jurisdiction = parameter(
  'query',
  'jurisdiction_id',
  'Id of the city. One city is served, so it may be left out.',
  false,
);
const language = parameter('query', 'lang', '`zh-CN` or `en`; else by `Accept-Language`.', false);
const requestId = parameter('path', 'service_request_id', 'From the answer to a posted request.');

/** Which elements hold the fields of each body in XML. */
const elements: Readonly<Record<string, string>> = {
  Open311Discovery: '`discovery`; in it `endpoints` › `endpoint`, and in that `formats` › `format`',
  Open311Services: '`services` › `service`',
  Open311Definition: '`service_definition`',
  Open311Posted: '`service_requests` › `request`',
  Open311Requests: '`service_requests` › `request`',
  Open311Tokens: '`service_requests` › `request`',
  Open311Errors: '`errors` › `error`',
};

const inBoth = (name: string): Json => ({
  'application/json': { schema: reference(name) },
  'text/xml': { schema: { type: 'string', description: `The same fields as elements of ${elements[name]}.` } },
});

const errors: Readonly<Record<string, string>> = {
  '400': 'A parameter is missing or wrong; each is named.',
  '403': '`api_key` is missing or not valid.',
  '404': 'The service, request, token or jurisdiction was not found, or is another source’s.',
  '413': 'The form is over 64 KB.',
  '503': 'Busy: send the same again after `Retry-After`.',
};

const answers = (description: string, name: string, ...refused: readonly string[]): Json => ({
  '200': { description, content: inBoth(name) },
  ...Object.fromEntries(
    [...refused, '503'].map((status) => [
      status,
      { description: errors[status] ?? '', content: inBoth('Open311Errors') },
    ]),
  ),
});

const keyed = { security: [{ open311Key: [] }] };

const filters = [
  ['service_request_id', 'Ids with commas between, at most 100. Overrides all other filters.'],
  ['service_code', 'Codes with commas between.'],
  ['start_date', 'An instant with its offset. Without dates: the last 90 days; with both: at most 90 days between.'],
  ['end_date', 'An instant with its offset.'],
  ['status', '`open`, `closed` or both with a comma between.'],
].map(([name = '', description = '']) => parameter('query', name, description, false));

export const open311Paths: Json = {
  '/open311/discovery.{format}': {
    get: {
      operationId: 'open311Discovery',
      summary: 'Open311: where the endpoint is',
      description: 'Changes its `changeset` whenever services may have changed.',
      parameters: [format, language],
      responses: answers('The discovery document.', 'Open311Discovery'),
    },
  },
  '/open311/v2/services.{format}': {
    get: {
      operationId: 'open311Services',
      summary: 'Open311: what can be asked for',
      description:
        'The leaves of the city’s catalogue, in the groups of its first level. No service has attributes of its own.',
      parameters: [format, jurisdiction, language],
      responses: answers('The services.', 'Open311Services', '404'),
    },
  },
  '/open311/v2/services/{service_code}.{format}': {
    get: {
      operationId: 'open311Definition',
      summary: 'Open311: the definition of one service',
      parameters: [parameter('path', 'service_code', 'From the list of services.'), format, jurisdiction],
      responses: answers('The definition: no attributes.', 'Open311Definition', '404'),
    },
  },
  '/open311/v2/requests.{format}': {
    post: {
      operationId: 'open311Post',
      summary: 'Open311: post a request',
      description:
        'Becomes what the webhook event `request.created` becomes. `lat` and `long`, or `address_string`, are needed. The standard has no id of the sender’s: the same content from one source on one day (of the city) is the same request and is answered with the same id; `device_id` and `account_id` count as content and are not kept.',
      ...keyed,
      parameters: [format, language],
      requestBody: {
        required: true,
        content: { 'application/x-www-form-urlencoded': { schema: reference('Open311Form') } },
      },
      responses: answers('On disk.', 'Open311Posted', '400', '403', '404', '413'),
    },
    get: {
      operationId: 'open311Requests',
      summary: 'Open311: where requests stand',
      description:
        'Requests that the calling source has posted here, newest first, without the citizen’s words and without personal data. At most 100 are looked at; the header `Link` with `rel="next"` leads to older ones.',
      ...keyed,
      parameters: [format, ...filters, jurisdiction, language],
      responses: answers('The requests.', 'Open311Requests', '400', '403', '404'),
    },
  },
  '/open311/v2/requests/{service_request_id}.{format}': {
    get: {
      operationId: 'open311Request',
      summary: 'Open311: where one request stands',
      ...keyed,
      parameters: [requestId, format, jurisdiction, language],
      responses: answers('The request, as a list of one.', 'Open311Requests', '403', '404'),
    },
  },
  '/open311/v2/tokens/{token}.{format}': {
    get: {
      operationId: 'open311Token',
      summary: 'Open311: the id behind a token',
      description:
        'Ids come at once, so no tokens are given out; a client that keeps the id as its token gets it back.',
      ...keyed,
      parameters: [parameter('path', 'token', 'A `service_request_id`.'), format, jurisdiction],
      responses: answers('The id.', 'Open311Tokens', '403', '404'),
    },
  },
};
