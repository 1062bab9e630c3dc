// Keys of the `matters` table (DESIGN §2). Key strings are made here and nowhere else.
import type { MatterRef } from '#schemas/matter.ts';

export const matterKey = (ref: MatterRef): string => `MATTER#${ref.kind}#${ref.id}`;
export const commitKey = (seq: number): string => `EVT#${String(seq).padStart(6, '0')}`;
export const commitPrefix = 'EVT#';
export const taskKey = (taskId: string): string => `TASK#${taskId}`;
export const taskPrefix = 'TASK#';
export const waitKey = (waitId: string): string => `WAIT#${waitId}`;
export const messageKey = (key: string): string => `MSG#${key}`;
export const ledgerKey = (unit: string, week: string): string => `LEDGER#${unit}#${week}`;
export const findKey = (facet: string, hash: string): string => `FIND#${facet}#${hash}`;
export const linkKey = (tokenHash: string): string => `LINK#${tokenHash}`;
/** A count of one hour. */
export const tallyKey = (what: string): string => `TRIES#${what}`;
/** The inbox index keeps all open tasks together, by owner and then by time: one owner's are one query, and so are everybody's. */
export const openKey = 'OPEN';
export const turnKey = (owner: string, at: string): string => `${owner}#${at}`;
/** Messages that wait for their hour, in the same index, by the hour. */
export const heldKey = 'HELD';
/** The one item that names every owner who ever had a task. */
export const ownersKey = 'OWNERS';
/** The one item that says what many people spoke of lately. */
export const topicsKey = 'TOPICS';
export const ledgerUnitKey = (unit: string): string => `UNIT#${unit}`;

/** The matter whose partition `pk` is; undefined for find, link and other items. */
export const matterOfKey = (pk: string): MatterRef | undefined => {
  const [head, kind, id] = pk.split('#');
  return head === 'MATTER' && kind !== undefined && id !== undefined ? { kind, id } : undefined;
};
