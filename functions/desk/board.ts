// The board: open tasks of the units in scope, least time left first, a page at a time. Reads the inbox index and merges;
// nothing of a case is read beside what stands on the task.
import * as z from 'zod';
import { dynamo } from '#kernel/dynamo.ts';
import { everyOpenTask, type InboxEntry, openTasks } from '#kernel/inbox.ts';
import { taskKinds } from '#schemas/city/case-words.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { UrgencySchema } from '#schemas/city/policy.ts';
import type { Person } from '#schemas/session.ts';
import { can, unitsOf } from './can.ts';
import { endOfDay } from './time-left.ts';

/** The owner of tasks that wait for a citizen. */
export const citizenOwner = 'CITIZEN';

/** What can stand in the address of a board; anything else there is passed over. */
const FiltersSchema = z.object({
  view: z.enum(['mine', 'everyone']).optional().catch(undefined),
  when: z.enum(['late', 'today', 'later']).optional().catch(undefined),
  unit: z.string().max(60).optional().catch(undefined),
  task: z.enum(taskKinds).optional().catch(undefined),
  urgency: UrgencySchema.optional().catch(undefined),
  q: z.string().trim().max(40).optional().catch(undefined),
  /** Where the page before ended: instant, case and task. */
  from: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT[\d:.]+Z~[0-9a-z]*~[\w-]*$/)
    .optional()
    .catch(undefined),
});
export type Filters = z.infer<typeof FiltersSchema>;

export type Row = InboxEntry & { when: 'late' | 'today' | 'later' };
export type Board = { rows: Row[]; next: string | undefined };
/** How the inbox of one owner is read: from the table, or from memory. */
export type ReadInbox = (asked: {
  owner: string;
  until: string;
  limit: number;
  since?: string;
}) => Promise<InboxEntry[]>;

/** So many owners are asked one by one. */
const fewOwners = 3;
/** So many open tasks are read at once. Where there are more, asking each owner for its most urgent ones is cheaper. */
const mostAtOnce = 3000;

/** The inboxes of `owners`: by one query of all that is open in the city, if they are many and it is not too much. */
export const readInboxes = async (table: string, owners: readonly string[]): Promise<ReadInbox> => {
  const open = owners.length > fewOwners ? await everyOpenTask(dynamo(), table, mostAtOnce) : undefined;
  return open === undefined ? (asked) => openTasks(dynamo(), table, asked) : inMemory(open);
};

/** Inboxes out of what was read already. */
export const inMemory = (open: readonly InboxEntry[]): ReadInbox => {
  const byOwner = Map.groupBy(open, ({ owner }) => owner);
  return async ({ owner, since = '', until, limit }) =>
    (byOwner.get(owner) ?? [])
      .filter(({ dueAt }) => since <= dueAt && dueAt < until)
      .sort((one, other) => (one.dueAt < other.dueAt ? -1 : 1))
      .slice(0, limit);
};

export const parseFilters = (query: Readonly<Record<string, string>>): Filters =>
  FiltersSchema.parse(Object.fromEntries(Object.entries(query).filter(([, value]) => value !== '')));

/** The owners whose tasks this person may see under these filters. */
export const ownersOf = (person: Person, filters: Filters, pack: CityPack): string[] => {
  const { roles } = pack.city;
  const everyone = [...pack.departments.units.map((unit) => unit.id), citizenOwner].filter((owner) =>
    can(person, 'see-board', { what: 'board', owner }, roles),
  );
  if (filters.unit !== undefined) return everyone.filter((owner) => owner === filters.unit);
  return viewOf(person, filters, pack) === 'mine' ? unitsOf(person, roles) : everyone;
};

/** Without a choice, people see what waits for them; who only looks, sees everything. */
export const viewOf = (person: Person, filters: Filters, pack: CityPack): 'mine' | 'everyone' =>
  filters.view ?? (unitsOf(person, pack.city.roles).length > 0 ? 'mine' : 'everyone');

const endOfTime = '9999-12-31T23:59:59.999Z';
const longestRead = 4000;

/** One page of at most `size` rows. `next` is the `from` of the page after it. */
export const readBoard = async (
  read: ReadInbox,
  owners: readonly string[],
  filters: Filters,
  { now, timeZone, size }: { now: string; timeZone: string; size: number },
): Promise<Board> => {
  const midnight = endOfDay(now, timeZone);
  const [low, high] = range(filters.when, now, midnight);
  const [cursorAt = '', cursorCase = '', cursorTask = ''] = (filters.from ?? '').split('~');
  const since = [cursorAt, low].sort().at(-1) ?? '';
  const isAfterCursor = (row: Row): boolean =>
    filters.from === undefined || keyOf(row) > keyOf3(cursorAt, cursorCase, cursorTask);
  const narrow = filters.task !== undefined || filters.urgency !== undefined || filters.q !== undefined;
  for (let limit = narrow ? 4 * size : size + 1; ; limit *= 2) {
    const read1 = async (owner: string) => {
      const entries = await read({ owner, until: high, limit, ...(since === '' ? {} : { since }) });
      return entries.map((entry): Row => ({ ...entry, when: whenOf(entry.dueAt, now, midnight) }));
    };
    const lists = await Promise.all(owners.map(read1));
    // Beyond the last row of an owner who has more, somebody else's row may still be missing.
    const horizon = lists
      .filter((list) => list.length >= limit)
      .map((list) => list.at(-1)?.dueAt ?? '')
      .sort()[0];
    const known = lists.flat().filter((row) => horizon === undefined || row.dueAt < horizon);
    const fitting = known.filter((row) => isAfterCursor(row) && fits(row, filters)).sort(byTime);
    const rows = fitting.slice(0, size);
    const isShort = rows.length < size && horizon !== undefined;
    if (isShort && limit < longestRead) continue;
    const last = rows.at(-1);
    const more = fitting.length > size || (horizon !== undefined && last !== undefined);
    return { rows, next: more && last !== undefined ? `${last.dueAt}~${last.ref.id}~${last.taskId}` : undefined };
  }
};

const range = (when: Filters['when'], now: string, midnight: string): [string, string] => {
  if (when === 'late') return ['', now];
  if (when === 'today') return [now, midnight];
  return when === 'later' ? [midnight, endOfTime] : ['', endOfTime];
};

const whenOf = (dueAt: string, now: string, midnight: string): Row['when'] =>
  dueAt < now ? 'late' : dueAt < midnight ? 'today' : 'later';

const keyOf3 = (dueAt: string, caseId: string, taskId: string): string => `${dueAt}~${caseId}~${taskId}`;
const keyOf = (row: Row): string => keyOf3(row.dueAt, row.ref.id, row.taskId);
const byTime = (one: Row, other: Row): number => (keyOf(one) < keyOf(other) ? -1 : 1);

const fits = ({ kind, shown }: Row, { task, urgency, q }: Filters): boolean =>
  (task === undefined || kind === task) &&
  (urgency === undefined || shown?.level === urgency) &&
  (q === undefined || bare(shown?.number ?? '').includes(bare(q)));

const bare = (number: string): string => number.toUpperCase().replaceAll(/[^0-9A-Z]/g, '');

/** The address of a board with these filters; the same for everyone who may see it. */
export const addressOf = (filters: Filters, change: Partial<Filters> = {}, path = '/desk'): string => {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...filters, ...change }))
    if (value !== undefined) query.set(name, value);
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
};
