// Whose case it is: assignment, sign-for, return and its review, ruling, override (DOMAIN §3, DESIGN §3). Nobody is
// handed what is not theirs: the grassroots guard has the last word unless a recorded override has been given.

import { chooseDepartments } from '#functions/assignment/choose-departments.ts';
import { guardGrassroots } from '#functions/assignment/grassroots-guard.ts';
import type { CaseEvent, CaseEventOf, Ruling } from '#schemas/case-events.ts';
import type { CaseState, Handling, Stage } from './case-state.ts';
import { assignmentClocks, replyClockSet, setClock } from './clocks.ts';
import { leftUnsure } from './decide-triage.ts';
import { type CaseContext, type CaseDecision, type Decide, decided, isOver, onCase, rejected } from './deciding.ts';
import { addDuration } from './working-time.ts';

type ToAssign = Extract<Stage, { name: 'to-assign' }>;

/** The workflow's step "Assign departments". At another stage it only says where the case stands. */
export const assignDepartments: Decide = onCase((state, context) => {
  if (state.stage.name !== 'to-assign') return decided({ type: 'Resumed' });
  const choice = chooseLead(state, state.stage, context);
  if ('refused' in choice) return decided(...choice.refused, leftUnsure(choice.why, [], context));
  const urgency = state.urgency ?? 'ordinary';
  const { forGood } = state.stage;
  return decided({
    type: 'DepartmentsAssigned',
    hop: (state.handling?.hop ?? 0) + 1,
    lead: choice.lead,
    assisting: choice.assisting.filter((unit) => unit !== choice.lead),
    because: choice.because,
    ...(choice.dutyLine === undefined ? {} : { dutyLine: choice.dutyLine }),
    forGood,
    clocks: assignmentClocks(context.now, urgency, state.intake.number, forGood, context.policy),
  });
});

type Choice =
  | { lead: string; assisting: readonly string[]; because: string; dutyLine?: string | undefined }
  | { refused: CaseEvent[]; why: 'guard-refused' | 'no-department' };

const chooseLead = (state: CaseState, stage: ToAssign, context: CaseContext): Choice => {
  const { pack } = context.policy;
  const categoryPath = state.category;
  if (categoryPath === undefined) return { refused: [], why: 'no-department' };
  const chosen = chooseDepartments({ categoryPath, area: state.area }, pack);
  const assisting = chosen.outcome === 'chosen' ? chosen.assisting : [];
  const { proposedUnit } = stage;
  if (proposedUnit === undefined) {
    const returned = state.handling?.returned ?? [];
    if (chosen.outcome === 'refused' || returned.includes(chosen.lead)) return { refused: [], why: 'no-department' };
    return { lead: chosen.lead, assisting, because: chosen.because.rule, dutyLine: chosen.because.dutyLine };
  }
  if (stage.overridden === true) return { lead: proposedUnit, assisting, because: 'override' };
  const guard = guardGrassroots({ unit: proposedUnit, categoryPath }, pack);
  if (!guard.allowed) {
    return { refused: [{ type: 'GrassrootsGuarded', unit: proposedUnit, reason: guard.reason }], why: 'guard-refused' };
  }
  return { lead: proposedUnit, assisting, because: stage.forGood ? 'ruling' : 'proposal' };
};

/** The department takes the task. */
export const sign = (unit: string): Decide =>
  onCase((state) => {
    const { handling } = state;
    if (handling?.lead === unit && state.stage.name === 'assigned') return decided({ type: 'SignedFor', unit });
    const assistant = handling?.assisting.find((one) => one.unit === unit);
    if (assistant !== undefined && !assistant.signed) return decided({ type: 'AssistantSignedFor', unit });
    return rejected('action-not-possible', 'this task has been signed for already');
  });

export type ReturnRequest = { unit: string; grounds: string; proposedUnit?: string | undefined; textId: string };

/**
 * "Not ours": with grounds, within the window of the policy, never after a ruling. Where one more hop would be the
 * N-th, a supervisor rules instead (DOMAIN: adjudication).
 */
export const returnTask = (request: ReturnRequest): Decide =>
  onCase((state, context) => {
    const { handling, stage } = state;
    if (handling?.lead !== request.unit || (stage.name !== 'assigned' && stage.name !== 'in-progress')) {
      return rejected('action-not-possible', 'only the lead department can return a task that it has');
    }
    const refusal = refuseReturn(state, handling, request, context);
    if (refusal !== undefined) return refusal;
    const { clocks, handling: policy } = context.policy.pack;
    const { unit, grounds, proposedUnit, textId } = request;
    const returned: CaseEvent = {
      type: 'Returned',
      unit,
      grounds,
      ...(proposedUnit === undefined ? {} : { proposedUnit }),
      textId,
      clocks: [setClock('return-review', context.now, clocks.deskReturnReview, context.policy.calendar)],
    };
    return handling.hop + 1 >= policy.returns.rulingAtHop
      ? decided(returned, askRuling('owner', context))
      : decided(returned);
  });

const refuseReturn = (
  state: CaseState,
  handling: Handling,
  request: ReturnRequest,
  context: CaseContext,
): CaseDecision | undefined => {
  const { pack, calendar } = context.policy;
  const possible = ['sign', 'contacted', 'extend', 'reply'];
  if (handling.forGood)
    return rejected('action-not-possible', 'a supervisor has ruled: this task is not returned again', possible);
  if (state.round > 1) return rejected('action-not-possible', 'a rework is not returned; ask the duty desk', possible);
  const window = addDuration(handling.assignedAt, pack.handling.returns.window, calendar).at;
  if (context.occurredAt > window) {
    return rejected(
      'action-not-possible',
      `the window for returning this task closed at ${window}; it is yours`,
      possible,
    );
  }
  if (!pack.handling.returns.grounds.some((one) => one.id === request.grounds)) {
    const known = pack.handling.returns.grounds.map((one) => one.id);
    return rejected('invalid-fields', `grounds must be one of ${known.join(', ')}`);
  }
  const unknown =
    request.proposedUnit !== undefined && !pack.departments.units.some((one) => one.id === request.proposedUnit);
  return unknown ? rejected('invalid-fields', `there is no unit ${request.proposedUnit}`) : undefined;
};

