// Timers that come late on demand: the service is told that it is due only later.
import type { Clock, Service } from '../contracts.ts';

/** @param lateBy asked once when a timer's instant has come; milliseconds, or undefined when it is on time. */
export function lateTimers<S extends Service>(service: S, clock: Clock, lateBy: () => number | undefined): S {
  /** The instant that was seen to lie ahead: what is due at once has never been a timer. */
  let ahead: number | undefined;
  let heldUntil: number | undefined;

  function nextDueAt(): number | undefined {
    const now = clock.now();
    if (heldUntil !== undefined && heldUntil > now) return heldUntil;
    const due = service.nextDueAt();
    if (due === undefined || due > now) {
      ahead = due;
      return due;
    }
    if (due !== ahead || heldUntil !== undefined) return due;
    ahead = undefined;
    const late = lateBy();
    if (late === undefined) return due;
    heldUntil = now + late;
    return heldUntil;
  }

  return {
    ...service,
    nextDueAt,
    runDue() {
      heldUntil = undefined;
      service.runDue();
    },
  };
}
