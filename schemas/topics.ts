// What many people spoke of lately, counted at one moment: one item of the table, made anew each time. Names of places,
// categories, counts and case numbers; nobody's words, names or telephones.
import * as z from 'zod';

const day = z.iso.date();
const count = z.int().min(0);

/** So many people about one place. */
export const TopicSchema = z.object({
  place: z.string().max(20),
  alsoCalled: z.array(z.string().max(20)).max(5),
  category: z.string().max(120),
  /** Where most of them were placed; absent when nobody could say. */
  area: z.string().max(60).optional(),
  people: count,
  /** People in as many days, as a rule. */
  usual: z.number().min(0),
  first: day,
  last: day,
  requests: count,
  /** The newest of them. */
  cases: z.array(z.object({ id: z.string().max(64), number: z.string().max(20) })).max(20),
});
export type Topic = z.infer<typeof TopicSchema>;

/** A category in an area, day by day. */
export const CountSchema = z.object({
  category: z.string().max(120),
  area: z.string().max(60).optional(),
  /** Requests of each day of the window; a caller counts once a day. */
  days: z.array(count).min(1).max(28),
  people: count,
  /** Requests of the days of reference. */
  reference: count,
  /** Chance that what is usual brings as many; absent while nothing is known of what is usual. */
  chance: z.number().min(0).max(1).optional(),
  unusual: z.boolean(),
});
export type Count = z.infer<typeof CountSchema>;

export const TopicsSchema = z.object({
  version: z.literal(1),
  at: z.iso.datetime(),
  /** Last day of the window: the one on which it was counted, so far. */
  today: day,
  windowDays: z.int(),
  /** Whole days before the window that say what is usual; 0 while there are too few. */
  referenceDays: count,
  requests: z.object({ window: count, reference: count }),
  /** Requests whose words were read for names of places, of all that could have been. */
  read: z.object({ texts: count, of: count }),
  topics: z.array(TopicSchema),
  counts: z.array(CountSchema),
  /** Rows that found no room, the least remarkable. */
  leftOut: count,
});
export type Topics = z.infer<typeof TopicsSchema>;
