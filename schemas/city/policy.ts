// The part of a city pack that sets clocks and rules of handling: clocks.yaml, supervision.yaml, handling.yaml,
// evaluation.yaml. Every number here is a city's own decision (DOMAIN: "policy data of a tenant"), never a constant in code.
import * as z from 'zod';
import { LocalizedSchema, UnitIdSchema } from './names.ts';

/**
 * How long something may take. `natural` runs day and night; `working` runs only in the working hours of a working
 * day. One working day is one day's working minutes, so a 1-day clock started on Friday 15:00 ends on Monday 15:00.
 */
export const DurationSchema = z
  .strictObject({
    kind: z.enum(['natural', 'working']),
    days: z.int().min(0).max(400).optional(),
    hours: z.int().min(0).max(10_000).optional(),
    minutes: z.int().min(0).max(100_000).optional(),
  })
  .refine((duration) => duration.days !== undefined || duration.hours !== undefined || duration.minutes !== undefined, {
    error: 'a duration needs days, hours or minutes',
  });
export type Duration = z.infer<typeof DurationSchema>;

export const UrgencySchema = z.enum(['critical', 'urgent', 'ordinary', 'enquiry']);
export type Urgency = z.infer<typeof UrgencySchema>;

export const LevelClocksSchema = z.strictObject({
  name: LocalizedSchema,
  signFor: DurationSchema,
  firstContact: DurationSchema,
  reply: DurationSchema,
  /** How long before the reply deadline the officer is reminded. */
  reminderBefore: DurationSchema,
  /** Yellow card: this long before the reply deadline. */
  yellowCardBefore: DurationSchema,
  /** Red card: this long after the reply deadline. */
  redCardAfter: DurationSchema,
  /** Nobody signed for it: the duty desk is asked to phone the department. */
  phoneWhenUnsigned: z.boolean(),
});
export type LevelClocks = z.infer<typeof LevelClocksSchema>;

export const ClocksSchema = z.strictObject({
  levels: z.strictObject({
    critical: LevelClocksSchema,
    urgent: LevelClocksSchema,
    ordinary: LevelClocksSchema,
    enquiry: LevelClocksSchema,
  }),
  /** Reminders are spread over this many minutes, so that a thousand do not leave in one second. */
  reminderJitterMinutes: z.int().min(0).max(60),
  emergencyAcknowledgement: DurationSchema,
  deskClassification: DurationSchema,
  deskReturnReview: DurationSchema,
  deskReplyReview: DurationSchema,
  deskExtensionDecision: DurationSchema,
  supervisorRuling: DurationSchema,
});

export const SupervisionRoleSchema = z.enum(['department-head', 'supervising-office', 'city-leader']);

export const SupervisionSchema = z.strictObject({
  /** Levels 1, 2, 3 in order; `after` counts from the reply deadline that was missed. */
  ladder: z
    .array(
      z.strictObject({
        level: z.int().min(1).max(3),
        to: SupervisionRoleSchema,
        name: LocalizedSchema,
        after: DurationSchema,
      }),
    )
    .length(3),
  /** The level that is raised at once when a citizen stays dissatisfied after a rework. */
  dissatisfiedAfterRework: z.int().min(1).max(3),
});

export const HandlingSchema = z.strictObject({
  returns: z.strictObject({
    window: DurationSchema,
    /** The hop at which a supervisor rules instead of another department being tried. */
    rulingAtHop: z.int().min(2).max(10),
    grounds: z
      .array(z.strictObject({ id: z.string().min(1).max(40), name: LocalizedSchema }))
      .min(1)
      .max(20),
  }),
  /** A first contact that was noted by mistake can be taken back for this long. */
  undoFirstContact: DurationSchema,
  /** A code that lets a department see who the citizen is: how long it holds, and how many tries it takes. */
  revealCode: z.strictObject({ valid: DurationSchema, tries: z.int().min(1).max(10) }),
  extensions: z.strictObject({ limit: z.int().min(0).max(10), longest: DurationSchema }),
  longTerm: z.strictObject({ longestDays: z.int().min(1).max(400), reportEvery: DurationSchema }),
  replyReview: z.strictObject({
    minimumCharacters: z.int().min(0).max(500),
    emptyPhrases: z.array(z.string().min(1).max(40)).max(100),
    legalBasisRequired: z.boolean(),
    /** One reply in a hundred, times this, goes to the desk although the automatic check found nothing. */
    samplePercent: z.int().min(0).max(100),
  }),
  callback: z.strictObject({
    /** When each attempt is made, counted from the reply; the first is at once. */
    attemptsAfter: z.array(DurationSchema).min(1).max(10),
    giveUpAfter: DurationSchema,
    /** Whether a directly answered citizen is asked too. */
    askAfterDirectAnswer: z.boolean(),
  }),
  rework: z.strictObject({ limit: z.int().min(1).max(10), reply: DurationSchema }),
  reopening: z.strictObject({ within: DurationSchema, limit: z.int().min(0).max(10) }),
  duplicates: z.strictObject({
    within: DurationSchema,
    /** Similarity from 0 to 1. */
    mergeAt: z.number().min(0).max(1),
    /** The same for two that nothing but their caller ties. */
    mergeCallerAt: z.number().min(0).max(1),
    proposeAt: z.number().min(0).max(1),
  }),
  /** A grassroots unit may be given work outside its duty lists only by this unit, with a recorded reason. */
  grassrootsOverrideBy: UnitIdSchema,
  /** Pictures as evidence: how large one may be, how many of one unit, and whether the citizen sees them with the reply. */
  files: z.strictObject({
    largestMb: z.int().min(1).max(25),
    most: z.int().min(1).max(20),
    citizenSees: z.boolean(),
  }),
  /** A task link opens its task for this long after it was last sent. */
  linkValidDays: z.int().min(1).max(400),
  /** People's data is erased this long after a case closes. */
  retentionDays: z.int().min(30).max(36_500),
});

export const EvaluationSchema = z.strictObject({
  version: z.string().min(1).max(40),
  weights: z.strictObject({ response: z.number(), resolution: z.number(), satisfaction: z.number() }),
  /** How long after it closed a unit may ask that a case be left out, and how long deciding it takes. */
  exclusionAskedWithin: DurationSchema,
  exclusionDecidedWithin: DurationSchema,
  exclusionGrounds: z.array(z.strictObject({ id: z.string().min(1).max(40), name: LocalizedSchema })).max(20),
  tiers: z
    .array(z.strictObject({ id: z.string().min(1).max(20), name: LocalizedSchema, from: z.number().min(0).max(100) }))
    .min(1)
    .max(10),
});
