// Schedules that tick: rules and schedules of the template, durable by name.
import type { Storage } from '../contracts.ts';
import { failpoint } from '../failpoints.ts';
import type { StackClock } from '../time/clock.ts';
import type { TickingService } from '../time/timekeeper.ts';
import { type Expression, nextAfter } from './schedule-expression.ts';

export type Tick = { name: string; expression: Expression; fire(scheduledAt: number): Promise<void> };

type Row = { tick: Tick; from: number; nextAt: number | undefined; running: boolean };

/** @param kinds which expressions belong here: rates see nothing new between events, so they may be skipped. */
export function createTicks(options: {
  name: string;
  ticks: readonly Tick[];
  storage: Storage;
  clock: StackClock;
  wake(): void;
  onFault(error: unknown): void;
}): TickingService {
  const { storage, clock } = options;
  storage.db.exec(
    'CREATE TABLE IF NOT EXISTS ticks (name TEXT PRIMARY KEY, since INTEGER NOT NULL, next_at INTEGER) STRICT',
  );
  const save = storage.db.prepare('INSERT OR REPLACE INTO ticks VALUES (?, ?, ?)');
  const find = storage.db.prepare('SELECT since, next_at FROM ticks WHERE name = ?');
  const rows = options.ticks.map((tick): Row => {
    const known = find.get(tick.name);
    const now = clock.now();
    const from = known === undefined ? now : Number(known.since);
    const remembered = typeof known?.next_at === 'number' ? known.next_at : undefined;
    // What was missed while the stack was down is run once, at once.
    const nextAt = known === undefined ? nextAfter(tick.expression, now, from) : remembered;
    if (known === undefined) void storage.write(() => void save.run(tick.name, from, nextAt ?? null));
    return { tick, from, nextAt, running: false };
  });

  async function fire(row: Row, scheduledAt: number): Promise<void> {
    await row.tick.fire(scheduledAt);
    failpoint('tick-handed-on');
    await storage.write(() => void save.run(row.tick.name, row.from, row.nextAt ?? null));
  }

  return {
    name: options.name,
    nextDueAt: () =>
      rows.reduce<number | undefined>(
        (first, { nextAt }) => (nextAt !== undefined && (first === undefined || nextAt < first) ? nextAt : first),
        undefined,
      ),
    runDue() {
      const now = clock.now();
      for (const row of rows) {
        const scheduledAt = row.nextAt;
        if (scheduledAt === undefined || scheduledAt > now) continue;
        row.nextAt = nextAfter(row.tick.expression, now, row.from);
        row.running = true;
        fire(row, scheduledAt)
          .catch(options.onFault)
          .finally(() => {
            row.running = false;
            options.wake();
          });
      }
    },
    skipTicksUntil(limit) {
      for (const row of rows) {
        const { expression } = row.tick;
        if (expression.kind !== 'rate' || row.nextAt === undefined || row.nextAt > limit) continue;
        row.nextAt = row.from + Math.floor((limit - row.from) / expression.everyMs) * expression.everyMs;
      }
    },
    inFlight: () => rows.filter((row) => row.running).length,
    close: async () => undefined,
  };
}
