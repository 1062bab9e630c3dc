// Who is told what, for every fact of a case (DOMAIN §5; each template stands in the city pack). Values name nobody:
// ids, dates and numbers; people's words are looked up by id when the message is delivered.
import type { CaseEvent } from '#schemas/case-events.ts';
import type { TemplateKey } from '#schemas/city/messages.ts';
import type { Message, Recipient, Task } from '#schemas/matter.ts';
import type { CaseState } from './case-state.ts';
import type { CasePolicy } from './clocks.ts';
import { departmentTaskId, tasksOf } from './standing.ts';

type Values = NonNullable<Message['values']>;
type Say = (template: TemplateKey, to: Recipient, options?: { task?: Task | undefined; values?: Values }) => Message;

const unit = (id: string): Recipient => ({ kind: 'unit', unit: id });
const head = (id: string): Recipient => ({ kind: 'head', unit: id });

/** Messages that follow from `event`; `after` is the state with it folded in. */
export const messagesOf = (
  event: CaseEvent,
  before: CaseState | undefined,
  after: CaseState,
  policy: CasePolicy,
): readonly Message[] => {
  const tasks = tasksOf(policy.pack)(after);
  const say = sayer(after);
  return [
    ...toPeople(event, before, after, tasks, say, policy),
    ...toCitizen(event, after, tasks, say),
    ...toSource(event, after, policy),
  ];
};

const sayer =
  (state: CaseState): Say =>
  (template, to, { task, values } = {}) => ({
    template,
    to,
    ...(task === undefined ? {} : { taskId: task.id }),
    ...(task === undefined || state.linkGeneration === 1 ? {} : { linkGeneration: state.linkGeneration }),
    ...(state.urgency === 'critical' || state.urgency === 'urgent' || state.stage.name === 'handed-over'
      ? { urgent: true }
      : {}),
    ...(to.kind === 'citizen' ? { heardAt: state.intake.receivedAt } : {}),
    values: {
      number: state.intake.number,
      ...(state.category === undefined ? {} : { category: state.category }),
      ...(task === undefined ? {} : { dueAt: task.dueAt }),
      ...values,
    },
  });

const kindOf = (tasks: readonly Task[], kind: string): Task | undefined => tasks.find((task) => task.kind === kind);

/** To the desk, supervisors, departments and emergency lines. */
const toPeople = (
  event: CaseEvent,
  before: CaseState | undefined,
  after: CaseState,
  tasks: readonly Task[],
  say: Say,
  policy: CasePolicy,
): Message[] => {
  const { dutyDesk, supervisingOffice } = policy.pack.city.roles;
  const ask = (template: TemplateKey, kind: string): Message[] => {
    const task = kindOf(tasks, kind);
    return task === undefined ? [] : [say(template, unit(task.owner), { task })];
  };
  switch (event.type) {
    case 'HandedOver':
      return [...ask('emergency-handover', 'emergency'), ...caseEnded(before, say, 'handed-over')];
    case 'HandoverUnacknowledged':
      return [...ask('emergency-handover', 'emergency'), ...ask('desk-emergency-unacknowledged', 'emergency-desk')];
    case 'LeftUnsure':
      return ask('desk-classify', 'classify');
    case 'DuplicateProposed':
      return ask('desk-review-duplicate', 'duplicate');
    case 'Returned':
      return ask('desk-review-return', 'return');
    case 'RulingAsked':
      return ask('supervisor-rule', 'rule');
    case 'ExclusionAsked':
      return ask('supervisor-exclusion', 'exclusion');
    case 'ExclusionGranted':
      return [withReason(say('department-exclusion-decided', unit(event.unit)), 'granted')];
    case 'ExclusionRefused':
      return [withReason(say('department-exclusion-decided', unit(event.unit)), 'refused', event.textId)];
    case 'TimeAsked':
      return ask('desk-decide-time', 'time');
    case 'DeskReminded':
      return remindDesk(event.task, tasks, say);
    case 'SignForMissed':
      return [...ask('department-reminder', 'lead'), ...(event.phone ? ask('desk-phone-department', 'phone') : [])];
    case 'MessageUndelivered':
      return event.phone ? ask('desk-phone-department', 'phone') : [];
    case 'WorkflowStuck':
      return ask('desk-case-stuck', 'stuck');
    case 'RevealAsked':
      // Somebody waits in front of the page: at any hour, by mail and by text message.
      return [
        {
          ...say('department-reveal-code', unit(event.unit), { values: { reasonTextId: event.codeTextId } }),
          urgent: true,
        },
      ];
    case 'LinksRevoked':
      return newLinks(tasks, say);
    case 'Supplemented':
      return supplementMessages(before, after, tasks, say, dutyDesk);
    case 'Withdrawn':
    case 'Merged':
      return caseEnded(before, say, event.type === 'Withdrawn' ? 'withdrawn' : 'merged');
    case 'SupervisionRaised':
      return [superviseMessage(event, after, tasks, say, supervisingOffice, policy)];
    default:
      return toDepartment(event, before, after, tasks, say, ask);
  }
};

