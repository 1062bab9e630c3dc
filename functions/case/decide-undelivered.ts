// A message did not arrive: it is on the record, and whoever should have signed for the case is phoned instead of being
// waited for (DOMAIN: no clock is silent).
import { type Decide, decided, onCase } from './deciding.ts';

export type Undelivered = { unit: string; template: string; why: 'refused' | 'bounced' | 'complained' | 'undelivered' };

/** A complaint is on the record only: the mail did arrive. */
export const noteUndelivered = ({ unit, template, why }: Undelivered): Decide =>
  onCase((state) => {
    const unheard =
      why !== 'complained' &&
      state.stage.name === 'assigned' &&
      state.handling?.lead === unit &&
      !state.handling.phoneAsked;
    return decided({ type: 'MessageUndelivered', unit, template, why, phone: unheard });
  });
