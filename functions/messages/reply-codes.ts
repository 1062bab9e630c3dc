// Codes by which a text message is answered: distinct across the open tasks of one telephone, so that an answer is never
// guessed. A citizen's question takes three (solved, unhappy, not solved), an officer's task one. A code is kept with the
// record of its message.
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { findMatters } from '#kernel/find-store.ts';
import type { MatterRef } from '#schemas/matter.ts';
import { messageRecord } from './message-record.ts';

/** Which of a telephone's tasks: the first has place 1. */
export type PlacedTask = { ref: MatterRef; taskId: string; place: number };

const officersFrom = 50;
const mostMatters = 20;

/** The facet under which a telephone finds what it was told: as a citizen's or as an officer's. */
export const phoneFacet = { citizen: 'phone', unit: 'officer' } as const;
export type Role = keyof typeof phoneFacet;

/** What stands in the message. */
export const codesAt = (role: Role, place: number): Record<string, string> =>
  role === 'citizen'
    ? { one: String(3 * place - 2), two: String(3 * place - 1), three: String(3 * place) }
    : { code: String(officersFrom + place) };

/** What an answer means: the place of the task and, of a citizen, which of the three. */
export const meaningOf = (code: number): { role: Role; place: number; choice: 1 | 2 | 3 } | undefined => {
  if (!Number.isInteger(code) || code < 1) return undefined;
  if (code > officersFrom) return { role: 'unit', place: code - officersFrom, choice: 1 };
  const choice = ((code - 1) % 3) + 1;
  return { role: 'citizen', place: Math.ceil(code / 3), choice: choice === 1 ? 1 : choice === 2 ? 2 : 3 };
};

/** Tasks whose codes were sent to a telephone, open or not; `hash` is that of its number. */
export const placedTasks = async (
  client: DynamoDBClient,
  table: string,
  { role, hash }: { role: Role; hash: string },
): Promise<PlacedTask[]> => {
  const found = await findMatters(client, table, { facet: phoneFacet[role], hash, since: '0', limit: mostMatters });
  const refs = new Map(found.map(({ ref }) => [ref.id, ref]));
  const placed = [...refs.values()].map(async (ref) => {
    const kept = [...(await messageRecord(client, table).of(ref)).values()];
    return kept.flatMap(({ taskId, place, to }) =>
      taskId === undefined || place === undefined || (to === 'citizen') !== (role === 'citizen')
        ? []
        : [{ ref, taskId, place }],
    );
  });
  return (await Promise.all(placed)).flat();
};

/** The first place that no other open task of the telephone has; a task that has one keeps it. */
export const placeFor = (own: { ref: MatterRef; taskId: string }, open: readonly PlacedTask[]): number => {
  const same = open.find(({ ref, taskId }) => ref.id === own.ref.id && taskId === own.taskId);
  if (same !== undefined) return same.place;
  const taken = new Set(open.map(({ place }) => place));
  for (let place = 1; ; place += 1) if (!taken.has(place)) return place;
};
