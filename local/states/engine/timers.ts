// Due timers, found by the index. One that is being worked on is not due a second time, though its row stands until the
// turn that it starts is on disk.
import { failpoint } from '../../failpoints.ts';
import type { DueTimer, ExecutionStore } from '../store/execution-store.ts';

export type Timers = {
  nextDueAt(): number | undefined;
  /** Something was written: the earliest timer may be another. */
  changed(): void;
  runDue(now: number, fire: (timer: DueTimer) => Promise<void>): void;
};

const atOnce = 1000;

export function createTimers(store: Pick<ExecutionStore, 'timersUntil'>): Timers {
  const firing = new Set<string>();
  let next: { due: number | undefined } | undefined;

  const keyOf = ({ due, execution, frame, kind }: DueTimer): string => `${due} ${execution} ${frame} ${kind}`;

  function waiting(until: number, limit: number): DueTimer[] {
    return store.timersUntil(until, limit + firing.size).filter((timer) => !firing.has(keyOf(timer)));
  }

  return {
    nextDueAt() {
      next ??= { due: waiting(Number.MAX_SAFE_INTEGER, 1)[0]?.due };
      return next.due;
    },
    changed: () => {
      next = undefined;
    },
    runDue(now, fire) {
      next = undefined;
      for (const timer of waiting(now, atOnce)) {
        const key = keyOf(timer);
        firing.add(key);
        failpoint('timers-firing');
        void fire(timer).finally(() => {
          firing.delete(key);
          next = undefined;
        });
      }
    },
  };
}
