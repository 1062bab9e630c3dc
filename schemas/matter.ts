// What the kernel stores and what react applies: commits, consequences, tasks, messages, routing. Every kind of
// matter shares these shapes (DESIGN §2).
import * as z from 'zod';

const instant = z.iso.datetime();
const id = z.string().min(1).max(120);

export const MatterRefSchema = z.strictObject({ kind: z.string().min(1).max(20), id: z.string().min(1).max(64) });
export type MatterRef = z.infer<typeof MatterRefSchema>;

/** Something that waits for a person or, owned by `SYSTEM`, for a time. */
export const TaskSchema = z.strictObject({
  id,
  kind: z.string().max(40),
  /** Unit id, `CITIZEN` or `SYSTEM`. */
  owner: z.string().max(60),
  role: z.string().max(40),
  dueAt: instant,
  provisional: z.boolean().optional(),
  /** What a list of tasks shows of the matter, so that nobody has to read it: ids and numbers only. */
  shown: z.record(z.string(), z.string().max(120).optional()).optional(),
});
export type Task = z.infer<typeof TaskSchema>;

export const RecipientSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('unit'), unit: z.string().max(60) }),
  z.strictObject({ kind: z.literal('head'), unit: z.string().max(60) }),
  z.strictObject({ kind: z.literal('citizen') }),
  z.strictObject({ kind: z.literal('source'), source: z.string().max(60) }),
]);
export type Recipient = z.infer<typeof RecipientSchema>;

/** A message as asked for: a template with values that name nobody; words of people only by `textId`. */
export const MessageSchema = z.strictObject({
  template: z.string().max(60),
  to: RecipientSchema,
  taskId: id.optional(),
  /** Of the link to the task; raised when links are revoked, 1 when left out. */
  linkGeneration: z.int().min(2).optional(),
  urgent: z.boolean().optional(),
  /** When the citizen last wrote: who has just done so is awake. */
  heardAt: instant.optional(),
  values: z.record(z.string().max(40), z.union([z.string().max(600), z.number()])).optional(),
});
export type Message = z.infer<typeof MessageSchema>;

export const RoutingSchema = z.strictObject({
  go: z.string().max(40),
  /** Number of the commit that said so: two entries of one state are told apart by it, even within a millisecond. */
  after: z.int().min(1),
  waitId: z.string().max(64).optional(),
  timeoutSeconds: z.int().min(1).max(99_999_999).optional(),
});

export type Routing = z.infer<typeof RoutingSchema>;

/** How a matter is found by a value that is stored only as a keyed hash; forgotten after `days`. */
export const FindSchema = z.strictObject({
  facet: z.string().max(40),
  hash: z.string().max(64),
  days: z.int().min(1).max(40_000),
  /** Ids and keyed hashes that a reader of many finds needs of each; never anybody's words. */
  note: z.record(z.string().max(20), z.string().max(120)).optional(),
});
export type Find = z.infer<typeof FindSchema>;

const consequence = <Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...shape });

export const ConsequenceSchema = z.discriminatedUnion('type', [
  consequence('ExecutionStarted', { n: z.int().min(1) }),
  consequence('ExecutionEnded', {}),
  consequence('TaskOpened', { task: TaskSchema }),
  consequence('TaskMoved', { task: TaskSchema }),
  consequence('TaskClosed', { taskId: id }),
  consequence('WaitOpened', { waitId: id, node: z.string().max(40), until: instant }),
  consequence('WaitSettled', {
    waitId: id,
    /** Absent: the workflow has left by itself (a timeout) and needs no answer. */
    answer: z
      .discriminatedUnion('as', [
        z.strictObject({ as: z.literal('success'), routing: RoutingSchema }),
        z.strictObject({ as: z.literal('failure'), error: z.string().max(60), routing: RoutingSchema }),
      ])
      .optional(),
  }),
  consequence('MessageRequested', { key: id, message: MessageSchema }),
  consequence('FindAdded', { find: FindSchema }),
  consequence('LedgerChanged', {
    unit: z.string().max(60),
    week: z.string().max(10),
    facts: z.record(z.string().max(40), z.union([z.string().max(60), z.number(), z.boolean()])),
    /** The moment whose month it belongs to, when that is not the commit's. */
    at: instant.optional(),
  }),
  /** `until`: when the words may be forgotten, by the city's retention. */
  consequence('TextKept', { textId: z.string().max(64), until: instant.optional() }),
  consequence('FollowersTold', {}),
]);
export type Consequence = z.infer<typeof ConsequenceSchema>;

export const ActorSchema = z.strictObject({ role: z.string().max(40), id: z.string().max(80).optional() });
export type Actor = z.infer<typeof ActorSchema>;

/** One commit as stored. `events` are parsed by the kind. */
export const CommitSchema = z.strictObject({
  version: z.literal(1),
  matter: MatterRefSchema,
  seq: z.int().min(1),
  events: z.array(z.unknown()).min(1).max(40),
  consequences: z.array(ConsequenceSchema).max(120),
  occurredAt: instant,
  at: instant,
  actor: ActorSchema,
  cause: z.string().min(1).max(300),
  answer: RoutingSchema.optional(),
  pack: z.string().max(16),
});
export type Commit = z.infer<typeof CommitSchema>;

/** What a workflow state hands to its function. */
export const StepInputSchema = z.strictObject({
  matter: MatterRefSchema,
  execution: z.string().max(100),
  state: z.string().max(80),
  enteredAt: instant,
  redrivenAt: instant.optional(),
  /** The commit whose answer led here. */
  after: z.int().min(1).optional(),
  error: z.string().max(4000).optional(),
});
export type StepInput = z.infer<typeof StepInputSchema>;

/** What the queues carry: always references, never content. */
export const ReactionRequestSchema = z.strictObject({ matter: MatterRefSchema, seq: z.int().min(1) });
export const DeliveryRequestSchema = z.strictObject({
  matter: MatterRefSchema,
  seq: z.int().min(1),
  key: id,
  message: MessageSchema,
  at: instant,
  /** It has waited for its hour, and that has come. */
  released: z.literal(true).optional(),
});
export type DeliveryRequest = z.infer<typeof DeliveryRequestSchema>;

/** Messages of one unit that leave as one. */
export const ListRequestSchema = z.strictObject({
  list: z.strictObject({ unit: z.string().max(60), requests: z.array(DeliveryRequestSchema).min(1).max(100) }),
});
export type ListRequest = z.infer<typeof ListRequestSchema>;
/** A message that did not arrive at a unit. */
export const UndeliveredRequestSchema = z.strictObject({
  matter: MatterRefSchema,
  /** Of the message, dots as hyphens. */
  key: id,
  unit: z.string().max(60),
  template: z.string().max(60),
  why: z.literal('refused'),
});
export type UndeliveredRequest = z.infer<typeof UndeliveredRequestSchema>;

/** The gateway says that a text message did not arrive; `key` is that of the message. */
export const SmsReceiptRequestSchema = z.strictObject({ receipt: z.strictObject({ caseId: id, key: id }) });
export type SmsReceiptRequest = z.infer<typeof SmsReceiptRequestSchema>;

export const FollowRequestSchema = z.strictObject({ child: MatterRefSchema, parent: MatterRefSchema, seq: z.int() });