export const askRuling = (question: 'owner' | 'dissatisfied', context: CaseContext): CaseEvent => ({
  type: 'RulingAsked',
  question,
  clocks: [setClock('ruling', context.now, context.policy.pack.clocks.supervisorRuling, context.policy.calendar)],
});

/** The duty desk grants a return, naming the next department or leaving it to the catalogue. */
export const grantReturn = (to: string | undefined): Decide =>
  onCase((state, context) => {
    if (state.stage.name !== 'return-in-review') return rejected('action-not-possible', 'no return is in review');
    const next = to ?? state.stage.proposedUnit;
    if (next !== undefined && !context.policy.pack.departments.units.some((one) => one.id === next)) {
      return rejected('invalid-fields', `there is no unit ${next}`);
    }
    return decided({ type: 'ReturnGranted', ...(next === undefined ? {} : { to: next }) });
  });

export const refuseReturnTask = (textId: string | undefined): Decide =>
  onCase((state) =>
    state.stage.name === 'return-in-review'
      ? decided({ type: 'ReturnRefused', ...(textId === undefined ? {} : { textId }) })
      : rejected('action-not-possible', 'no return is in review'),
  );

/** The desk has reached the department by telephone. */
export const phoned = (textId: string | undefined): Decide =>
  onCase((state) =>
    state.handling?.phoneAsked === true
      ? decided({ type: 'DepartmentPhoned', ...(textId === undefined ? {} : { textId }) })
      : rejected('action-not-possible', 'nobody needs to be phoned'),
  );

/**
 * A supervisor rules. A ruling for a grassroots unit outside its duty lists is itself the recorded override: it names
 * the office and its reason (handling.grassrootsOverrideBy).
 */
export const rule = (ruling: Ruling, textId: string): Decide =>
  onCase((state, context) => {
    if (state.stage.name !== 'awaiting-ruling') return rejected('action-not-possible', 'no ruling is asked for');
    return ruleOn(state, ruling, textId, context);
  });

/** Departments have it, or will have it: not an emergency line, not a parent, and not over. */
const canChangeHands = (state: CaseState): boolean =>
  !isOver(state) && state.category !== undefined && state.stage.name !== 'handed-over' && state.stage.name !== 'merged';

/** A higher unit takes the case over, at any stage at which a department has it (DOMAIN: elevation). */
export const elevate = (unit: string, textId: string): Decide =>
  onCase((state, context) => {
    if (!canChangeHands(state)) return rejected('action-not-possible', 'there is nothing to take over');
    return ruleOn(state, { decision: 'elevate', unit }, textId, context);
  });

const ruleOn = (state: CaseState, ruling: Ruling, textId: string, context: CaseContext): CaseDecision => {
  const ruled: CaseEventOf<'Ruled'> = { type: 'Ruled', ruling, textId };
  switch (ruling.decision) {
    case 'exclude':
      return decided(ruled);
    case 'final-reply':
      return state.handling === undefined
        ? rejected('action-not-possible', 'no department can give a final reply')
        : decided(ruled, orderFinalReply(state, state.handling, context));
    case 'assign':
    case 'elevate':
      return ruleOwner(state, ruling.unit, ruled, textId, context);
  }
};

const ruleOwner = (
  state: CaseState,
  unit: string,
  ruled: CaseEventOf<'Ruled'>,
  textId: string,
  context: CaseContext,
): CaseDecision => {
  const { pack } = context.policy;
  const found = pack.departments.units.find((one) => one.id === unit);
  if (found === undefined) return rejected('invalid-fields', `there is no unit ${unit}`);
  if (found.kind === 'contractor') return rejected('invalid-fields', 'a contractor never leads a case');
  const guard = guardGrassroots({ unit, categoryPath: state.category ?? '' }, pack);
  return guard.allowed
    ? decided(ruled)
    : decided({ type: 'GrassrootsOverridden', unit, by: pack.handling.grassrootsOverrideBy, textId }, ruled);
};

/** Gives a grassroots unit work outside its lists: only by the office the policy names, with a reason on record. */
export const override = (unit: string, by: string, textId: string): Decide =>
  onCase((state, context) => {
    const { pack } = context.policy;
    if (by !== pack.handling.grassrootsOverrideBy)
      return rejected('action-not-possible', `only ${pack.handling.grassrootsOverrideBy} can override`);
    if (!canChangeHands(state)) return rejected('action-not-possible', 'there is nothing to assign');
    if (!pack.departments.units.some((one) => one.id === unit && one.kind !== 'contractor')) {
      return rejected('invalid-fields', `there is no unit ${unit} that can lead`);
    }
    return decided({ type: 'GrassrootsOverridden', unit, by, textId });
  });

/** The head of the unit owes a final reply: explained, evidenced, signed (DOMAIN: final reply). */
export const orderFinalReply = (state: CaseState, handling: Handling, context: CaseContext): CaseEvent => ({
  type: 'FinalReplyOrdered',
  unit: handling.lead,
  clocks: replyClockSet(
    context.now,
    context.policy.pack.handling.rework.reply,
    state.urgency ?? 'ordinary',
    state.intake.number,
    context.policy,
    handling.supervision,
  ),
});