const toDepartment = (
  event: CaseEvent,
  before: CaseState | undefined,
  after: CaseState,
  tasks: readonly Task[],
  say: Say,
  ask: (template: TemplateKey, kind: string) => Message[],
): Message[] => {
  switch (event.type) {
    case 'DepartmentsAssigned':
      return [
        ...ask('department-sign-for', 'lead'),
        ...tasks
          .filter((task) => task.kind === 'assist')
          .map((task) => say('department-assist', unit(task.owner), { task })),
      ];
    case 'ReturnGranted':
      return before?.handling === undefined
        ? []
        : [
            say('department-return-decided', unit(before.handling.lead), {
              values: { reason: 'granted', ...endedTask(before, before.handling, before.handling.lead) },
            }),
          ];
    case 'ReturnRefused':
      return ask('department-return-decided', 'lead').map((message) => withReason(message, 'refused', event.textId));
    case 'DeemedAccepted':
    case 'FirstContactMissed':
    case 'ReminderSent':
      return [...ask('department-reminder', 'lead'), ...remindAssistants(event, tasks, say)];
    case 'YellowCardShown':
      return [...ask('department-yellow-card', 'lead'), ...remindAssistants(event, tasks, say)];
    case 'RedCardShown':
      return [...ask('department-red-card', 'lead'), ...remindAssistants(event, tasks, say)];
    case 'ProgressMissed':
      return ask('department-progress-due', 'lead');
    case 'TimeGranted':
      return ask('department-time-decided', 'lead').map((message) => withReason(message, 'granted'));
    case 'TimeDenied':
      return ask('department-time-decided', 'lead').map((message) => withReason(message, 'denied', event.textId));
    case 'ReplySentBack':
      return ask('department-reply-sent-back', 'lead').map((message) => withReason(message, 'sent-back', event.textId));
    case 'ReworkOrdered':
      return ask('department-rework', 'lead').map((message) => ({
        ...message,
        values: { ...message.values, round: event.round },
      }));
    case 'FinalReplyOrdered':
      return after.handling === undefined
        ? []
        : ask('department-final-reply', 'lead').map((message) => ({ ...message, to: head(event.unit) }));
    case 'Replied':
      return ask('desk-review-reply', 'review');
    case 'Ruled':
      return before?.handling === undefined
        ? []
        : [
            say('department-return-decided', unit(before.handling.lead), {
              values: { reason: 'ruled', ...endedTask(before, before.handling, before.handling.lead) },
            }),
          ];
    default:
      return [];
  }
};

/** Decisions carry an outcome word, and the person's reason by id. */
const withReason = (message: Message, outcome: string, textId?: string): Message => ({
  ...message,
  values: { ...message.values, reason: outcome, ...(textId === undefined ? {} : { reasonTextId: textId }) },
});

