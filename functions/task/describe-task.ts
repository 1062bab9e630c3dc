// What a link shows (DESIGN §4): what is asked, by when, the citizen's words with personal data masked, and the possible
// actions with their fields. Reading changes nothing.

import { deadlinesOf, nextStepsOf } from '#functions/callback/next-steps.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import type { CasePolicy } from '#functions/case/clocks.ts';
import { statusOf } from '#functions/case/status.ts';
import { policyLineOf } from '#functions/desk/policy-line.ts';
import { maskRequest } from '#functions/people/mask-request.ts';
import type { PeopleStore } from '#functions/people/people-store.ts';
import type { ChoiceName } from '#schemas/city/messages.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Commit, Task } from '#schemas/matter.ts';
import type { Field, TaskActionName, TaskDescription } from '#schemas/tasks.ts';
import { longestWords } from '#schemas/tasks.ts';
import { doneBy } from './done-by.ts';
import { actionsAt } from './task-actions.ts';

type Shown = {
  caseId: string;
  task: Pick<Task, 'id' | 'kind' | 'role' | 'owner'> & { dueAt?: string };
  open: boolean;
  state: CaseState;
  commits: readonly Commit[];
  /** When it is looked at: some acts are possible for minutes only. */
  now: string;
};

/** The description of a task for whoever holds its link. */
export const describeTask = async (
  shown: Shown,
  people: PeopleStore,
  policy: CasePolicy,
  locale: Locale,
): Promise<TaskDescription> => {
  const { pack } = policy;
  const { caseId, task, state, open } = shown;
  const forCitizen = task.role === 'citizen';
  const request = forCitizen ? undefined : await maskedRequest(caseId, state, people);
  const reply = await shownReply(caseId, state, people);
  const actions = open ? actionsAt({ ...task, dueAt: task.dueAt ?? '' }, state, shown.now, policy) : [];
  const done = open ? undefined : doneBy(shown.commits, task.id);
  return {
    task: {
      id: task.id,
      kind: task.kind,
      role: task.role,
      state: open ? 'open' : 'closed',
      ...(task.dueAt === undefined ? {} : { dueAt: task.dueAt }),
    },
    case: {
      id: caseId,
      number: state.intake.number,
      status: statusOf(state),
      ...(state.category === undefined ? {} : { category: state.category }),
      ...(state.urgency === undefined ? {} : { urgency: state.urgency }),
      round: state.round,
    },
    ...(request === undefined ? {} : { request }),
    ...(reply === undefined ? {} : { reply }),
    ...aboutOf(task.kind, state),
    clocks: deadlinesOf(state).map(({ kind, dueAt, provisional }) => ({
      kind,
      dueAt,
      provisional: provisional !== undefined,
      lasting: policyLineOf(kind, state, pack).lasting,
    })),
    ...(forCitizen ? { next: nextStepsOf(state, pack), ...answerOf(state) } : { history: historyOf(shown.commits) }),
    actions: actions.map((action) => ({
      action,
      label: pack.messages[locale].actions[action],
      fields: fieldsOf(action, task.kind, state, pack, locale),
    })),
    ...(done === undefined ? {} : { done }),
  };
};

const answerOf = ({ answer }: CaseState): Pick<TaskDescription, 'answer'> =>
  answer === undefined ? {} : { answer: { solved: answer.solved, satisfied: answer.satisfied } };

/** What has happened and to which unit: types of events alone, so that nobody's words are told twice. */
const historyOf = (commits: readonly Commit[]): NonNullable<TaskDescription['history']> =>
  commits.flatMap(({ at, events }) =>
    events.flatMap((event) => {
      if (typeof event !== 'object' || event === null || !('type' in event)) return [];
      const named = 'unit' in event ? event.unit : 'lead' in event ? event.lead : undefined;
      return [{ at, what: String(event.type), ...(named === undefined ? {} : { unit: String(named) }) }];
    }),
  );

const maskedRequest = async (
  caseId: string,
  state: CaseState,
  people: PeopleStore,
): Promise<TaskDescription['request']> => {
  const request = await people.request(caseId);
  if (request === undefined) return undefined;
  const supplements = await Promise.all(state.supplements.map((textId) => people.words(caseId, textId)));
  const mask = maskRequest(request);
  return {
    ...(request.title === undefined ? {} : { title: mask(request.title) }),
    text: mask(request.text),
    supplements: supplements.flatMap((one) => (one === undefined ? [] : [mask(one.text)])),
  };
};

const shownReply = async (caseId: string, state: CaseState, people: PeopleStore): Promise<TaskDescription['reply']> => {
  const reply = state.handling?.reply;
  if (reply === undefined) return undefined;
  const words = await people.words(caseId, reply.textId);
  if (words === undefined) return undefined;
  return {
    text: words.text,
    ...(words.legalBasis === undefined ? {} : { legalBasis: words.legalBasis }),
    at: reply.at,
  };
};

