// The API document (OpenAPI 3.1), made from the schemas that the handlers parse with: it cannot say anything else than
// what is checked. `npm run openapi` writes it to docs/openapi.json.
import * as z from 'zod';
import { DeskActSchema } from './desk-acts.ts';
import { exampleOf } from './examples.ts';
import { withMeanings } from './meanings.ts';
import { open311Components, open311Paths } from './openapi-open311.ts';
import { type Component, type Json, parameter, reference } from './openapi-parts.ts';
import { type ProblemKind, ProblemSchema, problemKinds, problemTable, problemType } from './problem.ts';
import { SmsReceiptSchema, SmsReceiptTakenSchema } from './sms-receipt.ts';
import { TaskActionSchema, TaskDescriptionSchema, TaskOutcomeSchema } from './tasks.ts';
import {
  AcceptedSchema,
  CaseStatusSchema,
  CaseViewSchema,
  SmsAcceptedSchema,
  WebhookSchema,
  webhookLimits,
} from './webhooks.ts';

const components: Record<string, Component> = {
  Webhook: { schema: WebhookSchema, io: 'input' },
  Accepted: { schema: AcceptedSchema, io: 'output' },
  SmsAccepted: { schema: SmsAcceptedSchema, io: 'output' },
  CaseView: { schema: CaseViewSchema, io: 'output' },
  DeskAct: { schema: DeskActSchema, io: 'input' },
  DeskActed: {
    schema: z.strictObject({
      caseId: z.string(),
      caseNumber: z.string(),
      status: CaseStatusSchema,
      outcome: z.enum(['done', 'repeated']),
    }),
    io: 'output',
  },
  SmsReceipt: { schema: SmsReceiptSchema, io: 'input' },
  SmsReceiptTaken: { schema: SmsReceiptTakenSchema, io: 'output' },
  TaskDescription: { schema: TaskDescriptionSchema, io: 'output' },
  TaskAction: { schema: TaskActionSchema, io: 'input' },
  TaskOutcome: { schema: TaskOutcomeSchema, io: 'output' },
  ...open311Components,
  Problem: { schema: ProblemSchema, io: 'output' },
};

const jsonSchemaOf = ({ schema, io }: Component): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

const ref = reference;
const json = (name: string): Json => ({ 'application/json': { schema: ref(name) } });

const problemsOf = (kinds: readonly ProblemKind[]): Json => {
  const byStatus = new Map<number, ProblemKind[]>();
  for (const kind of kinds)
    byStatus.set(problemTable[kind].status, [...(byStatus.get(problemTable[kind].status) ?? []), kind]);
  return Object.fromEntries(
    [...byStatus].map(([status, those]) => [
      String(status),
      {
        description: those.map((kind) => `\`${problemType(kind)}\`: ${problemTable[kind].title}.`).join(' '),
        content: { 'application/problem+json': { schema: ref('Problem') } },
      },
    ]),
  );
};

/** Problems that any route can answer. */
const everywhere: readonly ProblemKind[] = ['method-not-allowed', 'busy', 'internal'];

const idempotencyKey = parameter(
  'header',
  'idempotency-key',
  'The same key twice is one act: the second answer says `repeated`.',
  false,
);

const webhookDoor: Json = {
  operationId: 'postWebhook',
  summary: 'Report a request, or what became of one',
  description: `A Standard Webhooks message of at most ${webhookLimits.bytes} bytes, nested at most ${webhookLimits.depth} levels deep, signed over its raw body. 202 means that it is on disk. The same event again changes nothing and is answered the same way; the same \`externalId\` with other content is 409: send what is new as \`request.supplemented\`.`,
  security: [{ webhookSignature: [] }],
  parameters: [
    parameter('path', 'source', 'Id of the source, as agreed with the city.'),
    parameter('header', 'webhook-id', 'Unique id of this message; the same in every repetition.'),
    parameter('header', 'webhook-timestamp', 'Seconds since 1970, within five minutes of now.'),
    parameter(
      'header',
      'webhook-signature',
      '`v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`; several are separated by blanks.',
    ),
  ],
  requestBody: { required: true, content: json('Webhook') },
  responses: {
    '202': {
      description: 'Accepted. `sms.received` is answered by SmsAccepted, every other event by Accepted.',
      content: { 'application/json': { schema: { oneOf: [ref('Accepted'), ref('SmsAccepted')] } } },
    },
    ...problemsOf([
      'not-json',
      'invalid-signature',
      'stale-timestamp',
      'unknown-source',
      'unknown-case',
      'content-conflict',
      'action-not-possible',
      'body-too-large',
      'invalid-fields',
      'too-deep',
      'unknown-type',
      ...everywhere,
    ]),
  },
};

const caseView: Json = {
  operationId: 'readCase',
  summary: 'Where a case stands',
  description: 'For the source that sent it: status, timeline and deadlines, without any personal data.',
  security: [{ readKey: [] }],
  parameters: [parameter('path', 'caseId', 'From the answer to `request.created`.')],
  responses: {
    '200': { description: 'The case.', content: json('CaseView') },
    ...problemsOf(['unauthorized', 'unknown-case', ...everywhere]),
  },
};

