// The facts of a hotline case. A commit holds 1..n of these; everything else about a case is derived from them
// (DESIGN §2). No personal data: people's words are referenced by `textId` and live in the `people` table.
import * as z from 'zod';
import { BurdenLineSchema } from './burden.ts';
import {
  AreaIdSchema,
  CategoryPathSchema,
  EmergencyLineSchema,
  LawfulChannelSchema,
  SourceIdSchema,
  UnitIdSchema,
} from './city/names.ts';
import { DurationSchema, SupervisionRoleSchema, UrgencySchema } from './city/policy.ts';
import { FindSchema } from './matter.ts';

const instant = z.iso.datetime();
const textId = z.string().min(1).max(64);
const caseId = z.string().min(1).max(64);

/** What a picture beside somebody's words may be. */
export const PictureTypeSchema = z.enum(['jpeg', 'png', 'webp']);
export type PictureType = z.infer<typeof PictureTypeSchema>;

/** Every clock a case can be under. Cards and supervision are clocks of their own, set when the reply deadline is. */
export const ClockKindSchema = z.enum([
  'emergency-acknowledgement',
  'desk-classification',
  'sign-for',
  'return-window',
  'first-contact',
  'reply',
  'reminder',
  'yellow-card',
  'red-card',
  'supervision-1',
  'supervision-2',
  'supervision-3',
  'return-review',
  'time-decision',
  'progress-report',
  'reply-review',
  'callback-attempt',
  'callback-give-up',
  'ruling',
  'exclusion-decision',
]);
export type ClockKind = z.infer<typeof ClockKindSchema>;

export const ClockSetSchema = z.strictObject({
  kind: ClockKindSchema,
  dueAt: instant,
  /** Reaches a year without a published calendar: `startedAt`, `lasting` and `shift` let it be computed again. */
  provisional: z
    .strictObject({
      startedAt: instant,
      lasting: DurationSchema,
      before: DurationSchema.optional(),
      after: DurationSchema.optional(),
      jitterSeconds: z.int().optional(),
    })
    .optional(),
});
export type ClockSet = z.infer<typeof ClockSetSchema>;
const clocks = z.array(ClockSetSchema).max(20);

const fact = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...shape });

export const CallbackAnswerSchema = z.strictObject({
  contacted: z.boolean().optional(),
  solved: z.boolean(),
  satisfied: z.boolean(),
});
export type CallbackAnswer = z.infer<typeof CallbackAnswerSchema>;

export const CaseOutcomeSchema = z.enum([
  'resolved',
  'unverified',
  'answered-directly',
  'out-of-scope',
  'handed-over',
  'withdrawn',
  'final-reply',
  'excluded',
]);
export type CaseOutcome = z.infer<typeof CaseOutcomeSchema>;

export const TimeRequestSchema = z.strictObject({
  kind: z.enum(['extension', 'long-term']),
  workingDays: z.int().min(1).max(400).optional(),
  until: instant.optional(),
});

export const RulingSchema = z.discriminatedUnion('decision', [
  z.strictObject({ decision: z.literal('assign'), unit: UnitIdSchema }),
  z.strictObject({ decision: z.literal('elevate'), unit: UnitIdSchema }),
  z.strictObject({ decision: z.literal('final-reply') }),
  z.strictObject({ decision: z.literal('exclude') }),
]);
export type Ruling = z.infer<typeof RulingSchema>;

const intakeFacts = [
  fact('Received', {
    number: z.string().max(20),
    source: SourceIdSchema,
    externalId: z.string().max(200),
    contentHash: z.string().max(64),
    channel: z.string().max(20),
    trusted: z.boolean(),
    anonymous: z.boolean(),
    confidential: z.boolean(),
    reachable: z.boolean(),
    claimedCategory: CategoryPathSchema.optional(),
    claimedUrgency: UrgencySchema.optional(),
    handledAt: instant.optional(),
    /** When the source says it heard the request; clocks run from when it arrived here. */
    heardAt: instant.optional(),
    /** Keyed hashes of phone, number and text bands, by which this case is found again. */
    finds: z.array(FindSchema).max(12),
  }),
  fact('Supplemented', { textId, contentHash: z.string().max(64) }),
  fact('Withdrawn', { textId: textId.optional() }),
] as const;