const aboutOf = (kind: string, state: CaseState): { about?: Record<string, string> } => {
  const { stage, handling } = state;
  if (kind === 'return' && stage.name === 'return-in-review') {
    return {
      about: {
        unit: stage.unit,
        grounds: stage.grounds,
        ...(stage.proposedUnit === undefined ? {} : { proposedUnit: stage.proposedUnit }),
      },
    };
  }
  if (kind === 'time' && handling?.timeAsked !== undefined) {
    const { kind: asked, workingDays, until } = handling.timeAsked;
    return {
      about: {
        unit: handling.lead,
        request: asked,
        ...(workingDays === undefined ? {} : { workingDays: String(workingDays) }),
        ...(until === undefined ? {} : { until }),
      },
    };
  }
  if (kind === 'review' && stage.name === 'reply-in-review') return { about: { findings: stage.findings.join(', ') } };
  if (kind === 'duplicate' && state.duplicateProposed !== undefined)
    return { about: { parent: state.duplicateProposed } };
  if (kind === 'classify' && stage.name === 'with-duty-desk') {
    return {
      about: { why: stage.why, candidates: stage.candidates.map((one) => `${one.path} ${one.probability}`).join(', ') },
    };
  }
  if (kind === 'exclusion' && state.exclusion !== undefined) {
    const { unit, grounds } = state.exclusion;
    return { about: { unit, grounds } };
  }
  if (kind === 'stuck' && state.stuck !== undefined) return { about: { error: state.stuck.error } };
  return {};
};

const field = (name: string, type: Field['type'], required: boolean, extra: Partial<Field> = {}): Field => ({
  name,
  type,
  required,
  ...extra,
});

/** The fields of an action, with the options that this city and this case allow. */
export const fieldsOf = (
  action: TaskActionName,
  kind: string,
  state: CaseState,
  pack: CityPack,
  locale: Locale,
): Field[] => {
  switch (action) {
    case 'return':
      return [
        field('grounds', kind === 'emergency' ? 'text' : 'choice', true, {
          ...(kind === 'emergency'
            ? { max: 40 }
            : { options: pack.handling.returns.grounds.map(({ id, name }) => ({ value: id, label: name[locale] })) }),
        }),
        field('explanation', 'longtext', true, { max: 1000 }),
        ...(kind === 'emergency' ? [] : [field('proposedUnit', 'unit', false)]),
      ];
    case 'contacted':
    case 'acknowledge':
    case 'phoned':
      return [field('note', 'longtext', false, { max: 1000 })];
    case 'extend':
      return [
        field('reason', 'longtext', true, { max: 1000 }),
        field('workingDays', 'number', false, { max: pack.handling.extensions.longest.days ?? 1 }),
        field('until', 'date-time', false),
      ];
    case 'progress':
      return [field('text', 'longtext', true, { max: longestWords })];
    case 'reply':
      return [
        field('text', 'longtext', true, { max: longestWords }),
        field('legalBasis', 'text', pack.handling.replyReview.legalBasisRequired && kind === 'lead', { max: 500 }),
      ];
    case 'approve':
      return [
        field('reason', 'longtext', false, { max: 1000 }),
        ...(kind === 'return' ? [field('unit', 'unit', false)] : []),
      ];
    case 'deny':
      return [field('reason', 'longtext', true, { max: 1000 })];
    case 'rule':
      return [
        field('decision', 'choice', true, {
          options: named(['assign', 'elevate', 'final-reply', 'exclude'], pack, locale),
        }),
        field('unit', 'unit', false),
        field('reason', 'longtext', true, { max: 1000 }),
      ];
    case 'classify':
      return classifyFields(state, pack, locale);
    case 'answer':
      return [
        field('contacted', 'yes-no', false),
        field('solved', 'yes-no', true),
        field('satisfied', 'yes-no', true),
        field('comment', 'longtext', false, { max: 1000 }),
      ];
    case 'sign':
    case 'undo-contact':
    case 'retry':
      return [];
    default:
      return action satisfies never;
  }
};

/** Choices under the names that the city gave them. */
const named = (values: readonly ChoiceName[], pack: CityPack, locale: Locale): NonNullable<Field['options']> =>
  values.map((value) => ({ value, label: pack.messages[locale].choices[value] }));

const classifyFields = (state: CaseState, pack: CityPack, locale: Locale): Field[] => {
  const candidates = state.stage.name === 'with-duty-desk' ? state.stage.candidates : [];
  return [
    field('decision', 'choice', false, {
      options: named(['assign', 'out-of-scope', 'answered', 'emergency', 'merge'], pack, locale),
    }),
    field('category', 'category', false, {
      options: candidates.map(({ path }) => ({
        value: path,
        label: pack.catalogue.leaves.find((leaf) => leaf.path === path)?.name[locale] ?? path,
      })),
    }),
    field('urgency', 'choice', false, {
      options: named(['critical', 'urgent', 'ordinary', 'enquiry'], pack, locale),
    }),
    field('area', 'text', false, { max: 60 }),
    field('reference', 'text', false, { max: 64 }),
  ];
};
