// Words that people read: message templates, and labels of actions, states and events. One file a locale; a key that
// one locale lacks fails the pack. Placeholders are written {number}; those a template may use are listed with it.
import * as z from 'zod';
import { DocsWordsSchema, Open311WordsSchema } from './api-words.ts';
import { DeskWordsSchema } from './desk-words.ts';
import { PageWordsSchema } from './page-words.ts';

/** Placeholders every template may use. Never personal data: nothing here names a citizen (DOMAIN §5). */
export const placeholders = [
  'number',
  'category',
  'unit',
  'dueAt',
  'link',
  'tracking',
  'reason',
  'level',
  'hotline',
  'round',
  'answer',
  'advice',
  // Codes that answer a text message: a citizen's three, an officer's one.
  'one',
  'two',
  'three',
  'code',
  // Shows a department who the citizen is; filled in where that was asked for, and nowhere else.
  'revealCode',
] as const;

const templateText = (limit: number) =>
  z
    .string()
    .min(1)
    .max(limit)
    .refine(
      (text) =>
        [...text.matchAll(/\{([a-zA-Z]+)\}/g)].every((match) => placeholders.some((known) => known === match[1])),
      {
        error: `a template knows only the placeholders ${placeholders.map((name) => `{${name}}`).join(' ')}`,
      },
    );

const smsOnly = z.strictObject({ sms: templateText(200) });
const mailAndSms = z.strictObject({
  sms: templateText(200),
  subject: templateText(120),
  text: templateText(2000),
  /** Words of the one link. */
  action: z.string().min(1).max(40),
});

export const TemplatesSchema = z.strictObject({
  'department-sign-for': mailAndSms,
  'department-assist': mailAndSms,
  'department-reminder': mailAndSms,
  'department-yellow-card': mailAndSms,
  'department-red-card': mailAndSms,
  'department-rework': mailAndSms,
  'department-return-decided': mailAndSms,
  'department-time-decided': mailAndSms,
  'department-exclusion-decided': mailAndSms,
  'department-reply-sent-back': mailAndSms,
  'department-supplement': mailAndSms,
  'department-reveal-code': mailAndSms,
  'department-case-ended': mailAndSms,
  'department-progress-due': mailAndSms,
  'department-final-reply': mailAndSms,
  supervision: mailAndSms,
  'desk-classify': mailAndSms,
  'desk-review-return': mailAndSms,
  'desk-review-reply': mailAndSms,
  'desk-decide-time': mailAndSms,
  'desk-phone-department': mailAndSms,
  'desk-review-duplicate': mailAndSms,
  'desk-emergency-unacknowledged': mailAndSms,
  'desk-case-stuck': mailAndSms,
  'supervisor-rule': mailAndSms,
  'supervisor-exclusion': mailAndSms,
  'emergency-handover': mailAndSms,
  'citizen-assigned': smsOnly,
  'citizen-handed-over': smsOnly,
  'citizen-out-of-scope': smsOnly,
  'citizen-answered': smsOnly,
  'citizen-merged': smsOnly,
  'citizen-unmerged': smsOnly,
  'citizen-asked': smsOnly,
  'citizen-asked-again': smsOnly,
  'citizen-rework': smsOnly,
  'citizen-long-term': smsOnly,
  'citizen-withdrawn': smsOnly,
  'citizen-closed': smsOnly,
  'citizen-closed-unverified': smsOnly,
  'citizen-reopened': smsOnly,
});
export type TemplateKey = keyof z.infer<typeof TemplatesSchema>;

const label = z.string().min(1).max(80);

export const taskActions = [
  'sign',
  'return',
  'contacted',
  'undo-contact',
  'extend',
  'progress',
  'reply',
  'approve',
  'deny',
  'rule',
  'classify',
  'answer',
  'acknowledge',
  'phoned',
  'retry',
] as const;

/** Fields of the actions, as the task page labels them. */
export const taskFields = [
  'grounds',
  'explanation',
  'proposedUnit',
  'note',
  'reason',
  'workingDays',
  'until',
  'text',
  'legalBasis',
  'asked',
  'answered',
  'unit',
  'decision',
  'category',
  'urgency',
  'area',
  'reference',
  'contacted',
  'solved',
  'satisfied',
  'comment',
] as const;

/** What is chosen in a ruling or a classification, and how urgent a case is. */
export const choiceNames = [
  'assign',
  'elevate',
  'final-reply',
  'exclude',
  'out-of-scope',
  'answered',
  'emergency',
  'merge',
  'critical',
  'urgent',
  'ordinary',
  'enquiry',
] as const;
export type ChoiceName = (typeof choiceNames)[number];

/** How a task ended for the unit that had it or had asked, as its message says. */
export const endingNames = [
  'granted',
  'refused',
  'denied',
  'sent-back',
  'ruled',
  'withdrawn',
  'merged',
  'handed-over',
] as const;
export type EndingName = (typeof endingNames)[number];

/** Where a case stands, as people are told. */
export const caseStatuses = [
  'received',
  'handed-over',
  'with-duty-desk',
  'assigned',
  'in-progress',
  'return-in-review',
  'reply-in-review',
  'awaiting-ruling',
  'awaiting-citizen',
  'long-term',
  'merged',
  'stuck',
  'closed',
] as const;

export const MessagesSchema = z.strictObject({
  templates: TemplatesSchema,
  /** One mail for all that waited for the morning; {count} is how many. */
  morningList: z.strictObject({
    subject: z.string().min(1).max(120),
    text: z.string().min(1).max(500),
    /** Words of a link whose message has none of its own. */
    open: z.string().min(1).max(40),
  }),
  /** Sent back to who answers with a code that nobody was given: {one} {two} {three} or {code} {action}, and {number}. */
  codeList: z.strictObject({
    intro: z.string().min(1).max(80),
    question: z.string().min(1).max(80),
    task: z.string().min(1).max(80),
  }),
  actions: z.strictObject(
    Object.fromEntries(taskActions.map((action) => [action, label])) as Record<
      (typeof taskActions)[number],
      typeof label
    >,
  ),
  statuses: z.strictObject(
    Object.fromEntries(caseStatuses.map((status) => [status, label])) as Record<
      (typeof caseStatuses)[number],
      typeof label
    >,
  ),
  fields: z.strictObject(
    Object.fromEntries(taskFields.map((field) => [field, label])) as Record<(typeof taskFields)[number], typeof label>,
  ),
  choices: z.strictObject(
    Object.fromEntries(choiceNames.map((choice) => [choice, label])) as Record<ChoiceName, typeof label>,
  ),
  endings: z.strictObject(
    Object.fromEntries(endingNames.map((ending) => [ending, label])) as Record<EndingName, typeof label>,
  ),
  yes: label,
  no: label,
  /** Words of the task page and the citizen's pages. */
  pages: PageWordsSchema,
  desk: DeskWordsSchema,
  open311: Open311WordsSchema,
  docs: DocsWordsSchema,
});
export type Messages = z.infer<typeof MessagesSchema>;
