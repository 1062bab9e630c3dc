// How far a stream has been worked off, durably: everything up to the floor is done, and each lane may be further.
import type { Storage } from '../contracts.ts';
import type { StreamRecord } from './stream-lane.ts';

export type StreamPosition = {
  /** Where reading goes on. A source that starts at the end skips what is already there, the first time. */
  start(plan: { fromEnd: boolean }, read: (after: string | undefined) => StreamRecord[]): string | undefined;
  isDone(lane: number, sequence: string): boolean;
  /** Records must begin in stream order. */
  begin(sequence: string): void;
  finish(lane: number, sequences: readonly string[]): Promise<void>;
};

export function later(one: string, other: string | undefined): boolean {
  if (other === undefined) return true;
  return one.length === other.length ? one > other : one.length > other.length;
}

export function openStreamPosition(storage: Storage, source: string): StreamPosition {
  storage.db.exec(`CREATE TABLE IF NOT EXISTS stream_positions (
    source TEXT NOT NULL, lane INTEGER NOT NULL, sequence TEXT NOT NULL, PRIMARY KEY (source, lane)) STRICT, WITHOUT ROWID`);
  const save = storage.db.prepare('INSERT OR REPLACE INTO stream_positions VALUES (?, ?, ?)');
  const FLOOR = -1;
  const done = new Map<number, string>();
  for (const row of storage.db.prepare('SELECT lane, sequence FROM stream_positions WHERE source = ?').all(source)) {
    done.set(Number(row.lane), String(row.sequence));
  }
  /** Begun, not yet passed by the floor, in stream order. */
  const open = new Map<string, boolean>();

  return {
    start(plan, read) {
      let floor = done.get(FLOOR);
      if (floor !== undefined || !plan.fromEnd) return floor;
      for (let page = read(floor); page.length > 0; page = read(floor)) floor = page.at(-1)?.sequence;
      // The end of an empty stream is a place, too: what comes after it is not to be skipped at the next start.
      const reached = floor ?? '';
      void storage.write(() => void save.run(source, FLOOR, reached));
      return reached;
    },
    isDone: (lane, sequence) => !later(sequence, done.get(lane)),
    begin: (sequence) => void open.set(sequence, false),
    finish(lane, sequences) {
      for (const sequence of sequences) open.set(sequence, true);
      let floor: string | undefined;
      for (const [sequence, finished] of open) {
        if (!finished) break;
        floor = sequence;
        open.delete(sequence);
      }
      const last = sequences.at(-1);
      if (last !== undefined) done.set(lane, last);
      return storage.write(() => {
        if (last !== undefined) save.run(source, lane, last);
        if (floor !== undefined) save.run(source, FLOOR, floor);
      });
    },
  };
}
