// The machine side of a task link (DESIGN §4): what `GET /t/{token}` describes and what `POST /t/{token}` takes.
import * as z from 'zod';
import { CategoryPathSchema, UnitIdSchema } from './city/names.ts';
import { DurationSchema, UrgencySchema } from './city/policy.ts';

const words = (limit: number) => z.string().trim().min(1).max(limit);
const instant = z.iso.datetime({ offset: true });

/** How many characters an officer or a citizen may write. */
export const longestWords = 4000;
const reason = words(1000);
const note = reason.optional();

const act = <Action extends string, Shape extends z.ZodRawShape>(action: Action, shape: Shape) =>
  z.strictObject({ action: z.literal(action), ...shape });

export const TaskActionSchema = z.discriminatedUnion('action', [
  act('sign', {}),
  act('return', { grounds: words(40), explanation: reason, proposedUnit: UnitIdSchema.optional() }),
  act('contacted', { note }),
  act('undo-contact', {}),
  act('extend', {
    reason,
    workingDays: z
      .union([
        z.number(),
        z
          .string()
          .regex(/^\d{1,3}$/)
          .transform(Number),
      ])
      .pipe(z.int().min(1).max(400))
      .optional(),
    /** Makes it a long-term case: the date until which staged reports are given. */
    until: instant.optional(),
  }),
  act('progress', { text: words(longestWords) }),
  act('reply', {
    text: words(longestWords),
    legalBasis: words(500).optional(),
    /** The citizen's points one by one, each with what was done about it. */
    points: z
      .array(z.strictObject({ asked: words(200), answered: words(1000) }))
      .max(10)
      .optional(),
  }),
  act('approve', { reason: note, unit: UnitIdSchema.optional() }),
  act('deny', { reason }),
  act('rule', {
    decision: z.enum(['assign', 'elevate', 'final-reply', 'exclude']),
    unit: UnitIdSchema.optional(),
    reason,
  }),
  act('classify', {
    decision: z.enum(['assign', 'out-of-scope', 'answered', 'emergency', 'merge']).default('assign'),
    category: CategoryPathSchema.optional(),
    urgency: UrgencySchema.optional(),
    area: z.string().max(60).optional(),
    /** Id of the scope rule, service item, emergency line or parent case that the decision names. */
    reference: words(64).optional(),
  }),
  act('answer', {
    contacted: z.union([z.boolean(), z.stringbool()]).optional(),
    solved: z.union([z.boolean(), z.stringbool()]),
    satisfied: z.union([z.boolean(), z.stringbool()]),
    comment: words(1000).optional(),
  }),
  act('acknowledge', { note }),
  act('phoned', { note }),
  act('retry', {}),
]);
export type TaskAction = z.infer<typeof TaskActionSchema>;
export type TaskActionName = TaskAction['action'];

export const FieldSchema = z.strictObject({
  name: z.string(),
  type: z.enum(['text', 'longtext', 'choice', 'yes-no', 'number', 'date-time', 'unit', 'category']),
  required: z.boolean(),
  max: z.int().optional(),
  options: z.array(z.strictObject({ value: z.string(), label: z.string() })).optional(),
});

export const ClockViewSchema = z.strictObject({
  kind: z.string(),
  dueAt: z.iso.datetime(),
  provisional: z.boolean(),
  lasting: DurationSchema.optional(),
});

export const NextStepSchema = z.strictObject({ kind: z.string(), dueAt: z.iso.datetime() });
export type NextStep = z.infer<typeof NextStepSchema>;

export const TaskDescriptionSchema = z.strictObject({
  task: z.strictObject({
    id: z.string(),
    kind: z.string(),
    role: z.string(),
    state: z.enum(['open', 'closed']),
    dueAt: z.iso.datetime().optional(),
  }),
  case: z.strictObject({
    id: z.string(),
    number: z.string(),
    status: z.string(),
    category: z.string().optional(),
    urgency: z.string().optional(),
    round: z.int(),
  }),
  /** The citizen's words, personal data masked. Absent for the citizen's own task. */
  request: z
    .strictObject({ title: z.string().optional(), text: z.string(), supplements: z.array(z.string()) })
    .optional(),
  /** The department's reply, for whoever reviews or answers it. */
  reply: z.strictObject({ text: z.string(), legalBasis: z.string().optional(), at: z.iso.datetime() }).optional(),
  /** Pictures that units put beside their words; each address opens for some minutes. */
  photos: z.array(z.strictObject({ id: z.string(), unit: z.string(), at: z.iso.datetime(), url: z.url() })).optional(),
  /** What this task is about beyond the case: grounds of a return, time asked for, findings on a reply. */
  about: z.record(z.string(), z.string()).optional(),
  clocks: z.array(ClockViewSchema),
  actions: z.array(z.strictObject({ action: z.string(), label: z.string(), fields: z.array(FieldSchema) })),
  /** What has happened, without anybody's words. */
  history: z.array(z.strictObject({ at: z.iso.datetime(), what: z.string(), unit: z.string().optional() })).optional(),
  /** For the citizen: what was answered, and what comes next by when. */
  answer: z.strictObject({ solved: z.boolean(), satisfied: z.boolean() }).optional(),
  next: z.array(NextStepSchema).optional(),
  /** Who closed the task and when, once it is closed. */
  done: z.strictObject({ by: z.string(), at: z.iso.datetime(), what: z.string() }).optional(),
});
export type TaskDescription = z.infer<typeof TaskDescriptionSchema>;
export type Field = z.infer<typeof FieldSchema>;

export const TaskOutcomeSchema = z.strictObject({
  caseId: z.string(),
  action: z.string(),
  outcome: z.enum(['done', 'repeated']),
  task: z.strictObject({ id: z.string(), state: z.enum(['open', 'closed']) }),
  case: z.strictObject({ number: z.string(), status: z.string() }),
  /** What can be done next with the same link. */
  next: z.array(z.string()),
});
export type TaskOutcome = z.infer<typeof TaskOutcomeSchema>;