const triageFacts = [
  fact('HandedOver', { line: EmergencyLineSchema, unit: UnitIdSchema, clocks }),
  fact('HandoverAcknowledged', { unit: UnitIdSchema }),
  fact('HandoverUnacknowledged', { clocks }),
  fact('EmergencyReturned', { textId }),
  fact('FoundOutOfScope', { ruleId: z.string().max(40), channel: LawfulChannelSchema }),
  fact('AnsweredDirectly', { itemId: z.string().max(60).optional(), byOperator: z.boolean() }),
  fact('LeftUnsure', {
    why: z.enum(['low-confidence', 'no-department', 'guard-refused', 'emergency-unacknowledged']),
    candidates: z.array(z.strictObject({ path: CategoryPathSchema, probability: z.number() })).max(5),
    clocks,
  }),
  fact('Classified', {
    category: CategoryPathSchema,
    urgency: UrgencySchema,
    by: z.enum(['machine', 'desk', 'source']),
    /** What the machine had put first, when a person decided otherwise. */
    machineSaid: CategoryPathSchema.optional(),
    probability: z.number().optional(),
    /** The machine was unsure; a second opinion named one of its first three. */
    seconded: z.literal(true).optional(),
    area: AreaIdSchema.optional(),
  }),
  fact('DuplicateProposed', { parentId: caseId, similarity: z.number() }),
  fact('DuplicateDenied', { parentId: caseId }),
  fact('Merged', {
    parentId: caseId,
    by: z.enum(['machine', 'desk']),
    similarity: z.number().optional(),
    /** Why the machine was sure: besides the words the two share the caller, or the place and the category. */
    because: z.enum(['same-caller', 'same-place']).optional(),
  }),
  fact('Unmerged', { parentId: caseId, why: z.enum(['desk', 'parent-ended', 'dissatisfied']) }),
  /** `spared`: the unit that would have had this case too. */
  fact('ParentReplied', { parentId: caseId, spared: UnitIdSchema.optional(), clocks }),
] as const;

const assignmentFacts = [
  fact('DepartmentsAssigned', {
    hop: z.int(),
    lead: UnitIdSchema,
    assisting: z.array(UnitIdSchema).max(5),
    because: z.string().max(200),
    dutyLine: z.string().max(60).optional(),
    /** True once a supervisor has ruled: no further return. */
    forGood: z.boolean(),
    clocks,
  }),
  fact('GrassrootsOverridden', { unit: UnitIdSchema, by: UnitIdSchema, textId }),
  fact('GrassrootsGuarded', { unit: UnitIdSchema, reason: z.string().max(60) }),
  fact('SignedFor', { unit: UnitIdSchema }),
  fact('AssistantSignedFor', { unit: UnitIdSchema }),
  fact('SignForMissed', { unit: UnitIdSchema, phone: z.boolean() }),
  /** `phone`: nobody would have known of the case. */
  fact('MessageUndelivered', {
    unit: UnitIdSchema,
    template: z.string().max(60),
    why: z.enum(['refused', 'bounced', 'complained', 'undelivered']),
    phone: z.boolean(),
  }),
  /** A picture as evidence, without what its camera wrote beside it; `sha256` is of the picture as it is kept. */
  fact('FileAttached', {
    fileId: z.string().max(32),
    unit: UnitIdSchema,
    format: PictureTypeSchema,
    bytes: z.int().min(1),
    sha256: z.string().length(64),
  }),
  fact('FileRefused', {
    fileId: z.string().max(32),
    unit: UnitIdSchema,
    why: z.enum(['not-a-picture', 'damaged', 'too-large', 'too-many']),
  }),
  fact('FileRemoved', { fileId: z.string().max(32), unit: UnitIdSchema }),
  fact('DepartmentPhoned', { textId: textId.optional() }),
  fact('DeemedAccepted', { unit: UnitIdSchema }),
  fact('Returned', {
    unit: UnitIdSchema,
    grounds: z.string().max(40),
    proposedUnit: UnitIdSchema.optional(),
    textId,
    clocks,
  }),
  fact('ReturnGranted', { to: UnitIdSchema.optional() }),
  fact('ReturnRefused', { textId: textId.optional() }),
] as const;

