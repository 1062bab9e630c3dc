// A department sees who the citizen is: on purpose, with a reason, by a code that went to its registered contact, since a
// link can be forwarded. Each look is a fact of the case (DESIGN §2, reveals).
import type { CaseState } from './case-state.ts';
import type { CasePolicy } from './clocks.ts';
import { type Decide, decided, onCase, rejected } from './deciding.ts';
import { addDuration } from './working-time.ts';

/** Whoever asked not to be known stays so, to departments too (DOMAIN §5). */
export const mayBeRevealed = ({ intake }: CaseState): boolean => !intake.anonymous && !intake.confidential;

/** The code that is out for a unit, as long as it holds. */
export const openReveal = (state: CaseState, unit: string, now: string, { pack, calendar }: CasePolicy) => {
  const asked = state.reveals[unit];
  return asked !== undefined && now <= addDuration(asked.at, pack.handling.revealCode.valid, calendar).at
    ? asked
    : undefined;
};

/** `textId`: the reason; `codeTextId`: the code, which a new one replaces. */
export const askReveal = (unit: string, textId: string, codeTextId: string): Decide =>
  onCase((state) =>
    mayBeRevealed(state)
      ? decided({ type: 'RevealAsked', unit, textId, codeTextId })
      : rejected('not-permitted', 'the citizen asked not to be known'),
  );

/** The code was right: it is used up. */
export const reveal = (unit: string, codeTextId: string): Decide =>
  onCase((state, context) => {
    const asked = openReveal(state, unit, context.occurredAt, context.policy);
    return asked?.codeTextId === codeTextId && mayBeRevealed(state)
      ? decided({ type: 'Revealed', unit, textId: asked.textId })
      : rejected('not-permitted', 'the code no longer holds');
  });
