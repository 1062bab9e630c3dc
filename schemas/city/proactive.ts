// proactive.yaml: what many people say before anybody was asked to look (未诉先办). When a place becomes a topic, what is
// usual of a category in an area, and when somebody is told that it is more.
import * as z from 'zod';
import { TimeOfDaySchema } from './names.ts';

export const ProactiveSchema = z.strictObject({
  /** Days that are looked at, today included. Whole weeks, as weekdays differ. */
  windowDays: z.int().min(2).max(28),
  /** So many weeks before the window say what is usual. */
  referenceWeeks: z.int().min(1).max(26),
  topics: z.strictObject({
    /** So many different people within the window make a topic … */
    people: z.int().min(2).max(1000),
    /** … if they are so many times what is usual for the place. */
    timesUsual: z.number().min(1).max(100),
  }),
  /** A category in an area has to pass all of these, so that few requests are no alarm. */
  unusual: z.strictObject({
    requests: z.int().min(2).max(10_000),
    people: z.int().min(2).max(1000),
    timesUsual: z.number().min(1).max(100),
    /** What is usual brings as many by accident with no more than this chance. */
    chance: z.number().gt(0).max(0.05),
  }),
  /** How fine the counts are: first or second level of the catalogue, districts or townships. */
  by: z.strictObject({
    categoryLevel: z.union([z.literal(1), z.literal(2)]),
    area: z.enum(['district', 'township']),
  }),
  /** Topics, and rows of counts, that the page shows. */
  shown: z.int().min(5).max(30),
  /** When it is counted, by the city's clock. Each time reads what citizens said, as far back as the reference goes. */
  countedAt: z.array(TimeOfDaySchema).min(1).max(6),
});
export type Proactive = z.infer<typeof ProactiveSchema>;