const deskActs: Json = {
  operationId: 'actOnCase',
  summary: 'What the duty desk does without a task having asked for it',
  security: [{ deskKey: [] }],
  parameters: [parameter('path', 'caseId', 'Id of the case.'), idempotencyKey],
  requestBody: { required: true, content: json('DeskAct') },
  responses: {
    '200': { description: 'Done, or done before.', content: json('DeskActed') },
    ...problemsOf([
      'not-json',
      'unauthorized',
      'unknown-case',
      'action-not-possible',
      'invalid-fields',
      'too-deep',
      'body-too-large',
      ...everywhere,
    ]),
  },
};

const smsReceipt: Json = {
  operationId: 'postSmsReceipt',
  summary: 'What became of a text message that the SMS gateway took',
  description: 'For the gateway of the city. A text message that did not arrive is on the record of its case.',
  security: [{ gatewaySignature: [] }],
  requestBody: { required: true, content: json('SmsReceipt') },
  responses: {
    '200': { description: 'It arrived, as the record says already.', content: json('SmsReceiptTaken') },
    '202': { description: 'It did not arrive, and that will be noted.', content: json('SmsReceiptTaken') },
    ...problemsOf(['not-json', 'invalid-signature', 'invalid-fields', 'too-deep', 'body-too-large', ...everywhere]),
  },
};

const token = parameter('path', 'token', 'The signed link, as it was sent to the recipient.');

const taskLink: Json = {
  get: {
    operationId: 'describeTask',
    summary: 'What is to be done, until when, and how',
    description: 'Never changes anything. A page for browsers, JSON with `Accept: application/json`.',
    parameters: [token],
    responses: {
      '200': {
        description: 'The task.',
        content: { ...json('TaskDescription'), 'text/html': { schema: { type: 'string' } } },
      },
      ...problemsOf(['link-unknown', 'link-expired', 'too-many-tries', ...everywhere]),
    },
  },
  post: {
    operationId: 'actOnTask',
    summary: 'Do it',
    parameters: [token, idempotencyKey],
    requestBody: {
      required: true,
      content: { ...json('TaskAction'), 'application/x-www-form-urlencoded': { schema: ref('TaskAction') } },
    },
    responses: {
      '200': {
        description: 'Done, or done before by this very request.',
        content: { ...json('TaskOutcome'), 'text/html': { schema: { type: 'string' } } },
      },
      ...problemsOf([
        'not-json',
        'link-unknown',
        'link-expired',
        'task-already-done',
        'action-not-possible',
        'invalid-fields',
        'too-deep',
        'body-too-large',
        'too-many-tries',
        ...everywhere,
      ]),
    },
  },
};

/** Bodies of the API by name, for those who hold the document against the schemas. */
export const componentSchemas: ReadonlyMap<string, Component['schema']> = new Map(
  Object.entries(components).map(([name, { schema }]) => [name, schema]),
);

/** The whole document, ready to be written. */
export const openApiDocument = (): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Jiesu',
    version: '1',
    description:
      'Casework for government hotlines. Errors are RFC 9457 problem details: programs branch on `type`, which never changes; `errors` points at each wrong field.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: '/' }],
  security: [],
  paths: {
    '/v1/webhooks/{source}': { post: webhookDoor },
    '/v1/cases/{caseId}': { get: caseView },
    '/v1/cases/{caseId}/acts': { post: deskActs },
    '/v1/sms/receipts': { post: smsReceipt },
    '/t/{token}': taskLink,
    ...open311Paths,
  },
  'x-problems': problemKinds.map((kind) => ({ type: problemType(kind), ...problemTable[kind] })),
  components: {
    securitySchemes: {
      webhookSignature: {
        type: 'apiKey',
        in: 'header',
        name: 'webhook-signature',
        description:
          'A Standard Webhooks signature: `v1,` and the Base64 of HMAC-SHA256 over `id.timestamp.body`, by the key that stands in Base64 behind `whsec_` in the signing secret of the source. Two keys are live during a rotation.',
      },
      gatewaySignature: {
        type: 'apiKey',
        in: 'header',
        name: 'x-jiesu-signature',
        description:
          '`sha256=` and the hex of HMAC-SHA256 over the body, by the key of the SMS gateway: as text messages are signed on their way to it.',
      },
      readKey: { type: 'http', scheme: 'bearer', description: 'The read key of a source; not its signing secret.' },
      deskKey: { type: 'http', scheme: 'bearer', description: 'The key of the duty desk.' },
      open311Key: {
        type: 'apiKey',
        in: 'query',
        name: 'api_key',
        description:
          'The Open311 key of a source, which neither signs webhooks nor reads /v1. A form carries it as a field; to read, `Authorization: Bearer` keeps it out of addresses.',
      },
    },
    schemas: Object.fromEntries(
      Object.entries(components).map(([name, one]) => [
        name,
        { ...withMeanings(name, jsonSchemaOf(one)), examples: [exampleOf(name)] },
      ]),
    ),
  },
});
