// The requests of some days as they were filed (heard-find.ts), each once and with what is known of it last.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { notedMatters } from '#kernel/find-store.ts';
import { dayAfter } from './days.ts';
import { rootOf } from './root-of.ts';

const NoteSchema = z.object({
  number: z.string(),
  category: z.string().optional(),
  area: z.string().optional(),
  parent: z.string().optional(),
  caller: z.string().optional(),
});

/** A caller who cannot be told apart counts by case. */
export type Filed = {
  id: string;
  number: string;
  at: string;
  day: string;
  caller: string;
  category: string;
  area: string | undefined;
};
type Told = Omit<Filed, 'category'> & { category: string | undefined; parent: string | undefined };

/** Days asked at a time. */
const atOnce = 8;

/** Day by day from the first to the last. What was merged is about what its parent is about; without one it is left out. */
export const readHeard = async (
  client: DynamoDBClient,
  table: string,
  { from, to }: { from: string; to: string },
): Promise<Filed[]> => {
  const days: string[] = [];
  for (let day = from; day <= to; day = dayAfter(day, 1)) days.push(day);
  const told = new Map<string, Told>();
  for (let first = 0; first < days.length; first += atOnce) {
    const some = await Promise.all(days.slice(first, first + atOnce).map((day) => readDay(client, table, day)));
    for (const one of some.flat()) told.set(one.id, one);
  }
  return [...told.values()].flatMap((one) => {
    const { parent, ...known } = one;
    const root = parent === undefined ? undefined : rootOf(parent, told);
    const category = root?.category ?? one.category;
    return category === undefined ? [] : [{ ...known, category, area: root?.area ?? one.area }];
  });
};

/** A case is filed again when it is classified anew or merged: the last says it. */
const readDay = async (client: DynamoDBClient, table: string, day: string): Promise<Told[]> => {
  const told = new Map<string, Told>();
  for await (const { ref, at, note } of notedMatters(client, table, { facet: 'heard', hash: day })) {
    const { number, category, area, parent, caller } = NoteSchema.parse(note);
    const before = told.get(ref.id);
    const known = { category: category ?? before?.category, area: area ?? before?.area };
    told.set(ref.id, { id: ref.id, number, at: before?.at ?? at, day, caller: caller ?? ref.id, ...known, parent });
  }
  return [...told.values()];
};
