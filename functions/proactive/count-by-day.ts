// Requests by category, area and day, against what was usual before. Fed one request after the other, so that a large
// city's weeks fit into memory: what is kept is counts, and who has been counted.

import type { Area } from '#schemas/city/pack.ts';
import type { Proactive } from '#schemas/city/proactive.ts';
import type { Count } from '#schemas/topics.ts';
import { dayAfter, daysBetween } from './days.ts';
import { judgeLevel } from './usual-level.ts';

export type HeardRequest = { day: string; caller: string; category: string; area?: string | undefined };
export type Span = { today: string; from: string; referenceFrom: string };
type Row = {
  category: string;
  area: string | undefined;
  days: number[];
  callers: Set<string>;
  today: { day: string; callers: Set<string> };
  reference: number;
};
export type CountedByDay = { counts: Count[]; referenceDays: number; window: number; reference: number };

/** First days of the window and of the reference before it. */
export const spanOf = (today: string, { windowDays, referenceWeeks }: Proactive): Span => {
  const from = dayAfter(today, 1 - windowDays);
  return { today, from, referenceFrom: dayAfter(from, -7 * referenceWeeks) };
};

/** The category and the area as finely as the city counts them. */
export const coarsened = (
  { category, area }: { category: string; area?: string | undefined },
  { by }: Proactive,
  areas: readonly Area[],
): { category: string; area: string | undefined } => ({
  category: category.split('/').slice(0, by.categoryLevel).join('/'),
  area: by.area === 'district' ? (areas.find(({ id }) => id === area)?.within ?? area) : area,
});

export const countByDay = (policy: Proactive, areas: readonly Area[], span: Span) => {
  const rows = new Map<string, Row>();
  let firstHeard: string | undefined;
  const sums = { window: 0, reference: 0 };

  const rowOf = (of: { category: string; area: string | undefined }): Row => {
    const key = `${of.category} ${of.area ?? ''}`;
    const known = rows.get(key);
    if (known !== undefined) return known;
    const days = Array.from({ length: policy.windowDays }, () => 0);
    const made = {
      ...of,
      days,
      callers: new Set<string>(),
      today: { day: '', callers: new Set<string>() },
      reference: 0,
    };
    rows.set(key, made);
    return made;
  };

  return {
    /** Requests come day by day. */
    hear({ day, caller, ...about }: HeardRequest): void {
      if (day < span.referenceFrom || day > span.today) return;
      firstHeard ??= day;
      const row = rowOf(coarsened(about, policy, areas));
      if (row.today.day !== day) row.today = { day, callers: new Set() };
      if (row.today.callers.has(caller)) return;
      row.today.callers.add(caller);
      if (day < span.from) {
        // Of the first day ever only a part was heard.
        if (day === firstHeard && day !== span.referenceFrom) return;
        row.reference += 1;
        sums.reference += 1;
        return;
      }
      const at = daysBetween(span.from, day);
      row.days[at] = (row.days[at] ?? 0) + 1;
      row.callers.add(caller);
      sums.window += 1;
    },

    /** What is unusual first, then what is most. */
    ranked(): CountedByDay {
      const referenceDays = knownDays(firstHeard, span, policy);
      const counts = [...rows.values()]
        .filter(({ callers }) => callers.size > 0)
        .map((row) => judged(row, referenceDays, policy))
        .sort(byWeight);
      return { counts, referenceDays, ...sums };
    },
  };
};

/** Days of the reference on which everything was heard. Fewer than the window has say nothing. */
const knownDays = (
  firstHeard: string | undefined,
  { from, referenceFrom }: Span,
  { windowDays }: Proactive,
): number => {
  if (firstHeard === undefined || firstHeard >= from) return 0;
  const first = firstHeard === referenceFrom ? firstHeard : dayAfter(firstHeard, 1);
  const days = daysBetween(first, from);
  return days < windowDays ? 0 : days;
};

const judged = (
  { category, area, days, callers, reference }: Row,
  referenceDays: number,
  { windowDays, unusual }: Proactive,
): Count => {
  const requests = days.reduce((sum, one) => sum + one, 0);
  const counted = { requests, people: callers.size, days: windowDays, reference, referenceDays };
  const { chance, unusual: isUnusual } = judgeLevel(counted, unusual);
  return {
    category,
    ...(area === undefined ? {} : { area }),
    days,
    people: callers.size,
    reference,
    ...(chance === undefined ? {} : { chance }),
    unusual: isUnusual,
  };
};

const sumOf = ({ days }: Count): number => days.reduce((sum, one) => sum + one, 0);

const byWeight = (one: Count, other: Count): number =>
  Number(other.unusual) - Number(one.unusual) ||
  (one.unusual ? (one.chance ?? 1) - (other.chance ?? 1) : 0) ||
  sumOf(other) - sumOf(one) ||
  (`${one.category} ${one.area}` < `${other.category} ${other.area}` ? -1 : 1);
