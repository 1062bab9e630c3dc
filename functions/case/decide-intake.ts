// What arrives at the hotline's door: a request, a supplement, a withdrawal, an emergency sent back (DESIGN §4).
import type { CaseEventOf } from '#schemas/case-events.ts';
import type { CaseState } from './case-state.ts';
import { setClock } from './clocks.ts';
import {
  type CaseContext,
  type CaseDecision,
  type Decide,
  decided,
  isOver,
  nothing,
  onCase,
  rejected,
} from './deciding.ts';
import { addDuration } from './working-time.ts';

export type EmergencyFinding = { line: CaseEventOf<'HandedOver'>['line']; unit: string };

/** A new request. The same content again changes nothing; other content under the same id is a conflict. */
export const receive =
  (facts: Omit<CaseEventOf<'Received'>, 'type'>): Decide =>
  (state) => {
    if (state === undefined) return decided({ type: 'Received', ...facts });
    if (state.intake.contentHash === facts.contentHash) return nothing;
    return rejected(
      'content-conflict',
      'this externalId already carries another request; send additions as request.supplemented',
    );
  };

/** The citizen says more. It may turn the case into an emergency at any stage, and reopens a closed one (DOMAIN §3). */
export const supplement = (added: {
  textId: string;
  contentHash: string;
  emergency?: EmergencyFinding | undefined;
}): Decide =>
  onCase((state, context) => {
    const event = { type: 'Supplemented', textId: added.textId, contentHash: added.contentHash } as const;
    const { emergency } = added;
    if (emergency !== undefined && state.stage.name !== 'handed-over')
      return decided(event, ...handOver(emergency, context));
    if (state.stage.name === 'closed' && mayReopen(state, context)) {
      return decided(event, { type: 'Reopened', textId: added.textId, by: 'citizen' });
    }
    return decided(event);
  });

/** Hands a case to an emergency line, with the clock for its acknowledgement (DESIGN §3). */
export const handOver = (emergency: EmergencyFinding, context: CaseContext): CaseEventOf<'HandedOver'>[] => {
  const { pack, calendar } = context.policy;
  const clock = setClock('emergency-acknowledgement', context.now, pack.clocks.emergencyAcknowledgement, calendar);
  return [{ type: 'HandedOver', line: emergency.line, unit: emergency.unit, clocks: [clock] }];
};

/** The citizen takes the request back. What an emergency line has is not called off from here. */
export const withdraw = (textId: string | undefined): Decide =>
  onCase((state) => {
    if (isOver(state)) return rejected('action-not-possible', 'the case is closed already', ['request.supplemented']);
    if (state.stage.name === 'handed-over') {
      return rejected('action-not-possible', 'an emergency line has the case; it is not called off by a withdrawal', [
        'request.supplemented',
      ]);
    }
    return decided({ type: 'Withdrawn', ...(textId === undefined ? {} : { textId }) });
  });

/** The other line says it is no emergency: the case goes on where an ordinary one begins. */
export const returnEmergency = (textId: string): Decide =>
  onCase((state) => {
    const handedOver = state.stage.name === 'handed-over' || outcomeOf(state) === 'handed-over';
    if (!handedOver) return rejected('action-not-possible', 'no emergency line has this case');
    return decided({ type: 'EmergencyReturned', textId });
  });

const outcomeOf = (state: CaseState): string | undefined =>
  state.stage.name === 'closed' || state.stage.name === 'ending' ? state.stage.outcome : undefined;

/** Whether a closed case can still be opened again: within the window and not too often (handling.reopening). */
export const mayReopen = (state: CaseState, context: CaseContext): boolean => {
  if (state.stage.name !== 'closed') return false;
  const { reopening } = context.policy.pack.handling;
  const until = addDuration(state.stage.at, reopening.within, context.policy.calendar).at;
  return state.reopened < reopening.limit && context.now <= until;
};

/** Opens a closed case again: asked by the citizen, the source or the duty desk. */
export const reopen = (by: 'citizen' | 'desk' | 'source', textId?: string): Decide =>
  onCase((state, context): CaseDecision => {
    if (state.stage.name !== 'closed') return rejected('action-not-possible', 'only a closed case is reopened');
    if (!mayReopen(state, context)) {
      return rejected(
        'action-not-possible',
        'the time in which this case can be reopened is over; a new request is needed',
        ['request.created'],
      );
    }
    return decided({ type: 'Reopened', by, ...(textId === undefined ? {} : { textId }) });
  });

/** The emergency line has the case; whoever asks twice hears so. */
export const acknowledgeEmergency = (unit: string): Decide =>
  onCase((state) =>
    state.stage.name === 'handed-over'
      ? decided({ type: 'HandoverAcknowledged', unit })
      : rejected('action-not-possible', 'no emergency line is waited for'),
  );
