// The webhook door: what a hotline platform posts to /v1/webhooks/{source}, and what it gets back (DESIGN §4).
// The body is a Standard Webhooks payload: {type, timestamp, data}. People's words pass through here and go to the
// `people` table; nothing of them is in a response.
import * as z from 'zod';
import { caseStatuses } from './city/messages.ts';
import { CategoryPathSchema, EmergencyLineSchema, LawfulChannelSchema, LocaleSchema } from './city/names.ts';
import { UrgencySchema } from './city/policy.ts';
import { instant, instantFromOutside, line, words } from './text.ts';

/** A request's body is at most this long, and its JSON at most this deep. */
export const webhookLimits = { bytes: 64 * 1024, depth: 6 } as const;

export const ChannelSchema = z.enum(['phone', 'app', 'web', 'wechat', 'sms', 'email', 'other', 'open311']);

export const ExternalIdSchema = line(200);

export const RequesterSchema = z.strictObject({
  name: line(60).optional(),
  phone: line(30).optional(),
  email: z.email().max(200).optional(),
  idNumber: line(30).optional(),
  /** Nobody is told who asked, and nobody is asked back. */
  anonymous: z.boolean().optional(),
  /** The departments are not told who asked. */
  confidential: z.boolean().optional(),
  /** The language to write back in; the city's own when left out. */
  locale: LocaleSchema.optional(),
});

export const LocationSchema = z
  .strictObject({
    address: line(300).optional(),
    district: line(60).optional(),
    lat: z.number().min(-90).max(90).optional(),
    lon: z.number().min(-180).max(180).optional(),
  })
  .refine(({ lat, lon }) => (lat === undefined) === (lon === undefined), { error: 'lat and lon come together' });

/** A file that the source keeps: its web address or the source's own reference. */
export const AttachmentSchema = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .max(480)
      .optional(),
    ref: line(480).optional(),
    name: line(120).optional(),
    type: line(100).optional(),
  })
  .refine(({ url, ref }) => (url === undefined) !== (ref === undefined), {
    error: 'an attachment has either url or ref',
  });

export const RequestCreatedSchema = z.strictObject({
  externalId: ExternalIdSchema,
  channel: ChannelSchema,
  title: line(200).optional(),
  text: words(20_000),
  requester: RequesterSchema,
  location: LocationSchema.optional(),
  receivedAt: instantFromOutside.optional(),
  attachments: z.array(AttachmentSchema).max(20).optional(),
  /** A fact from a source that the city trusts, a hint from any other. */
  category: CategoryPathSchema.optional(),
  urgency: UrgencySchema.optional(),
  /** The operator has answered already. */
  handled: z.strictObject({ answer: words(4000), at: instantFromOutside }).optional(),
});
export type RequestCreated = z.infer<typeof RequestCreatedSchema>;

export const RequestSupplementedSchema = z.strictObject({
  externalId: ExternalIdSchema,
  text: words(20_000),
  urgency: UrgencySchema.optional(),
  attachments: z.array(AttachmentSchema).max(20).optional(),
});

export const RequestWithdrawnSchema = z.strictObject({ externalId: ExternalIdSchema, reason: words(2000).optional() });

export const CallbackRecordedSchema = z.strictObject({
  externalId: ExternalIdSchema,
  contacted: z.boolean(),
  solved: z.boolean(),
  satisfied: z.boolean(),
  comment: words(2000).optional(),
  at: instantFromOutside.optional(),
});

export const SmsReceivedSchema = z.strictObject({
  from: line(30),
  text: words(1000),
  receivedAt: instantFromOutside.optional(),
});

export const EmergencyReturnedSchema = z.strictObject({
  externalId: ExternalIdSchema,
  reason: words(2000),
  /** Who sends it back: the line's own word for its desk or vehicle, no name. */
  by: line(60).optional(),
});

const envelope = <Type extends string, Data extends z.ZodType>(type: Type, data: Data) =>
  z.strictObject({ type: z.literal(type), timestamp: instantFromOutside, data });

export const WebhookSchema = z.discriminatedUnion('type', [
  envelope('request.created', RequestCreatedSchema),
  envelope('request.supplemented', RequestSupplementedSchema),
  envelope('request.withdrawn', RequestWithdrawnSchema),
  envelope('callback.recorded', CallbackRecordedSchema),
  envelope('sms.received', SmsReceivedSchema),
  envelope('emergency.returned', EmergencyReturnedSchema),
]);
export type Webhook = z.infer<typeof WebhookSchema>;
export type WebhookOf<Type extends Webhook['type']> = Extract<Webhook, { type: Type }>;

export const webhookTypes = [
  'request.created',
  'request.supplemented',
  'request.withdrawn',
  'callback.recorded',
  'sms.received',
  'emergency.returned',
] as const satisfies readonly Webhook['type'][];

export const CaseStatusSchema = z.enum(caseStatuses);

const caseId = z.string().min(1).max(64);
const caseNumber = z.string().min(1).max(20);

/** What the operator who is still on the call should know (DESIGN §4). */
export const AdviceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('emergency-line'),
    line: EmergencyLineSchema,
    text: z.string().max(2000).optional(),
  }),
  z.strictObject({ kind: z.literal('answer'), itemId: z.string().max(60), text: z.string().max(2000) }),
  z.strictObject({ kind: z.literal('out-of-scope'), channel: LawfulChannelSchema, text: z.string().max(2000) }),
  z.strictObject({
    kind: z.literal('likely-duplicate'),
    /** Number of the case that it seems to repeat. */
    of: caseNumber,
  }),
]);
export type Advice = z.infer<typeof AdviceSchema>;

/** 202: the event is on disk. */
export const AcceptedSchema = z.strictObject({
  caseId,
  caseNumber,
  status: CaseStatusSchema,
  trackingUrl: z.url(),
  advice: AdviceSchema,
  /** True when this very event was accepted before: nothing happened twice. */
  repeated: z.boolean().optional(),
});
export type Accepted = z.infer<typeof AcceptedSchema>;

/** 202 to `sms.received`: a message that answers no open question is kept for nobody, and says so. */
export const SmsAcceptedSchema = z.strictObject({
  outcome: z.enum(['answered', 'signed', 'supplemented', 'no-open-question', 'not-understood']),
  /** To be sent back to the telephone: what is open, and the code for each. */
  reply: z.string().max(2000).optional(),
  caseId: caseId.optional(),
  caseNumber: caseNumber.optional(),
  status: CaseStatusSchema.optional(),
});
export type SmsAccepted = z.infer<typeof SmsAcceptedSchema>;

export const DeadlineSchema = z.strictObject({
  /** Which clock: sign-for, reply, callback-attempt … */
  kind: z.string().max(40),
  dueAt: instant,
  /** True while the year it falls in has no published calendar: it will be computed again. */
  provisional: z.boolean(),
});

/** GET /v1/cases/{caseId}: where the case stands, without a word about a person. */
export const CaseViewSchema = z.strictObject({
  caseId,
  caseNumber,
  externalId: z.string().max(200).optional(),
  status: CaseStatusSchema,
  outcome: z.string().max(40).optional(),
  category: z.string().max(120).optional(),
  urgency: UrgencySchema.optional(),
  /** Ids of the departments that have it now, the lead first. */
  departments: z.array(z.string().max(60)).max(6).optional(),
  receivedAt: instant.optional(),
  timeline: z.array(z.strictObject({ at: instant, event: z.string().max(40) })).max(5000),
  deadlines: z.array(DeadlineSchema).max(40),
});
export type CaseView = z.infer<typeof CaseViewSchema>;
