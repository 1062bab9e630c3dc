// A unit asks that a closed case be left out of its evaluation; somebody else decides (DOMAIN §2, exclusion). Asked once, on
// grounds of the city's list and within its window.
import type { CaseState } from './case-state.ts';
import { type CasePolicy, setClock } from './clocks.ts';
import { type CaseContext, type Decide, decided, onCase, rejected } from './deciding.ts';
import { addDuration } from './working-time.ts';

/** Why it cannot be asked, or undefined when it can. */
export const whyNotExcludable = (state: CaseState, now: string, { pack, calendar }: CasePolicy): string | undefined => {
  const { stage, handling, exclusion } = state;
  if (stage.name !== 'closed' || handling === undefined) return 'only a closed case that a unit handled is left out';
  if (stage.outcome === 'excluded') return 'this case is left out already';
  if (exclusion !== undefined) return 'it has been asked for already';
  const until = addDuration(stage.at, pack.evaluation.exclusionAskedWithin, calendar).at;
  return now > until ? `the time in which it can be asked for was over on ${until.slice(0, 10)}` : undefined;
};

export const askExclusion = (grounds: string, textId: string): Decide =>
  onCase((state, context) => {
    const { policy, now } = context;
    const why = whyNotExcludable(state, now, policy);
    if (why !== undefined || state.handling === undefined) return rejected('action-not-possible', why ?? '');
    const known = policy.pack.evaluation.exclusionGrounds.map(({ id }) => id);
    if (!known.includes(grounds)) return rejected('invalid-fields', `grounds: one of ${known.join(', ')}`);
    return decided({ type: 'ExclusionAsked', unit: state.handling.lead, grounds, textId, clocks: [clockOf(context)] });
  });

const clockOf = ({ now, policy }: CaseContext) =>
  setClock('exclusion-decision', now, policy.pack.evaluation.exclusionDecidedWithin, policy.calendar);

export const grantExclusion: Decide = onCase((state) =>
  state.exclusion?.stands === 'asked'
    ? decided({ type: 'ExclusionGranted', unit: state.exclusion.unit })
    : rejected('action-not-possible', 'nothing is asked for'),
);

export const refuseExclusion = (textId: string): Decide =>
  onCase((state) =>
    state.exclusion?.stands === 'asked'
      ? decided({ type: 'ExclusionRefused', unit: state.exclusion.unit, textId })
      : rejected('action-not-possible', 'nothing is asked for'),
  );
