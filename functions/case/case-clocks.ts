// The clocks of a case: which belong together, and how they are set and cleared (pure).
import type { ClockKind, ClockSet } from '#schemas/case-events.ts';
import type { CaseState } from './case-state.ts';

/** Timers of a department's reply, set together and cleared together. */
export const replyClocks = [
  'first-contact',
  'reply',
  'reminder',
  'yellow-card',
  'red-card',
  'supervision-1',
  'supervision-2',
  'supervision-3',
  'progress-report',
  'time-decision',
] as const satisfies readonly ClockKind[];

/** Everything that runs against a department. */
export const departmentClocks = ['sign-for', 'return-window', ...replyClocks] as const satisfies readonly ClockKind[];

export const withClocks = (state: CaseState, set: readonly ClockSet[]): CaseState['clocks'] => {
  const clocks = { ...state.clocks };
  for (const clock of set) clocks[clock.kind] = clock;
  return clocks;
};

export const withoutClocks = (clocks: CaseState['clocks'], kinds: readonly ClockKind[]): CaseState['clocks'] => {
  const rest = { ...clocks };
  for (const kind of kinds) delete rest[kind];
  return rest;
};

/** The clock of a supervision level. */
export const supervisionClock = (level: number): ClockKind =>
  level === 1 ? 'supervision-1' : level === 2 ? 'supervision-2' : 'supervision-3';
