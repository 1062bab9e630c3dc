// Triage: what is it, and whose (DESIGN §3 "Triage case"). The rules themselves are in functions/triage; here their
// findings become facts, in the order of urgency: emergency, known answer, scope, duplicate, service list, class.
import type { CaseEvent, CaseEventOf } from '#schemas/case-events.ts';
import type { Urgency } from '#schemas/city/policy.ts';
import type { CaseState } from './case-state.ts';
import { callbackClocks, setClock } from './clocks.ts';
import { type EmergencyFinding, handOver } from './decide-intake.ts';
import { type CaseContext, type CaseDecision, type Decide, decided, isOver, onCase, rejected } from './deciding.ts';

export type TriageFindings = {
  emergency?: EmergencyFinding | undefined;
  outOfScope?: { ruleId: string; channel: CaseEventOf<'FoundOutOfScope'>['channel'] } | undefined;
  duplicate?:
    | {
        parentId: string;
        verdict: 'merge' | 'propose';
        similarity: number;
        because?: CaseEventOf<'Merged'>['because'];
      }
    | undefined;
  answer?: { itemId: string } | undefined;
  candidates: readonly { path: string; probability: number }[];
  /** Urgency if the first candidate is right. */
  urgency: Urgency;
  area?: string | undefined;
  /** The first candidate is sure enough, and a department can be found for it. */
  verdict: 'sure' | 'low-confidence' | 'no-department';
  /** It may be about danger: a person looks before it is put to another. */
  alarmed?: true;
  /** The first candidate was chosen by a second opinion. */
  seconded?: true;
};

/** Triage of a new case. A known one only says where it stands: that is how an execution finds its place again. */
export const triage = (find: TriageFindings): Decide =>
  onCase((state, context) =>
    state.stage.name === 'received' ? decided(...triageNew(state, find, context)) : decided({ type: 'Resumed' }),
  );

const triageNew = (state: CaseState, find: TriageFindings, context: CaseContext): CaseEvent[] => {
  const { intake } = state;
  if (find.emergency !== undefined && !state.emergencyRuledOut) return handOver(find.emergency, context);
  if (intake.trusted && intake.handledAt !== undefined) {
    return answered(state, { type: 'AnsweredDirectly', byOperator: true }, context);
  }
  if (find.outOfScope !== undefined) {
    return [
      { type: 'FoundOutOfScope', ...find.outOfScope },
      { type: 'Ended', outcome: 'out-of-scope' },
    ];
  }
  const duplicate = freshDuplicate(state, find);
  if (duplicate?.verdict === 'merge' && find.alarmed === undefined) {
    const { parentId, similarity, because } = duplicate;
    return [{ type: 'Merged', parentId, by: 'machine', similarity, ...(because === undefined ? {} : { because }) }];
  }
  if (find.answer !== undefined) {
    return answered(state, { type: 'AnsweredDirectly', itemId: find.answer.itemId, byOperator: false }, context);
  }
  const proposed: CaseEvent[] =
    duplicate === undefined
      ? []
      : [{ type: 'DuplicateProposed', parentId: duplicate.parentId, similarity: duplicate.similarity }];
  return [...proposed, classifyOrAsk(state, find, context)];
};

/** A duplicate that nobody has denied yet, and that has not been taken apart before. */
const freshDuplicate = (state: CaseState, find: TriageFindings): TriageFindings['duplicate'] =>
  find.duplicate === undefined || state.duplicatesDenied.includes(find.duplicate.parentId) ? undefined : find.duplicate;

const answered = (state: CaseState, event: CaseEventOf<'AnsweredDirectly'>, context: CaseContext): CaseEvent[] => {
  const asks = context.policy.pack.handling.callback.askAfterDirectAnswer && state.intake.reachable;
  return asks
    ? [event, { type: 'CallbackStarted', clocks: callbackClocks(context.now, 1, context.policy) }]
    : [event, { type: 'Ended', outcome: 'answered-directly' }];
};

const classifyOrAsk = (state: CaseState, find: TriageFindings, context: CaseContext): CaseEvent => {
  const { intake } = state;
  const area = find.area === undefined ? {} : { area: find.area };
  const claimed = context.policy.pack.catalogue.leaves.find((leaf) => leaf.path === intake.claimedCategory);
  if (intake.trusted && claimed !== undefined) {
    return {
      type: 'Classified',
      category: claimed.path,
      urgency: intake.claimedUrgency ?? claimed.urgency,
      by: 'source',
      ...area,
    };
  }
  const first = find.candidates[0];
  if (first === undefined || find.verdict !== 'sure') {
    return leftUnsure(find.verdict === 'sure' ? 'low-confidence' : find.verdict, find.candidates, context);
  }
  return {
    type: 'Classified',
    category: first.path,
    urgency: intake.trusted ? (intake.claimedUrgency ?? find.urgency) : find.urgency,
    by: 'machine',
    probability: first.probability,
    ...(find.seconded === undefined ? {} : { seconded: find.seconded }),
    ...area,
  };
};

