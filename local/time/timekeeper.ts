// Asks every part when it is next due, and calls it then. With a real clock one timer waits for the earliest instant;
// with a virtual one time stands still until it is moved, and is moved through every timer on the way.
import type { Service } from '../contracts.ts';
import { failpoint } from '../failpoints.ts';
import type { StackClock } from './clock.ts';

/** A service whose ticks see nothing new when nothing happened in between: many of them may be run as one. */
export type TickingService = Service & {
  /** Lets every schedule skip to its last tick at or before `limit`, if it has one ahead. */
  skipTicksUntil(limit: number): void;
};

export type Timekeeper = {
  add(service: Service): void;
  addTicking(service: TickingService): void;
  /** Adds housekeeping: due like the rest, but virtual time does not stop for it on its way. */
  addHousekeeping(service: Service): void;
  wake(): void;
  /** Resolves when nothing is in flight and nothing is due; returns how long it took, or undefined on time-out. */
  idle(timeoutMs?: number): Promise<number | undefined>;
  isIdle(): boolean;
  /** Between a wake and the look at what is due that follows it. */
  isLooking(): boolean;
  busy(): Record<string, number>;
  nextTimerAt(): number | undefined;
  /** Moves a virtual clock to `target`, running everything due on the way. Returns how many instants had something due. */
  advanceTo(target: number, options?: { everyTick?: boolean }): Promise<number>;
  stop(): void;
};

const LONGEST_SLEEP_MS = 2_000_000_000;

export function createTimekeeper(clock: StackClock, onFault: (error: unknown, service: string) => void): Timekeeper {
  const steady: Service[] = [];
  const ticking: TickingService[] = [];
  const housekeeping: Service[] = [];
  const waiters = new Set<() => void>();
  let scheduled = false;
  let stopped = false;
  let sleep: NodeJS.Timeout | undefined;
  let sleepsUntil = Number.POSITIVE_INFINITY;

  const all = (): Service[] => [...steady, ...ticking, ...housekeeping];

  function earliest(services: readonly Service[]): number | undefined {
    let first: number | undefined;
    for (const service of services) {
      const due = service.nextDueAt();
      if (due !== undefined && (first === undefined || due < first)) first = due;
    }
    return first;
  }

  function runDue(): void {
    const now = clock.now();
    for (const service of all()) {
      const due = service.nextDueAt();
      if (due === undefined || due > now) continue;
      try {
        service.runDue();
      } catch (error) {
        onFault(error, service.name);
      }
    }
  }

  function sleepUntil(due: number | undefined): void {
    if (clock.virtual) return;
    if (due === undefined || due === sleepsUntil) return;
    if (sleep !== undefined && due > sleepsUntil && sleepsUntil > clock.now()) return;
    clearTimeout(sleep);
    sleepsUntil = due;
    sleep = setTimeout(
      () => {
        sleep = undefined;
        sleepsUntil = Number.POSITIVE_INFINITY;
        wake();
      },
      Math.min(Math.max(due - clock.now(), 1), LONGEST_SLEEP_MS),
    );
  }

  function look(): void {
    scheduled = false;
    if (stopped) return;
    const due = earliest(all());
    if (due !== undefined && due <= clock.now()) {
      runDue();
      sleepUntil(earliest(all()));
    } else {
      sleepUntil(due);
    }
    for (const waiter of [...waiters]) waiter();
  }

  function wake(): void {
    if (scheduled || stopped) return;
    scheduled = true;
    setImmediate(look);
  }

  function isIdle(): boolean {
    if (scheduled) return false;
    const services = all();
    if (services.some((service) => service.inFlight() > 0)) return false;
    const due = earliest(services);
    return due === undefined || due > clock.now();
  }

  async function idle(timeoutMs = 60_000): Promise<number | undefined> {
    const begun = performance.now();
    let calm = 0;
    while (calm < 2) {
      if (isIdle()) {
        calm += 1;
        await turn();
        continue;
      }
      calm = 0;
      if (performance.now() - begun > timeoutMs) return undefined;
      await change(waiters, wake);
    }
    return Math.round(performance.now() - begun);
  }

  async function advanceTo(target: number, options: { everyTick?: boolean } = {}): Promise<number> {
    let fired = 0;
    await idleOrThrow();
    for (;;) {
      const other = earliest(steady);
      const limit = Math.min(target, other ?? target);
      if (options.everyTick !== true) for (const service of ticking) service.skipTicksUntil(limit);
      const next = earliest([...steady, ...ticking]);
      if (next === undefined || next > target) break;
      clock.moveTo(next);
      failpoint('clock-moved');
      fired += 1;
      runDue();
      await idleOrThrow();
    }
    clock.moveTo(target);
    wake();
    await idleOrThrow();
    return fired;
  }

  async function idleOrThrow(): Promise<void> {
    if ((await idle()) === undefined) throw new Error(`still busy after 60 s: ${JSON.stringify(busy())}`);
  }

  function busy(): Record<string, number> {
    return Object.fromEntries(
      all()
        .map((service): [string, number] => [service.name, service.inFlight()])
        .filter(([, count]) => count > 0),
    );
  }

  return {
    add: (service) => void steady.push(service),
    addHousekeeping: (service) => void housekeeping.push(service),
    addTicking: (service) => void ticking.push(service),
    wake,
    idle,
    isIdle,
    isLooking: () => scheduled,
    busy,
    nextTimerAt: () => earliest(steady),
    advanceTo,
    stop() {
      stopped = true;
      clearTimeout(sleep);
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Resolves at the next wake, or a moment later: a part that forgot to wake must not hang the caller. */
function change(waiters: Set<() => void>, wake: () => void): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(fallback);
      waiters.delete(done);
      resolve();
    };
    const fallback = setTimeout(() => {
      wake();
      done();
    }, 3);
    waiters.add(done);
  });
}
