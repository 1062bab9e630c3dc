// The token bucket of a stage or route: `rate` requests a second, `burst` at once.

export type Throttle = (now: number) => boolean;

/** @returns whether one more request may pass at `now`. */
export function createThrottle(limits: { rate: number; burst: number }): Throttle {
  let tokens = limits.burst;
  let filledAt: number | undefined;
  return (now) => {
    if (filledAt !== undefined) tokens = Math.min(limits.burst, tokens + ((now - filledAt) / 1000) * limits.rate);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
