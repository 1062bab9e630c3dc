// What of the last count a reader has asked for, and how its figures are said.
import * as z from 'zod';
import type { Count, Topics } from '#schemas/topics.ts';
import type { Words } from './words.ts';

/** What can stand in the address of the page; anything else there is passed over. */
const ChoiceSchema = z.object({
  category: z.string().max(120).optional().catch(undefined),
  area: z.string().max(60).optional().catch(undefined),
});
export type Choice = z.infer<typeof ChoiceSchema>;

/** What stands for "nobody could say where" in an address. */
export const nowhere = '-';

export const parseChoice = (query: Readonly<Record<string, string>>): Choice =>
  ChoiceSchema.parse(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '')));

export const addressOf = (choice: Choice, path = '/desk/topics'): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(choice)) if (value !== undefined) query.set(name, value);
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
};

/** Only what fits: a category with all below it, and an area. */
export const chosen = (topics: Topics, { category, area }: Choice): Topics => {
  const fits = (one: { category: string; area?: string | undefined }): boolean =>
    (category === undefined || one.category === category || one.category.startsWith(`${category}/`)) &&
    (area === undefined || (one.area ?? nowhere) === area);
  return { ...topics, topics: topics.topics.filter(fits), counts: topics.counts.filter(fits) };
};

export const sumOf = ({ days }: Count): number => days.reduce((sum, one) => sum + one, 0);

/** Requests that as many days usually bring; undefined while that is not known. */
export const usualOf = ({ reference }: Count, { referenceDays, windowDays }: Topics): number | undefined =>
  referenceDays === 0 ? undefined : (reference / referenceDays) * windowDays;

/** A first or second level of the catalogue with the one above it. */
export const categoryName = (path: string, words: Words): string => {
  const [first = ''] = path.split('/');
  return first === path ? words.category(path) : `${words.category(first)} · ${words.category(path)}`;
};

export const areaName = (area: string | undefined, words: Words): string =>
  area === undefined ? words.desk.topics.noArea : words.area(area);

/** One place behind the point, and none where it says nothing. */
export const short = (value: number): string => String(Math.round(value * 10) / 10);

/** Puts figures into a sentence of the pack. */
export const filled = (sentence: string, values: Readonly<Record<string, string | number>>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
