// Identifiers and localized names that every part of a city pack uses.
import * as z from 'zod';

export const LocaleSchema = z.enum(['zh-CN', 'en']);
export type Locale = z.infer<typeof LocaleSchema>;

/** A text in every language of the product: a pack that misses one does not parse. */
export const LocalizedSchema = z.strictObject({
  'zh-CN': z.string().min(1).max(2000),
  en: z.string().min(1).max(2000),
});

/** In a city's own time. */
export const TimeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: 'a time of day is HH:MM' });

const slug = (what: string) =>
  z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, { error: `${what} is lower-case words joined by hyphens` });

export const UnitIdSchema = slug('a unit id');
export const AreaIdSchema = slug('an area id');
export const SourceIdSchema = slug('a source id');
export const ServiceItemIdSchema = slug('a service item id');
export const DutyLineIdSchema = slug('a duty line id');

/** Path of a category in the catalogue, levels joined by `/`: `environment/noise/construction`. */
export const CategoryPathSchema = z
  .string()
  .max(120)
  .regex(/^[a-z][a-z0-9-]*(\/[a-z0-9-]+){0,3}$/, { error: 'a category path is slugs joined by /' });

/** Telephone lines for emergencies, and the lawful ways for what a hotline may not handle. */
export const EmergencyLineSchema = z.enum(['police-110', 'fire-119', 'ambulance-120', 'traffic-122']);
export const LawfulChannelSchema = z.enum([
  'court',
  'arbitration',
  'petition',
  'administrative-reconsideration',
  'open-information',
  'discipline-inspection',
  'emergency-line',
]);