/** Asks the duty desk, with what the machine would have said. */
export const leftUnsure = (
  why: CaseEventOf<'LeftUnsure'>['why'],
  candidates: TriageFindings['candidates'],
  context: CaseContext,
): CaseEvent => ({
  type: 'LeftUnsure',
  why,
  candidates: candidates.slice(0, 3).map(({ path, probability }) => ({ path, probability })),
  clocks: [
    setClock(
      'desk-classification',
      context.now,
      context.policy.pack.clocks.deskClassification,
      context.policy.calendar,
    ),
  ],
});

export type DeskClassification =
  | { decision: 'assign'; category: string; urgency?: Urgency | undefined; area?: string | undefined }
  | { decision: 'out-of-scope'; ruleId: string }
  | { decision: 'answered'; itemId: string }
  | { decision: 'emergency'; emergency: EmergencyFinding }
  | { decision: 'merge'; parentId: string };

/** The duty desk decides what the machine was unsure of. The correction is a training example (DESIGN §3). */
export const classify = (choice: DeskClassification): Decide =>
  onCase((state, context): CaseDecision => {
    if (state.stage.name !== 'with-duty-desk')
      return rejected('action-not-possible', 'the duty desk does not have this case');
    const { stage } = state;
    switch (choice.decision) {
      case 'assign': {
        const leaf = context.policy.pack.catalogue.leaves.find((one) => one.path === choice.category);
        if (leaf === undefined)
          return rejected('invalid-fields', `there is no category ${choice.category} in the catalogue`);
        const machineSaid = stage.candidates[0]?.path;
        return decided({
          type: 'Classified',
          category: leaf.path,
          urgency: choice.urgency ?? leaf.urgency,
          by: 'desk',
          ...(machineSaid === undefined ? {} : { machineSaid }),
          ...(choice.area === undefined ? {} : { area: choice.area }),
        });
      }
      case 'out-of-scope': {
        const rule = context.policy.pack.triage.outOfScope.find((one) => one.id === choice.ruleId);
        if (rule === undefined) return rejected('invalid-fields', `there is no rule ${choice.ruleId}`);
        return decided(
          { type: 'FoundOutOfScope', ruleId: rule.id, channel: rule.channel },
          { type: 'Ended', outcome: 'out-of-scope' },
        );
      }
      case 'answered':
        return decided(
          ...answered(state, { type: 'AnsweredDirectly', itemId: choice.itemId, byOperator: false }, context),
        );
      case 'emergency':
        return decided(...handOver(choice.emergency, context));
      case 'merge':
        return decided({ type: 'Merged', parentId: choice.parentId, by: 'desk' });
    }
  });

/** Joins a case to its parent by hand, at any stage before its end. */
export const merge = (parentId: string, ownId: string): Decide =>
  onCase((state) => {
    if (isOver(state)) return rejected('action-not-possible', 'the case is over');
    if (state.stage.name === 'merged')
      return rejected('action-not-possible', 'the case is merged already', ['unmerge']);
    if (parentId === ownId) return rejected('invalid-fields', 'a case is not its own parent');
    return decided({ type: 'Merged', parentId, by: 'desk' });
  });

/** The desk rules on a proposed duplicate. */
export const decideDuplicate = (same: boolean): Decide =>
  onCase((state) => {
    const parentId = state.duplicateProposed;
    if (parentId === undefined) return rejected('action-not-possible', 'no duplicate is proposed');
    return same ? decided({ type: 'Merged', parentId, by: 'desk' }) : decided({ type: 'DuplicateDenied', parentId });
  });

/** Takes a merged case out again: it goes on by itself. */
export const unmerge = (why: CaseEventOf<'Unmerged'>['why']): Decide =>
  onCase((state) =>
    state.stage.name === 'merged'
      ? decided({ type: 'Unmerged', parentId: state.stage.parentId, why })
      : rejected('action-not-possible', 'the case is not merged'),
  );

/** The parent has moved: its children's citizens are asked too, or the child goes on alone (DOMAIN: merge). */
export const followParent = (parent: { replied: boolean; over: boolean; lead?: string | undefined }): Decide =>
  onCase((state, context) => {
    if (state.stage.name !== 'merged') return decided();
    const { parentId } = state.stage;
    if (parent.replied) {
      return state.intake.reachable
        ? decided({
            type: 'ParentReplied',
            parentId,
            ...(parent.lead === undefined ? {} : { spared: parent.lead }),
            clocks: callbackClocks(context.now, 1, context.policy),
          })
        : decided({ type: 'Ended', outcome: 'unverified' });
    }
    return parent.over ? decided({ type: 'Unmerged', parentId, why: 'parent-ended' }) : decided();
  });
