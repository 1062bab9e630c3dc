// What a data folder remembers of the runs before: how far virtual time had come, and how often it was started.
import type { Storage } from '../contracts.ts';
import type { StackClock } from './clock.ts';

export function recalledInstant(storage: Storage): number | undefined {
  storage.db.exec('CREATE TABLE IF NOT EXISTS stack_state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT');
  const row = storage.db.prepare("SELECT value FROM stack_state WHERE name = 'now'").get();
  return row === undefined ? undefined : Number(row.value);
}

/** How often the stack has been started on this data folder before; counts this start. */
export function countStarts(storage: Storage): number {
  storage.db.exec('CREATE TABLE IF NOT EXISTS stack_state (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT');
  const before = Number(storage.db.prepare("SELECT value FROM stack_state WHERE name = 'starts'").get()?.value ?? 0);
  storage.db.prepare("INSERT OR REPLACE INTO stack_state VALUES ('starts', ?)").run(before + 1);
  return before;
}

/** Keeps the clock's instant; returns it wrapped so that every move is remembered. */
export function rememberMoves(clock: StackClock, storage: Storage, onFault: (error: unknown) => void): StackClock {
  if (!clock.virtual) return clock;
  const save = storage.db.prepare("INSERT OR REPLACE INTO stack_state VALUES ('now', ?)");
  const remember = (): void => {
    const now = clock.now();
    storage.write(() => void save.run(now)).catch(onFault);
  };
  remember();
  return {
    ...clock,
    moveTo(instant) {
      clock.moveTo(instant);
      // Asked for before anything that happens at the new instant: so it is on disk no later than that.
      remember();
    },
  };
}
