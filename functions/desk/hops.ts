// Who had the case, hop by hop: what a supervisor compares before ruling who owns it.
import type { CaseEvent } from '#schemas/case-events.ts';

export type Hop = {
  hop: number;
  unit: string;
  because: string;
  at: string;
  returned?: { at: string; grounds: string; proposedUnit?: string | undefined; textId: string } | undefined;
  decided?: { at: string; as: 'ReturnGranted' | 'ReturnRefused' | 'Ruled'; textId?: string | undefined } | undefined;
};

export const hopsOf = (commits: readonly { events: readonly CaseEvent[]; at: string }[]): Hop[] => {
  const hops: Hop[] = [];
  const change = (more: Partial<Hop>): void => {
    const last = hops.pop();
    if (last !== undefined) hops.push({ ...last, ...more });
  };
  for (const { events, at } of commits) {
    for (const event of events) {
      if (event.type === 'DepartmentsAssigned') {
        hops.push({ hop: event.hop, unit: event.lead, because: event.because, at });
      } else if (event.type === 'Returned') {
        change({ returned: { at, grounds: event.grounds, proposedUnit: event.proposedUnit, textId: event.textId } });
      } else if (event.type === 'ReturnRefused' || event.type === 'Ruled') {
        change({ decided: { at, as: event.type, textId: event.textId } });
      } else if (event.type === 'ReturnGranted') {
        change({ decided: { at, as: event.type } });
      }
    }
  }
  return hops;
};
