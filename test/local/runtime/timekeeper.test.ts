import { describe, expect, it } from 'vitest';
import { createClock } from '#local/time/clock.ts';
import { createTimekeeper } from '#local/time/timekeeper.ts';

function alarm(instants: number[], onRing: (at: number) => void, now: () => number) {
  let flying = 0;
  return {
    name: 'alarm',
    nextDueAt: () => instants[0],
    runDue() {
      while ((instants[0] ?? Number.POSITIVE_INFINITY) <= now()) {
        instants.shift();
        flying += 1;
        const at = now();
        setTimeout(() => {
          flying -= 1;
          onRing(at);
        }, 2);
      }
    },
    inFlight: () => flying,
    close: async () => undefined,
  };
}

describe('virtual time', () => {
  it('passes through every timer on the way, each to its end, and then stands still', async () => {
    const clock = createClock({ virtual: true, start: 0 });
    const time = createTimekeeper(clock, () => undefined);
    const rung: number[] = [];
    const instants = [100, 200, 900];
    // A timer that is set on the way, from within another, is met too.
    const ring = (at: number): void => {
      rung.push(at);
      if (at === 100) instants.unshift(150);
    };
    time.add(alarm(instants, ring, clock.now));
    expect(await time.advanceTo(500)).toBe(3);
    expect(rung).toEqual([100, 150, 200]);
    expect(clock.now()).toBe(500);
    expect(time.nextTimerAt()).toBe(900);
  });

  it('runs only the last tick of a rate between two events, unless every tick is wanted', async () => {
    const ticked: number[] = [];
    const run = async (everyTick: boolean) => {
      ticked.length = 0;
      const clock = createClock({ virtual: true, start: 0 });
      const time = createTimekeeper(clock, () => undefined);
      let next = 10;
      time.add(alarm([35], () => undefined, clock.now));
      time.addTicking({
        ...alarm([], () => undefined, clock.now),
        nextDueAt: () => next,
        runDue: () => {
          ticked.push(clock.now());
          next += 10;
        },
        skipTicksUntil: (limit) => {
          if (next <= limit) next = Math.floor(limit / 10) * 10;
        },
      });
      await time.advanceTo(60, { everyTick });
      return [...ticked];
    };
    expect(await run(false)).toEqual([30, 60]);
    expect(await run(true)).toEqual([10, 20, 30, 40, 50, 60]);
  });

  it('says what is busy when it cannot become idle', async () => {
    const clock = createClock({ virtual: true, start: 0 });
    const time = createTimekeeper(clock, () => undefined);
    time.add({ ...alarm([], () => undefined, clock.now), name: 'stuck', inFlight: () => 1 });
    expect(await time.idle(20)).toBeUndefined();
    expect(time.busy()).toEqual({ stuck: 1 });
  });
});

describe('real time', () => {
  it('rings by itself', async () => {
    const clock = createClock({ virtual: false });
    const time = createTimekeeper(clock, () => undefined);
    const rung = new Promise((resolve) => time.add(alarm([clock.now() + 20], resolve, clock.now)));
    time.wake();
    await rung;
    time.stop();
  });
});
