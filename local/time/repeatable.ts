// What a seeded run needs around the data file: how many writes are under way, and a seed of its own for every start.
import type { Storage } from '../contracts.ts';

export type CountedStorage = Storage & { writing(): number };

export function countingWrites(storage: Storage): CountedStorage {
  let writing = 0;
  return {
    db: storage.db,
    write(change) {
      writing += 1;
      return storage.write(change).finally(() => {
        writing -= 1;
      });
    },
    writing: () => writing,
    close: () => storage.close(),
  };
}

/** The second start on a folder must not make up the ids of the first again. */
export function seedOfStart(seed: string, startsBefore: number): string {
  return startsBefore === 0 ? seed : `${seed}, start ${startsBefore + 1}`;
}
