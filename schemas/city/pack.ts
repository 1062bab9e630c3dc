// A city pack: the policy of one tenant as data (DESIGN §5). Each file of `cities/<name>/` has its schema here;
// CityPackSchema is what handlers read after synth has checked the references between them.
import * as z from 'zod';
import { MessagesSchema } from './messages.ts';
import { MessagingSchema } from './messaging.ts';
import {
  AreaIdSchema,
  CategoryPathSchema,
  DutyLineIdSchema,
  EmergencyLineSchema,
  LawfulChannelSchema,
  LocaleSchema,
  LocalizedSchema,
  ServiceItemIdSchema,
  SourceIdSchema,
  TimeOfDaySchema,
  UnitIdSchema,
} from './names.ts';
import { ClocksSchema, EvaluationSchema, HandlingSchema, SupervisionSchema, UrgencySchema } from './policy.ts';
import { ProactiveSchema } from './proactive.ts';

const word = z.string().min(1).max(60);
const date = z.iso.date();

export const CitySchema = z.strictObject({
  id: UnitIdSchema,
  name: LocalizedSchema,
  timeZone: z.string().min(3).max(60),
  defaultLocale: LocaleSchema,
  /** Signature of every SMS, without its brackets: 【…】 is added. */
  smsSignature: z.string().min(2).max(12),
  /** Two letters in front of every case number: LJ-7F3K-9Q2M-4. */
  caseNumberPrefix: z.string().regex(/^[A-Z]{2}$/),
  hotlineNumber: z.string().min(3).max(20),
  workingHours: z
    .array(z.tuple([TimeOfDaySchema, TimeOfDaySchema]))
    .min(1)
    .max(4),
  /** Years whose `calendar/<year>.json` must be there. A deadline beyond the last one is provisional. */
  calendars: z.array(z.int().min(2020).max(2100)).min(1).max(20),
  /** Units that act in a role of their own. */
  roles: z.strictObject({
    dutyDesk: UnitIdSchema,
    supervisingOffice: UnitIdSchema,
    cityLeader: UnitIdSchema,
  }),
  sources: z
    .array(
      z.strictObject({
        id: SourceIdSchema,
        name: LocalizedSchema,
        /** What a trusted source says of category, urgency and handling is a fact; from others it is a hint. */
        trusted: z.boolean(),
        /** Where this source wants to hear of its cases: Standard Webhooks. */
        outboundUrl: z.url().optional(),
        /** Whether it may also come by the Open311 door, with a key of its own. */
        open311: z.literal(true).optional(),
      }),
    )
    .min(1)
    .max(50),
});

export const UnitKindSchema = z.enum([
  'hotline-centre',
  'supervising-office',
  'city-leader',
  'agency',
  'district',
  'township',
  'utility',
  'emergency-line',
  'contractor',
]);

export const UnitSchema = z.strictObject({
  id: UnitIdSchema,
  name: LocalizedSchema,
  kind: UnitKindSchema,
  level: z.enum(['city', 'district', 'township']),
  parent: UnitIdSchema.optional(),
  /** Other names people use for it. */
  aliases: z.array(word).max(30),
  /** The area whose matters it owns, for districts and townships. */
  area: AreaIdSchema.optional(),
  /** Gets what no contact record is there for. */
  mailbox: z.email(),
  /** The head of the unit: supervision level 1 and final replies. */
  headMailbox: z.email(),
  /** Text messages of last resort, where the unit has a duty telephone. */
  dutyPhone: z.string().max(20).optional(),
});
export type Unit = z.infer<typeof UnitSchema>;

export const AreaSchema = z.strictObject({
  id: AreaIdSchema,
  name: LocalizedSchema,
  /** The district of a township. */
  within: AreaIdSchema.optional(),
  aliases: z.array(word).max(50),
  /** Roads, estates, squares by which people name the area. */
  landmarks: z.array(word).max(200),
});
export type Area = z.infer<typeof AreaSchema>;

export const DepartmentsSchema = z.strictObject({
  units: z.array(UnitSchema).min(1).max(2000),
  areas: z.array(AreaSchema).max(2000),
});

/** Who leads: a named unit, or the unit whose area the place is in. */
export const LeadSchema = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('unit'), unit: UnitIdSchema }),
  z.strictObject({
    by: z.literal('area'),
    level: z.enum(['district', 'township']),
    /** Leads when the place is not known. */
    otherwise: UnitIdSchema,
  }),
]);

export const LeafCategorySchema = z.strictObject({
  path: CategoryPathSchema,
  name: LocalizedSchema,
  /** One sentence: what belongs here and what does not. */
  description: LocalizedSchema,
  lead: LeadSchema,
  assisting: z.array(UnitIdSchema).max(5),
  /** The line of a township duty list that this matter falls under, if any. */
  dutyLine: DutyLineIdSchema.optional(),
  urgency: UrgencySchema,
  legalBasis: z.array(z.string().min(1).max(120)).max(5),
  /** Words and short phrases that citizens use for it; the starter classifier reads them. */
  words: z.array(word).min(3).max(60),
  /** A few made-up sentences as a citizen would say them. */
  phrases: z.array(z.string().min(4).max(120)).max(20),
});
export type LeafCategory = z.infer<typeof LeafCategorySchema>;

