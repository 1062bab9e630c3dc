// How often the classifier was unsure, and how often people decided otherwise, by week and class.
import { describe, expect, it } from 'vitest';
import { driftOf } from '#functions/evaluation/drift.ts';
import type { CaseEvent } from '#schemas/case-events.ts';

const at = '2026-03-04T01:00:00.000Z';
const on = (...events: CaseEvent[]) => events.map((event) => ({ at, event }));
const classified = (category: string, by: 'machine' | 'desk' | 'source', machineSaid?: string): CaseEvent => ({
  type: 'Classified',
  category,
  urgency: 'ordinary',
  by,
  ...(machineSaid === undefined ? {} : { machineSaid }),
});
const unsure: CaseEvent = { type: 'LeftUnsure', why: 'low-confidence', candidates: [], clocks: [] };

describe('drift', () => {
  it('counts what was unsure and what was corrected, under the class that it was in the end', () => {
    const cases = [
      on(classified('city/rubbish', 'machine')),
      on(unsure, classified('city/rubbish', 'desk', 'city/rubbish')),
      on(unsure, classified('city/rubbish', 'desk', 'water/pipes')),
      on(classified('water/pipes', 'machine'), classified('city/lamps', 'desk', 'water/pipes')),
      on(classified('water/pipes', 'machine')),
    ];
    expect(driftOf(cases)).toEqual([
      { week: '2026-W10', class: 'city', requests: 4, unsure: 2, corrected: 2 },
      { week: '2026-W10', class: 'water', requests: 1, unsure: 0, corrected: 0 },
    ]);
  });

  it('leaves out what the classifier was never asked, and shows what nobody has classified yet', () => {
    expect(driftOf([on(classified('city/rubbish', 'source')), on(unsure)])).toEqual([
      { week: '2026-W10', class: '-', requests: 1, unsure: 1, corrected: 0 },
    ]);
  });
});
