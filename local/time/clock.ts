// The one clock of a running stack. It lives in shared memory, so that the Date of every function's worker follows it.
import type { Clock } from '../contracts.ts';

const VALUE = 0;
const MODE = 1;
const REAL = 0n;
const VIRTUAL = 1n;

/** The shared cells: [milliseconds (virtual) or offset to the machine's clock (real), mode]; read by lambda/worker.ts. */
export type ClockCells = BigInt64Array<SharedArrayBuffer>;

export type StackClock = Clock & {
  readonly virtual: boolean;
  readonly cells: ClockCells;
  /** Moves a virtual clock. It never goes back. */
  moveTo(instant: number): void;
};

/** @param start where time begins: by default the machine's time. A real clock started elsewhere runs on from there. */
export function createClock(options: { virtual: boolean; start?: number }): StackClock {
  const cells = new BigInt64Array(new SharedArrayBuffer(16));
  const machine = Date.now();
  const start = Math.floor(options.start ?? machine);
  Atomics.store(cells, VALUE, BigInt(options.virtual ? start : start - machine));
  Atomics.store(cells, MODE, options.virtual ? VIRTUAL : REAL);
  let frozen = start;
  const offset = start - machine;
  return {
    virtual: options.virtual,
    cells,
    now: options.virtual ? () => frozen : () => Date.now() + offset,
    moveTo(instant) {
      if (!options.virtual) throw new Error('only a virtual clock can be moved');
      if (instant <= frozen) return;
      frozen = Math.floor(instant);
      Atomics.store(cells, VALUE, BigInt(frozen));
    },
  };
}
