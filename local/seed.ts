// A seeded stack makes up the same ids again - but never one that an earlier process on the same data folder has given out.
import type { Storage } from './contracts.ts';

/** @returns the seed itself for the first process on a folder, another for every one that follows */
export function seedOfStart(seed: string | undefined, storage: Storage): string | undefined {
  if (seed === undefined) return undefined;
  storage.db.exec('CREATE TABLE IF NOT EXISTS stack_starts (count INTEGER NOT NULL) STRICT');
  const row = storage.db.prepare('SELECT count FROM stack_starts').get();
  const count = Number(row?.count ?? 0) + 1;
  // At once: an id that is given out belongs to a start that is on disk.
  storage.db.exec(
    row === undefined ? 'INSERT INTO stack_starts VALUES (1)' : `UPDATE stack_starts SET count = ${count}`,
  );
  return count === 1 ? seed : `${seed} ${count}`;
}
