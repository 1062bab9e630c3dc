// Ends a function that needs more memory than it has. V8's own limit cannot: when one allocation goes far past it, V8
// aborts the whole process, not the thread. So V8 gets room to spare, and the limit is watched from outside.
import type { Worker } from 'node:worker_threads';

export type MemoryWatch = { begin(): void; end(): void };

/** What V8 may take beyond the limit before it ends the thread itself: more than its largest single array. */
export const roomToSpareMb = 1536;

const lookEveryMs = 50;
/** Garbage counts until it is collected: only what stays above the limit so many looks in a row is needed. */
const patientLooks = 10;
/** So far above nobody is waited for. */
const farAboveMb = 512;

/** @param limitMb what the function has; @param exceeded is called once, when it has taken more */
export function watchMemory(worker: Worker, limitMb: number, exceeded: () => void): MemoryWatch {
  let timer: NodeJS.Timeout | undefined;
  let looksAbove = 0;

  async function look(own: NodeJS.Timeout): Promise<void> {
    const { used_heap_size, external_memory } = await worker.getHeapStatistics();
    if (own !== timer) return;
    const usedMb = (used_heap_size + external_memory) / 2 ** 20;
    looksAbove = usedMb > limitMb ? looksAbove + 1 : 0;
    if (looksAbove < patientLooks && usedMb <= limitMb + farAboveMb) return;
    end();
    exceeded();
  }

  function end(): void {
    clearInterval(timer);
    timer = undefined;
  }

  return {
    begin() {
      end();
      looksAbove = 0;
      const own = setInterval(() => {
        look(own).catch(() => {
          // Not running yet, or no longer.
        });
      }, lookEveryMs);
      timer = own.unref();
    },
    end,
  };
}
