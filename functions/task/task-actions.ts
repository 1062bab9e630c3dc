// Which actions each kind of task has, and the decision each one asks for. The one place where a verb of a link meets
// a decider.

import type { CaseState } from '#functions/case/case-state.ts';
import type { CasePolicy } from '#functions/case/clocks.ts';
import { grantReturn, phoned, refuseReturnTask, returnTask, rule, sign } from '#functions/case/decide-assignment.ts';
import { answerCallback } from '#functions/case/decide-callback.ts';
import { retry } from '#functions/case/decide-ending.ts';
import { grantExclusion, refuseExclusion } from '#functions/case/decide-exclusion.ts';
import {
  askTime,
  contacted,
  denyTime,
  grantTime,
  mayTakeContactBack,
  passReply,
  progress,
  reply,
  replyAsAssistant,
  sendReplyBack,
  takeContactBack,
} from '#functions/case/decide-handling.ts';
import { acknowledgeEmergency, returnEmergency } from '#functions/case/decide-intake.ts';
import { classify, type DeskClassification, decideDuplicate } from '#functions/case/decide-triage.ts';
import { type Decide, rejected } from '#functions/case/deciding.ts';
import { CategoryPathSchema } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Task } from '#schemas/matter.ts';
import type { TaskAction, TaskActionName } from '#schemas/tasks.ts';
import { reviewReply } from './review-reply.ts';

/** What the actor wrote, and where it is kept once the commit stands. */
export type Performed = { decide: Decide; words?: { text: string; legalBasis?: string | undefined } | undefined };

type On = { task: Task; state: CaseState; pack: CityPack; textId: string };

/** Actions that are possible on a task as the case stands now, in the order in which they are offered. */
export const actionsOf = (task: Task, state: CaseState): TaskActionName[] => {
  switch (task.kind) {
    case 'lead':
      return leadActions(state);
    case 'assist':
      return state.handling?.assisting.some((one) => one.unit === task.owner && !one.signed) === true
        ? ['sign', 'reply']
        : ['reply'];
    case 'emergency':
      return ['acknowledge', 'return'];
    case 'emergency-desk':
      return ['acknowledge'];
    case 'classify':
      return ['classify'];
    case 'return':
    case 'time':
    case 'review':
    case 'duplicate':
    case 'exclusion':
      return ['approve', 'deny'];
    case 'phone':
      return ['phoned'];
    case 'rule':
      return ['rule'];
    case 'citizen':
      return ['answer'];
    case 'stuck':
      return ['retry'];
    default:
      return [];
  }
};

/** The same at a moment: with what is possible for some minutes only. */
export const actionsAt = (task: Task, state: CaseState, now: string, policy: CasePolicy): TaskActionName[] =>
  task.kind === 'lead' && mayTakeContactBack(state, now, policy)
    ? [...actionsOf(task, state), 'undo-contact']
    : actionsOf(task, state);

const leadActions = (state: CaseState): TaskActionName[] => {
  const { handling } = state;
  if (state.stage.name === 'assigned') return handling?.forGood === true ? ['sign'] : ['sign', 'return'];
  return [
    ...(handling?.contactedAt === undefined ? (['contacted'] as const) : []),
    'reply',
    'progress',
    ...(handling?.timeAsked === undefined ? (['extend'] as const) : []),
    ...(handling?.forGood === true || state.round > 1 ? [] : (['return'] as const)),
  ];
};

/** The decision that `action` asks for on this task. Whether it is possible now, the decider says. */
export const perform = (action: TaskAction, on: On): Performed => {
  const { task, textId } = on;
  const unit = task.owner;
  switch (action.action) {
    case 'sign':
      return { decide: sign(unit) };
    case 'return':
      return performReturn(action, on);
    case 'contacted':
      return withNote(action.note, (kept) => contacted(unit, kept), textId);
    case 'undo-contact':
      return { decide: takeContactBack(unit) };
    case 'extend':
      return { decide: askTime(unit, timeOf(action), textId), words: { text: action.reason } };
    case 'progress':
      return { decide: progress(unit, textId), words: { text: action.text } };
    case 'reply':
      return performReply(action, on);
    case 'approve':
      return withNote(action.reason, (kept) => approve(task, action.unit, kept), textId);
    case 'deny':
      return { decide: deny(task, textId), words: { text: action.reason } };
    case 'rule':
      return { decide: ruleOf(action, textId), words: { text: action.reason } };
    case 'classify':
      return { decide: classifyOf(action, on.pack) };
    case 'answer': {
      const { contacted: wasContacted, solved, satisfied } = action;
      const answer = { solved, satisfied, ...(wasContacted === undefined ? {} : { contacted: wasContacted }) };
      return withNote(action.comment, (kept) => answerCallback(answer, 'link', kept), textId);
    }
    case 'acknowledge':
      return { decide: acknowledgeEmergency(unit) };
    case 'phoned':
      return withNote(action.note, phoned, textId);
    case 'retry':
      return { decide: retry };
    default:
      return action satisfies never;
  }
};

