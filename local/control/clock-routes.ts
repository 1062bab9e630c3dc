// GET and POST /_local/clock, GET /_local/idle.
import * as z from 'zod';
import type { StackClock } from '../time/clock.ts';
import type { Timekeeper } from '../time/timekeeper.ts';
import { type ControlAnswer, type ControlRoutes, jsonAnswer, problem } from './answer.ts';

const Move = z.union([
  z.strictObject({ advanceSeconds: z.number().min(0).max(3.2e9), everyTick: z.boolean().optional() }),
  z.strictObject({ to: z.iso.datetime({ offset: true }), everyTick: z.boolean().optional() }),
  z.strictObject({ next: z.literal(true), everyTick: z.boolean().optional() }),
]);

export function clockRoutes(clock: StackClock, time: Timekeeper): ControlRoutes {
  const instant = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
  const state = (): object => ({
    now: instant(clock.now()),
    virtual: clock.virtual,
    nextTimerAt: instant(time.nextTimerAt()),
  });
  let moving: Promise<unknown> = Promise.resolve();

  async function move(body: unknown): Promise<ControlAnswer> {
    if (!clock.virtual) return problem(409, 'this clock is real: start with --virtual to move it');
    const wish = Move.safeParse(body);
    if (!wish.success) return problem(400, 'give {"advanceSeconds": N}, {"to": ISO instant} or {"next": true}');
    const begun = performance.now();
    const everyTick = wish.data.everyTick ?? false;
    if ((await time.idle()) === undefined) return problem(503, `still busy: ${JSON.stringify(time.busy())}`);
    const target =
      'advanceSeconds' in wish.data
        ? clock.now() + wish.data.advanceSeconds * 1000
        : 'to' in wish.data
          ? Date.parse(wish.data.to)
          : time.nextTimerAt();
    if (target === undefined) return jsonAnswer(200, { ...state(), fired: 0 });
    if (target < clock.now()) return problem(409, `time does not go back: it is ${instant(clock.now())}`);
    const fired = await time.advanceTo(target, { everyTick });
    return jsonAnswer(200, { ...state(), fired, tookMs: Math.round(performance.now() - begun) });
  }

  return {
    'GET /_local/clock': async () => jsonAnswer(200, state()),
    // One move at a time: two at once would each see the other's time pass.
    'POST /_local/clock': ({ body }) => {
      const result = moving.then(() => move(body));
      moving = result.catch(() => undefined);
      return result;
    },
    'GET /_local/idle': async ({ query }) => {
      const timeoutMs = Number(query.get('timeout') ?? 60) * 1000;
      const waitedMs = await time.idle(timeoutMs);
      return waitedMs === undefined
        ? jsonAnswer(503, { idle: false, busy: time.busy() })
        : jsonAnswer(200, { idle: true, waitedMs });
    },
  };
}