const chasing = new Set<CaseEvent['type']>(['ReminderSent', 'YellowCardShown', 'RedCardShown']);

/** The lead cannot answer without its assistants: while one is silent, whatever chases the lead chases them. */
const remindAssistants = (event: CaseEvent, tasks: readonly Task[], say: Say): Message[] =>
  chasing.has(event.type)
    ? tasks
        .filter((task) => task.kind === 'assist')
        .map((task) => say('department-reminder', unit(task.owner), { task }))
    : [];

/** Whoever holds a task hears of its new link; the words are those that first brought it. */
const newLinks = (tasks: readonly Task[], say: Say): Message[] =>
  tasks.flatMap((task) => {
    const template = broughtBy[task.kind];
    const to: Recipient = task.role === 'citizen' ? { kind: 'citizen' } : unit(task.owner);
    return template === undefined ? [] : [say(template, to, { task })];
  });

const broughtBy: Readonly<Record<string, TemplateKey>> = {
  lead: 'department-reminder',
  assist: 'department-assist',
  emergency: 'emergency-handover',
  'emergency-desk': 'desk-emergency-unacknowledged',
  citizen: 'citizen-asked-again',
  phone: 'desk-phone-department',
  stuck: 'desk-case-stuck',
  duplicate: 'desk-review-duplicate',
  classify: 'desk-classify',
  return: 'desk-review-return',
  review: 'desk-review-reply',
  time: 'desk-decide-time',
  rule: 'supervisor-rule',
};

const remindDesk = (kind: string, tasks: readonly Task[], say: Say): Message[] => {
  const task = kindOf(tasks, kind);
  const template = broughtBy[kind];
  return task === undefined || template === undefined ? [] : [say(template, unit(task.owner), { task })];
};

/** Whoever has the case hears of a supplement; while nobody has it, the desk keeps it. */
const supplementMessages = (
  before: CaseState | undefined,
  after: CaseState,
  tasks: readonly Task[],
  say: Say,
  dutyDesk: string,
): Message[] => {
  if (before?.stage.name === 'received' || before?.stage.name === 'to-assign') return [];
  const having = tasks.filter((task) => task.kind === 'lead' || task.kind === 'assist' || task.kind === 'emergency');
  if (having.length > 0) return having.map((task) => say('department-supplement', unit(task.owner), { task }));
  const open = tasks.find((task) => task.role === 'desk' || task.role === 'supervisor');
  if (after.stage.name === 'closed' || after.stage.name === 'ending') return [];
  return [say('department-supplement', unit(open?.owner ?? dutyDesk), { task: open })];
};

/** The departments that had the case need not go on. */
const caseEnded = (before: CaseState | undefined, say: Say, why: string): Message[] => {
  const handling = before?.handling;
  const stages = ['assigned', 'in-progress', 'return-in-review', 'reply-in-review', 'awaiting-ruling'];
  if (handling === undefined || before === undefined || !stages.includes(before.stage.name)) return [];
  const units = [handling.lead, ...handling.assisting.filter((one) => !one.replied).map((one) => one.unit)];
  return units.map((id) =>
    say('department-case-ended', unit(id), { values: { reason: why, ...endedTask(before, handling, id) } }),
  );
};

/** Its deadline is taken out of the calendars of the unit. */
const endedTask = (before: CaseState, handling: NonNullable<CaseState['handling']>, id: string): Values => ({
  endedTask: departmentTaskId(before, handling, id),
  dueAt: (before.clocks['sign-for'] ?? before.clocks.reply)?.dueAt ?? before.intake.receivedAt,
});

