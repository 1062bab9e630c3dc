// Places at which a test may end this process as `kill -9` would: at the nth time that the program passes there. Told by
// POST /_local/failpoints, or at the start by STACK_FAILPOINT=PLACE:NTH. With none armed, passing costs one comparison.
import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';

export const FailpointPlace = z.enum([
  // The start, and what an earlier process left.
  'data-file-being-made',
  'storage-opened',
  'tables-prepared',
  'recovery-begun',
  'sources-started',
  // The data file.
  'before-commit',
  'after-commit',
  'during-checkpoint',
  // Calls and answers.
  'call-taken-effect',
  'before-answer',
  // State machines.
  'turn-stored',
  'task-answered',
  'token-stored',
  'token-settled',
  'timers-firing',
  'before-announcement-struck-out',
  // Events on their way to functions.
  'stream-read',
  'stream-batch-done',
  'queue-received',
  'queue-batch-done',
  'invocation-done',
  'tick-handed-on',
  'clock-moved',
]);
export type FailpointPlace = z.infer<typeof FailpointPlace>;

export const ArmedFailpoint = z.strictObject({ place: FailpointPlace, nth: z.int().min(1) });
export type ArmedFailpoint = z.infer<typeof ArmedFailpoint>;

let armed: { place: FailpointPlace; passesLeft: number; soon: ((busy: () => void) => void) | undefined } | undefined;

/** Replaces what was armed before; nothing given disarms. */
export function arm(wanted: ArmedFailpoint | undefined): void {
  if (wanted === undefined) {
    armed = undefined;
    return;
  }
  const soon = wanted.place === 'during-checkpoint' ? killerThread() : undefined;
  armed = { place: wanted.place, passesLeft: wanted.nth, soon };
}

export function armedFailpoint(): ArmedFailpoint | undefined {
  return armed === undefined ? undefined : { place: armed.place, nth: armed.passesLeft };
}

/** The process ends here when this is the place and the time. */
export function failpoint(place: FailpointPlace): void {
  if (armed !== undefined && isDue(place)) die(place);
}

/** Runs `busy` only when armed, and ends the process from another thread in the midst of it. */
export function failpointDuring(place: FailpointPlace, busy: () => void): void {
  if (armed !== undefined && isDue(place)) armed.soon?.(busy);
}

function isDue(place: FailpointPlace): boolean {
  if (armed === undefined || armed.place !== place) return false;
  armed.passesLeft -= 1;
  return armed.passesLeft === 0;
}

function die(place: FailpointPlace): void {
  writeSync(2, `failpoint ${place}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** Latest moment of the end, counted from the beginning of what it is to interrupt. */
const latestMs = 4;

/** A thread that waits from now on, because starting one takes longer than what it is to interrupt. */
function killerThread(): (busy: () => void) => void {
  const cells = new Int32Array(new SharedArrayBuffer(8));
  const code = `const { workerData: { cells, afterMs, said } } = require('node:worker_threads');
    Atomics.wait(cells, 0, 0);
    const until = performance.now() + afterMs;
    while (performance.now() < until);
    require('node:fs').writeSync(2, said + (cells[1] === 0 ? ' in its midst' : ' right after it') + '\\n');
    process.kill(process.pid, 'SIGKILL');`;
  const afterMs = Math.random() * latestMs;
  new Worker(code, { eval: true, workerData: { cells, afterMs, said: 'failpoint during-checkpoint' } }).unref();
  return (busy) => {
    Atomics.store(cells, 0, 1);
    Atomics.notify(cells, 0);
    busy();
    Atomics.store(cells, 1, 1);
    Atomics.wait(cells, 1, 1);
  };
}

/** Arms what STACK_FAILPOINT says. @returns false when it is not PLACE or PLACE:NTH. */
export function armFromText(text: string): boolean {
  const [place, nth = '1'] = text.split(':');
  const wanted = ArmedFailpoint.safeParse({ place, nth: Number(nth) });
  arm(wanted.data);
  return wanted.success;
}