export const CatalogueSchema = z.strictObject({
  /** Branches: first and second levels with their names. */
  branches: z
    .array(z.strictObject({ path: CategoryPathSchema, name: LocalizedSchema }))
    .min(1)
    .max(200),
  leaves: z.array(LeafCategorySchema).min(1).max(2000),
});

export const DutyListsSchema = z.strictObject({
  /** basic: the township's own; assisting: it helps, another unit leads; taken-back: higher units took it back. */
  lines: z
    .array(
      z.strictObject({
        id: DutyLineIdSchema,
        list: z.enum(['basic', 'assisting', 'taken-back']),
        name: LocalizedSchema,
        /** Who leads, for `assisting` and `taken-back`. */
        leads: UnitIdSchema.optional(),
      }),
    )
    .max(1000),
});

export const ServiceItemSchema = z.strictObject({
  id: ServiceItemIdSchema,
  name: LocalizedSchema,
  /** Questions this item answers, as citizens ask them. */
  questions: z.array(z.string().min(2).max(120)).min(2).max(20),
  answer: LocalizedSchema,
  materials: z.array(LocalizedSchema).max(20),
  promisedTime: LocalizedSchema,
  where: LocalizedSchema,
  unit: UnitIdSchema,
});
export type ServiceItem = z.infer<typeof ServiceItemSchema>;
export const ServiceListSchema = z.strictObject({ items: z.array(ServiceItemSchema).max(2000) });

export const TriageSchema = z.strictObject({
  emergency: z
    .array(
      z.strictObject({
        line: EmergencyLineSchema,
        unit: UnitIdSchema,
        /** Any of these says danger to life or property now … */
        danger: z.array(word).min(1).max(200),
        /** … unless one of these stands near: the matter is about the line, past, or somebody asks for rules. */
        unless: z.array(word).max(200),
      }),
    )
    .min(1)
    .max(8),
  outOfScope: z
    .array(
      z.strictObject({
        id: z.string().min(1).max(40),
        channel: LawfulChannelSchema,
        name: LocalizedSchema,
        /** What the citizen is told: why, and where to go. */
        advice: LocalizedSchema,
        /** All words of one group present in the request make the rule match. */
        groups: z.array(z.array(word).min(1).max(6)).min(1).max(60),
      }),
    )
    .max(50),
  thresholds: z.strictObject({
    /** Below this calibrated probability the duty desk classifies. */
    sure: z.number().min(0).max(1),
    /** Below this similarity the service list stays silent. */
    directAnswer: z.number().min(0).max(1),
    /**
     * From `look` on, where no word of danger stands, a person decides before anything else and the case is urgent at
     * least; from `critical` on it is critical. Absent: only words speak of danger.
     */
    danger: z
      .strictObject({ look: z.number().min(0).max(1), critical: z.number().min(0).max(1) })
      .refine(({ look, critical }) => look <= critical, 'look is above critical')
      .optional(),
  }),
  /** A model of the city's own that is asked about requests the machine is unsure of. Left out, nobody is asked. */
  secondOpinion: z
    .strictObject({
      url: z.url().refine((url) => url.startsWith('https:') || /^http:\/\/(127\.0\.0\.1|localhost)[:/]/.test(url), {
        error: 'a second opinion is asked by https, or by http on the same machine',
      }),
      /** From this confidence on it decides, if it names one of the machine's own first three. */
      sure: z.number().min(0).max(1),
      /** What it may cost: no more questions in one hour. */
      perHour: z.int().min(1).max(100_000),
      seconds: z.int().min(1).max(15),
    })
    .optional(),
  /** What `jiesu train --map` made of the city's own closed cases. Without one the words of the catalogue classify alone. */
  model: z
    .strictObject({
      /** Within the folder of the pack. */
      file: z
        .string()
        .regex(/^[a-z0-9-]+(\/[a-z0-9-]+)*\.model$/, { error: 'a model file looks like model/classifier.model' }),
      /** Of the file, so that the hash of the pack, which stands in every commit, says by which model it was decided. */
      sha256: z.string().regex(/^[0-9a-f]{64}$/, { error: 'a SHA-256 is 64 small hexadecimal digits' }),
    })
    .optional(),
});

export const CalendarYearSchema = z.strictObject({
  year: z.int().min(2020).max(2100),
  /** The notice the dates come from, with its number. */
  source: z.string().min(4).max(200),
  publishedOn: date,
  holidays: z.array(z.strictObject({ name: LocalizedSchema, from: date, to: date })).max(40),
  /** Weekend days that are worked (调休). */
  workdays: z.array(date).max(40),
});
export type CalendarYear = z.infer<typeof CalendarYearSchema>;

export const CityPackSchema = z.strictObject({
  /** SHA-256 of the pack's content: every commit says by which policy it was decided. */
  hash: z.string().regex(/^[0-9a-f]{16}$/),
  city: CitySchema,
  departments: DepartmentsSchema,
  catalogue: CatalogueSchema,
  dutyLists: DutyListsSchema,
  serviceList: ServiceListSchema,
  triage: TriageSchema,
  clocks: ClocksSchema,
  supervision: SupervisionSchema,
  handling: HandlingSchema,
  messaging: MessagingSchema,
  evaluation: EvaluationSchema,
  proactive: ProactiveSchema,
  calendars: z.array(CalendarYearSchema).min(1).max(20),
  messages: z.strictObject({ 'zh-CN': MessagesSchema, en: MessagesSchema }),
});
export type CityPack = z.infer<typeof CityPackSchema>;