/** Level 1 the head of the department, 2 the supervising office, 3 the city leader (DOMAIN: supervision). */
const superviseMessage = (
  event: Extract<CaseEvent, { type: 'SupervisionRaised' }>,
  after: CaseState,
  tasks: readonly Task[],
  say: Say,
  supervisingOffice: string,
  policy: CasePolicy,
): Message => {
  const to: Record<typeof event.to, Recipient> = {
    'department-head': head(event.unit),
    'supervising-office': unit(supervisingOffice),
    'city-leader': unit(policy.pack.city.roles.cityLeader),
  };
  const task = event.to === 'department-head' ? kindOf(tasks, 'lead') : undefined;
  return say('supervision', to[event.to], {
    task,
    values: { level: event.level, unit: event.unit, dueAt: after.clocks.reply?.dueAt ?? after.intake.receivedAt },
  });
};

/** To the citizen: only where one can be reached, and never more than is needed. */
const toCitizen = (event: CaseEvent, after: CaseState, tasks: readonly Task[], say: Say): Message[] => {
  if (!after.intake.reachable) return [];
  const tell = (template: TemplateKey, values: Values = {}): Message[] => [
    say(template, { kind: 'citizen' }, { values }),
  ];
  const askCitizen = (template: TemplateKey): Message[] => [
    say(template, { kind: 'citizen' }, { task: kindOf(tasks, 'citizen') }),
  ];
  switch (event.type) {
    case 'DepartmentsAssigned':
      return event.hop === 1 ? tell('citizen-assigned', { unit: event.lead }) : [];
    case 'HandedOver':
      return tell('citizen-handed-over', { unit: event.unit });
    case 'FoundOutOfScope':
      return tell('citizen-out-of-scope', { ruleId: event.ruleId });
    case 'AnsweredDirectly':
      return event.byOperator || event.itemId === undefined ? [] : tell('citizen-answered', { itemId: event.itemId });
    case 'Merged':
      return tell('citizen-merged');
    case 'Unmerged':
      return tell('citizen-unmerged');
    case 'CallbackStarted':
      return after.handling === undefined ? [] : askCitizen('citizen-asked');
    case 'ParentReplied':
      return askCitizen('citizen-asked');
    case 'CitizenAskedAgain':
      return askCitizen('citizen-asked-again');
    case 'ReworkOrdered':
      return tell('citizen-rework', { unit: event.lead });
    case 'TimeGranted':
      return event.request.kind === 'long-term'
        ? tell('citizen-long-term', { dueAt: after.clocks.reply?.dueAt ?? '' })
        : [];
    case 'Withdrawn':
      return tell('citizen-withdrawn');
    case 'Reopened':
      return tell('citizen-reopened');
    case 'Closed':
      return closedMessages(event.outcome, tell);
    default:
      return [];
  }
};

/** Told why it was closed, unless the message before already said so. */
const closedMessages = (
  outcome: Extract<CaseEvent, { type: 'Closed' }>['outcome'],
  tell: (template: TemplateKey) => Message[],
): Message[] => {
  switch (outcome) {
    case 'resolved':
    case 'final-reply':
    case 'excluded':
      return tell('citizen-closed');
    case 'unverified':
      return tell('citizen-closed-unverified');
    case 'answered-directly':
    case 'out-of-scope':
    case 'handed-over':
    case 'withdrawn':
      return [];
    default:
      return outcome satisfies never;
  }
};

/** Outbound webhooks to the source that sent the request, where it wants to hear (DESIGN §4). */
const toSource = (event: CaseEvent, after: CaseState, policy: CasePolicy): Message[] => {
  const source = policy.pack.city.sources.find((one) => one.id === after.intake.source);
  if (source?.outboundUrl === undefined) return [];
  const names: Partial<Record<CaseEvent['type'], string>> = {
    DepartmentsAssigned: 'case.assigned',
    HandedOver: 'case.handed-over',
    Replied: 'case.replied',
    ReworkOrdered: 'case.rework',
    Closed: 'case.closed',
    Reopened: 'case.reopened',
  };
  const template = names[event.type];
  if (template === undefined) return [];
  const values: Values = { number: after.intake.number, externalId: after.intake.externalId };
  return [
    {
      template,
      to: { kind: 'source', source: source.id },
      values: event.type === 'Closed' ? { ...values, outcome: event.outcome } : values,
    },
  ];
};