const withNote = (
  note: string | undefined,
  decide: (textId: string | undefined) => Decide,
  textId: string,
): Performed =>
  note === undefined ? { decide: decide(undefined) } : { decide: decide(textId), words: { text: note } };

type Of<Action extends TaskActionName> = Extract<TaskAction, { action: Action }>;

const performReturn = (action: Of<'return'>, { task, textId }: On): Performed => {
  const words = { text: action.explanation };
  if (task.kind === 'emergency') return { decide: returnEmergency(textId), words };
  const { grounds, proposedUnit } = action;
  return { decide: returnTask({ unit: task.owner, grounds, proposedUnit, textId }), words };
};

const performReply = (action: Of<'reply'>, { task, state, pack, textId }: On): Performed => {
  const points = (action.points ?? []).map(({ asked, answered }, index) => `${index + 1}. ${asked}\n${answered}`);
  const words = { text: [action.text, ...points].join('\n\n'), legalBasis: action.legalBasis };
  if (task.kind === 'assist') return { decide: replyAsAssistant(task.owner, textId), words };
  const findings = reviewReply(words, state.intake.number, pack.handling.replyReview);
  return { decide: reply(task.owner, { textId, findings }), words };
};

const timeOf = (action: Of<'extend'>) =>
  action.until === undefined
    ? { kind: 'extension' as const, ...(action.workingDays === undefined ? {} : { workingDays: action.workingDays }) }
    : { kind: 'long-term' as const, until: new Date(action.until).toISOString() };

const approve = (task: Task, unit: string | undefined, _textId: string | undefined): Decide => {
  switch (task.kind) {
    case 'return':
      return grantReturn(unit);
    case 'time':
      return grantTime;
    case 'review':
      return passReply;
    case 'duplicate':
      return decideDuplicate(true);
    case 'exclusion':
      return grantExclusion;
    default:
      return () => rejected('action-not-possible', 'there is nothing to approve here');
  }
};

const deny = (task: Task, textId: string): Decide => {
  switch (task.kind) {
    case 'return':
      return refuseReturnTask(textId);
    case 'time':
      return denyTime(textId);
    case 'review':
      return sendReplyBack(textId);
    case 'duplicate':
      return decideDuplicate(false);
    case 'exclusion':
      return refuseExclusion(textId);
    default:
      return () => rejected('action-not-possible', 'there is nothing to deny here');
  }
};

const ruleOf = (action: Of<'rule'>, textId: string): Decide => {
  if (action.decision === 'final-reply' || action.decision === 'exclude')
    return rule({ decision: action.decision }, textId);
  return action.unit === undefined
    ? () => rejected('invalid-fields', 'unit is needed: who shall have the case')
    : rule({ decision: action.decision, unit: action.unit }, textId);
};

const classifyOf = (action: Of<'classify'>, pack: CityPack): Decide => {
  const choice = choiceOf(action, pack);
  return typeof choice === 'string' ? () => rejected('invalid-fields', choice) : classify(choice);
};

/** The desk's choice, or a sentence about what is missing. */
const choiceOf = (action: Of<'classify'>, pack: CityPack): DeskClassification | string => {
  const { reference } = action;
  if (action.decision === 'assign') {
    const category = CategoryPathSchema.safeParse(action.category);
    return category.success
      ? { decision: 'assign', category: category.data, urgency: action.urgency, area: action.area }
      : 'category is needed: a path of the catalogue';
  }
  if (reference === undefined) return 'reference is needed: the id of what the decision names';
  switch (action.decision) {
    case 'out-of-scope':
      return { decision: 'out-of-scope', ruleId: reference };
    case 'answered':
      return pack.serviceList.items.some((item) => item.id === reference)
        ? { decision: 'answered', itemId: reference }
        : `there is no service item ${reference}`;
    case 'merge':
      return { decision: 'merge', parentId: reference };
    case 'emergency': {
      const line = pack.triage.emergency.find((one) => one.line === reference);
      return line === undefined
        ? `there is no emergency line ${reference}`
        : { decision: 'emergency', emergency: { line: line.line, unit: line.unit } };
    }
    default:
      return action.decision satisfies never;
  }
};
