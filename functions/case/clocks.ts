// Which clocks a step of the case sets, from the city's policy (DESIGN §3, §5; the places they come from: DOMAIN §3).
import type { ClockKind, ClockSet } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Duration, LevelClocks, Urgency } from '#schemas/city/policy.ts';
import { addDuration, subtractDuration, type WorkingCalendar } from './working-time.ts';

export type CasePolicy = { pack: CityPack; calendar: WorkingCalendar };

type Shift = { before?: Duration; after?: Duration; jitterSeconds?: number };

/**
 * One clock: `lasting` from `startedAt`, then moved by `shift`. A deadline that needs a calendar nobody has published
 * yet carries what it takes to compute it again (DOMAIN §3: never a silent wrong date).
 */
export const setClock = (
  kind: ClockKind,
  startedAt: string,
  lasting: Duration,
  calendar: WorkingCalendar,
  shift: Shift = {},
): ClockSet => {
  const due = addDuration(startedAt, lasting, calendar);
  const early = shift.before === undefined ? due : subtractDuration(due.at, shift.before, calendar);
  const late = shift.after === undefined ? early : addDuration(early.at, shift.after, calendar);
  const dueAt = new Date(Date.parse(late.at) + (shift.jitterSeconds ?? 0) * 1000).toISOString();
  const provisional = due.provisional || early.provisional || late.provisional;
  return provisional ? { kind, dueAt, provisional: { startedAt, lasting, ...shift } } : { kind, dueAt };
};

/** Computes a provisional clock again with the calendar of today. */
export const recomputeClock = (clock: ClockSet, calendar: WorkingCalendar): ClockSet => {
  if (clock.provisional === undefined) return clock;
  const { startedAt, lasting, before, after, jitterSeconds } = clock.provisional;
  return setClock(clock.kind, startedAt, lasting, calendar, {
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(jitterSeconds === undefined ? {} : { jitterSeconds }),
  });
};

/** Spreads reminders over the minutes the policy allows, always the same for the same case. */
const jitterOf = (caseNumber: string, policy: CasePolicy): number => {
  const span = policy.pack.clocks.reminderJitterMinutes * 60;
  if (span === 0) return 0;
  let hash = 0;
  for (const character of caseNumber) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % span;
};

const levelOf = (urgency: Urgency, policy: CasePolicy): LevelClocks => policy.pack.clocks.levels[urgency];

/** The reply deadline with its reminder, cards and supervision ladder; those already past are not set again. */
export const replyClockSet = (
  startedAt: string,
  lasting: Duration,
  urgency: Urgency,
  caseNumber: string,
  policy: CasePolicy,
  supervisedUpTo = 0,
): ClockSet[] => {
  const level = levelOf(urgency, policy);
  const clock = (kind: ClockKind, shift: Shift) => setClock(kind, startedAt, lasting, policy.calendar, shift);
  const ladder = policy.pack.supervision.ladder.filter((rung) => rung.level > supervisedUpTo);
  const early = [
    clock('reminder', { before: level.reminderBefore, jitterSeconds: jitterOf(caseNumber, policy) }),
    clock('yellow-card', { before: level.yellowCardBefore }),
  ].filter((one) => one.dueAt > startedAt);
  return [
    clock('reply', {}),
    ...early,
    clock('red-card', { after: level.redCardAfter }),
    ...ladder.map((rung) => clock(supervisionKind(rung.level), { after: rung.after })),
  ];
};

const supervisionKind = (level: number): ClockKind =>
  level === 1 ? 'supervision-1' : level === 2 ? 'supervision-2' : 'supervision-3';

/** All clocks of a fresh assignment. */
export const assignmentClocks = (
  at: string,
  urgency: Urgency,
  caseNumber: string,
  forGood: boolean,
  policy: CasePolicy,
): ClockSet[] => {
  const level = levelOf(urgency, policy);
  const window = setClock('return-window', at, policy.pack.handling.returns.window, policy.calendar);
  return [
    setClock('sign-for', at, level.signFor, policy.calendar),
    ...(forGood ? [] : [window]),
    setClock('first-contact', at, level.firstContact, policy.calendar),
    ...replyClockSet(at, level.reply, urgency, caseNumber, policy),
  ];
};

/** The callback's clocks from the moment the citizen is first asked; `attempt` counts from 1. */
export const callbackClocks = (startedAt: string, attempt: number, policy: CasePolicy): ClockSet[] => {
  const { attemptsAfter, giveUpAfter } = policy.pack.handling.callback;
  const next = attemptsAfter[attempt];
  return [
    ...(next === undefined ? [] : [setClock('callback-attempt', startedAt, next, policy.calendar)]),
    setClock('callback-give-up', startedAt, giveUpAfter, policy.calendar),
  ];
};