const handlingFacts = [
  fact('Contacted', { unit: UnitIdSchema, textId: textId.optional() }),
  /** Noted by mistake and taken back; the clock that it had ended runs again. */
  fact('ContactTakenBack', { unit: UnitIdSchema, clocks }),
  fact('FirstContactMissed', { unit: UnitIdSchema }),
  /** A unit asks to see who the citizen is; `codeTextId` is where its code is kept until it no longer holds. */
  fact('RevealAsked', { unit: UnitIdSchema, textId, codeTextId: textId }),
  fact('Revealed', { unit: UnitIdSchema, textId }),
  fact('TimeAsked', { unit: UnitIdSchema, request: TimeRequestSchema, textId, clocks }),
  fact('TimeGranted', { request: TimeRequestSchema, clocks }),
  fact('TimeDenied', { request: TimeRequestSchema, textId: textId.optional() }),
  fact('ProgressReported', { unit: UnitIdSchema, textId, clocks }),
  fact('ProgressMissed', { unit: UnitIdSchema, clocks }),
  fact('AssistantReplied', { unit: UnitIdSchema, textId }),
  fact('Replied', {
    unit: UnitIdSchema,
    textId,
    final: z.boolean(),
    findings: z.array(z.enum(['too-short', 'empty-phrase', 'no-legal-basis', 'sampled'])).max(4),
    clocks,
  }),
  fact('ReplyPassed', { by: z.enum(['check', 'desk']) }),
  fact('ReplySentBack', { textId: textId.optional() }),
  fact('ReminderSent', { unit: UnitIdSchema }),
  fact('YellowCardShown', { unit: UnitIdSchema }),
  fact('RedCardShown', { unit: UnitIdSchema }),
  fact('CardWithdrawn', { unit: UnitIdSchema, card: z.enum(['yellow', 'red']) }),
  fact('SupervisionRaised', {
    level: z.int().min(1).max(3),
    to: SupervisionRoleSchema,
    unit: UnitIdSchema,
    why: z.enum(['overdue', 'dissatisfied', 'ruling']),
  }),
] as const;

const callbackFacts = [
  fact('CallbackStarted', { clocks }),
  fact('CitizenAskedAgain', { attempt: z.int(), clocks }),
  fact('CitizenAnswered', { answer: CallbackAnswerSchema, via: z.string().max(20), textId: textId.optional() }),
  fact('CitizenSilent', {}),
  fact('ReworkOrdered', { round: z.int(), lead: UnitIdSchema, clocks }),
] as const;

const rulingFacts = [
  fact('RulingAsked', { question: z.enum(['owner', 'dissatisfied']), clocks }),
  fact('Ruled', { ruling: RulingSchema, textId: textId.optional() }),
  fact('FinalReplyOrdered', { unit: UnitIdSchema, clocks }),
  fact('DeskReminded', { task: z.string().max(80), clocks }),
] as const;

const endingFacts = [
  fact('Ended', { outcome: CaseOutcomeSchema }),
  /** `burden`: what the case asked of each unit, counted from its record when it closed. */
  /** The unit that handled a closed case asks that it be left out of its evaluation. */
  fact('ExclusionAsked', { unit: UnitIdSchema, grounds: z.string().max(40), textId, clocks }),
  fact('ExclusionGranted', { unit: UnitIdSchema }),
  fact('ExclusionRefused', { unit: UnitIdSchema, textId }),
  fact('Closed', { outcome: CaseOutcomeSchema, burden: z.array(BurdenLineSchema).max(100).optional() }),
  fact('Reopened', { textId: textId.optional(), by: z.enum(['citizen', 'desk', 'source']) }),
  fact('WorkflowStuck', { error: z.string().max(200) }),
  fact('Retried', {}),
  fact('ExecutionLost', { execution: z.int(), status: z.string().max(20) }),
  fact('Resumed', {}),
  fact('DeadlinesRecomputed', { calendar: z.int(), clocks }),
  /** A link went astray: all that were given out before are void. */
  fact('LinksRevoked', { textId }),
] as const;

export const CaseEventSchema = z.discriminatedUnion('type', [
  ...intakeFacts,
  ...triageFacts,
  ...assignmentFacts,
  ...handlingFacts,
  ...callbackFacts,
  ...rulingFacts,
  ...endingFacts,
]);
export type CaseEvent = z.infer<typeof CaseEventSchema>;
export type CaseEventOf<Type extends CaseEvent['type']> = Extract<CaseEvent, { type: Type }>;
