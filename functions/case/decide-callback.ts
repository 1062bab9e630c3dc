// The citizen answers, and what a refusal leads to: rework, supervision, ruling, final reply (DOMAIN §2 callback, rework).
import type { CallbackAnswer, CaseEvent } from '#schemas/case-events.ts';
import type { CaseState, Handling } from './case-state.ts';
import { replyClockSet } from './clocks.ts';
import { askRuling } from './decide-assignment.ts';
import { mayReopen } from './decide-intake.ts';
import { leftUnsure } from './decide-triage.ts';
import { type CaseContext, type Decide, decided, onCase, rejected } from './deciding.ts';

/** The answer to the callback. After closing, a refusal within the window opens the case again. */
export const answerCallback = (answer: CallbackAnswer, via: string, textId: string | undefined): Decide =>
  onCase((state, context) => {
    const answered: CaseEvent = { type: 'CitizenAnswered', answer, via, ...(textId === undefined ? {} : { textId }) };
    const content = answer.solved && answer.satisfied;
    if (state.stage.name === 'awaiting-citizen') {
      return content ? decided(answered, { type: 'Ended', outcome: closedAs(state) }) : decided(answered);
    }
    if (state.stage.name === 'closed' && !content && mayReopen(state, context)) {
      return decided({ type: 'Reopened', by: 'citizen', ...(textId === undefined ? {} : { textId }) });
    }
    return rejected('action-not-possible', 'nobody is waiting for an answer on this case');
  });

const closedAs = (state: CaseState): 'resolved' | 'answered-directly' =>
  state.handling === undefined && state.stage.name === 'awaiting-citizen' && !state.stage.replied
    ? 'answered-directly'
    : 'resolved';

/** The workflow's step "Order rework". At another stage it only says where the case stands. */
export const orderRework: Decide = onCase((state, context) => {
  if (state.stage.name !== 'to-rework') return decided({ type: 'Resumed' });
  const { handling } = state;
  if (handling === undefined) return decided(...reworkWithoutDepartment(state, context));
  const { rework } = context.policy.pack.handling;
  const round = state.round + 1;
  if (round > rework.limit + 1)
    return decided(...superviseDissatisfied(handling, context), askRuling('dissatisfied', context));
  const ordered: CaseEvent = {
    type: 'ReworkOrdered',
    round,
    lead: handling.lead,
    clocks: replyClockSet(
      context.now,
      rework.reply,
      state.urgency ?? 'ordinary',
      state.intake.number,
      context.policy,
      handling.supervision,
    ),
  };
  return round > 2 ? decided(...superviseDissatisfied(handling, context), ordered) : decided(ordered);
});

/** A citizen whom a direct answer or a parent's reply did not help gets a department of their own. */
const reworkWithoutDepartment = (state: CaseState, context: CaseContext): CaseEvent[] => {
  if (state.category === undefined) return [leftUnsure('low-confidence', [], context)];
  const urgency = state.urgency ?? 'ordinary';
  return [{ type: 'Classified', category: state.category, urgency, by: 'machine' }];
};

/** Still dissatisfied after a rework: supervised at the level the policy names, unless it is already (DOMAIN: 督办). */
const superviseDissatisfied = (handling: Handling, context: CaseContext): CaseEvent[] => {
  const { ladder, dissatisfiedAfterRework } = context.policy.pack.supervision;
  const rung = ladder.find((one) => one.level === dissatisfiedAfterRework);
  if (rung === undefined || handling.supervision >= rung.level) return [];
  return [{ type: 'SupervisionRaised', level: rung.level, to: rung.to, unit: handling.lead, why: 'dissatisfied' }];
};
