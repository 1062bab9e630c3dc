// The department at work: first contact, more time, progress, reply, and the review of the reply (DOMAIN §2, §3).
import type { CaseEvent, CaseEventOf } from '#schemas/case-events.ts';
import type { CaseState, Handling } from './case-state.ts';
import { type CasePolicy, callbackClocks, replyClockSet, setClock } from './clocks.ts';
import { type CaseContext, type CaseDecision, type Decide, decided, onCase, rejected } from './deciding.ts';
import { addDuration } from './working-time.ts';

const inProgress = (
  unit: string,
  decide: (state: CaseState, handling: Handling, context: CaseContext) => CaseDecision,
): Decide =>
  onCase((state, context) => {
    const { handling } = state;
    if (handling?.lead !== unit) return rejected('action-not-possible', 'only the lead department can do this');
    if (state.stage.name === 'assigned')
      return rejected('action-not-possible', 'sign for the task first', ['sign', 'return']);
    if (state.stage.name !== 'in-progress')
      return rejected('action-not-possible', 'the case is not with your department now');
    return decide(state, handling, context);
  });

/** The department has spoken to the citizen before working (先行联系). */
export const contacted = (unit: string, textId: string | undefined): Decide =>
  inProgress(unit, (_state, handling) =>
    handling.contactedAt === undefined
      ? decided({ type: 'Contacted', unit, ...(textId === undefined ? {} : { textId }) })
      : rejected('action-not-possible', 'first contact is recorded already'),
  );

/** Whether a first contact may still be taken back at `now`: a wrong tap is mended within the minutes of the policy. */
export const mayTakeContactBack = (state: CaseState, now: string, { pack, calendar }: CasePolicy): boolean => {
  const at = state.handling?.contactedAt;
  return (
    at !== undefined &&
    state.stage.name === 'in-progress' &&
    now <= addDuration(at, pack.handling.undoFirstContact, calendar).at
  );
};

/** The contact was noted by mistake: the clock that it had ended runs again, to the moment it had. */
export const takeContactBack = (unit: string): Decide =>
  inProgress(unit, (state, { contactClock }, context) =>
    mayTakeContactBack(state, context.occurredAt, context.policy)
      ? decided({ type: 'ContactTakenBack', unit, clocks: contactClock === undefined ? [] : [contactClock] })
      : rejected('action-not-possible', 'a first contact can be taken back only shortly after it was noted'),
  );

export type TimeRequest = CaseEventOf<'TimeAsked'>['request'];

/** Asks for more time: an extension within the limit of the policy, or a long-term case with staged reports. */
export const askTime = (unit: string, request: TimeRequest, textId: string): Decide =>
  inProgress(unit, (_state, handling, context) => {
    const { pack, calendar } = context.policy;
    if (handling.timeAsked !== undefined)
      return rejected('action-not-possible', 'a request for time is being decided already');
    const refusal =
      request.kind === 'extension' ? refuseExtension(handling, request, context) : refuseLongTerm(request, context);
    if (refusal !== undefined) return refusal;
    const clock = setClock('time-decision', context.now, pack.clocks.deskExtensionDecision, calendar);
    return decided({ type: 'TimeAsked', unit, request, textId, clocks: [clock] });
  });

const refuseExtension = (handling: Handling, request: TimeRequest, context: CaseContext): CaseDecision | undefined => {
  const { extensions } = context.policy.pack.handling;
  if (handling.longTermUntil !== undefined)
    return rejected('action-not-possible', 'a long-term case is reported on, not extended', ['progress', 'reply']);
  if (handling.extensionsGranted >= extensions.limit) {
    return rejected('action-not-possible', `a case is extended at most ${extensions.limit} times`, [
      'progress',
      'reply',
    ]);
  }
  const longest = extensions.longest.days ?? 0;
  const asked = request.workingDays ?? 0;
  return asked < 1 || asked > longest
    ? rejected('invalid-fields', `workingDays must be from 1 to ${longest}`)
    : undefined;
};

const refuseLongTerm = (request: TimeRequest, context: CaseContext): CaseDecision | undefined => {
  const { longestDays } = context.policy.pack.handling.longTerm;
  const latest = addDuration(context.now, { kind: 'natural', days: longestDays }, context.policy.calendar).at;
  if (request.until === undefined) return rejected('invalid-fields', 'a long-term case needs a date: until');
  return request.until <= context.now || request.until > latest
    ? rejected('invalid-fields', `until must be after now and not after ${latest}`)
    : undefined;
};

/** Grants the time asked for. Somebody else decides than the one who asked: the task belongs to desk or supervisor. */
export const grantTime: Decide = onCase((state, context) => {
  const { handling } = state;
  const request = handling?.timeAsked;
  if (handling === undefined || request === undefined) return rejected('action-not-possible', 'nobody asks for time');
  return decided({ type: 'TimeGranted', request, clocks: grantedClocks(state, handling, request, context) });
});

const grantedClocks = (state: CaseState, handling: Handling, request: TimeRequest, context: CaseContext) => {
  const { policy, now } = context;
  const urgency = state.urgency ?? 'ordinary';
  const contact = state.clocks['first-contact'] === undefined ? [] : [state.clocks['first-contact']];
  if (request.kind === 'extension') {
    const from = state.clocks.reply?.dueAt ?? now;
    const lasting = { kind: 'working', days: request.workingDays ?? 0 } as const;
    return [...contact, ...replyClockSet(from, lasting, urgency, state.intake.number, policy, handling.supervision)];
  }
  const minutes = Math.ceil((Date.parse(request.until ?? now) - Date.parse(now)) / 60_000);
  const lasting = { kind: 'natural', minutes } as const;
  return [
    ...contact,
    ...replyClockSet(now, lasting, urgency, state.intake.number, policy, handling.supervision),
    nextReport(now, context),
  ];
};

export const nextReport = (from: string, context: CaseContext) =>
  setClock('progress-report', from, context.policy.pack.handling.longTerm.reportEvery, context.policy.calendar);

export const denyTime = (textId: string | undefined): Decide =>
  onCase((state) => {
    const request = state.handling?.timeAsked;
    return request === undefined
      ? rejected('action-not-possible', 'nobody asks for time')
      : decided({ type: 'TimeDenied', request, ...(textId === undefined ? {} : { textId }) });
  });

/** A report on the way; a long-term case owes one at every interval until its date. */
export const progress = (unit: string, textId: string): Decide =>
  inProgress(unit, (_state, handling, context) =>
    decided({
      type: 'ProgressReported',
      unit,
      textId,
      clocks: handling.longTermUntil === undefined ? [] : [nextReport(context.now, context)],
    }),
  );

export type ReplyFacts = { textId: string; findings: CaseEventOf<'Replied'>['findings'] };

/** An assisting department has done its part. */
export const replyAsAssistant = (unit: string, textId: string): Decide =>
  onCase((state) => {
    const assistant = state.handling?.assisting.find((one) => one.unit === unit);
    if (assistant === undefined || assistant.replied)
      return rejected('action-not-possible', 'your part is done already');
    return decided({ type: 'AssistantReplied', unit, textId });
  });

/**
 * The lead department replies, never before its assistants. A reply with findings goes to review; one without passes
 * and the citizen is asked. A final reply closes against a refusal (DOMAIN: final reply).
 */
export const reply = (unit: string, facts: ReplyFacts): Decide =>
  inProgress(unit, (state, handling, context) => {
    const missing = handling.assisting.filter((one) => !one.replied).map((one) => one.unit);
    if (missing.length > 0) {
      return rejected('action-not-possible', `assisting departments have not replied yet: ${missing.join(', ')}`, [
        'progress',
        'extend',
      ]);
    }
    const final = handling.finalReplyOrdered;
    const review = setClock(
      'reply-review',
      context.now,
      context.policy.pack.clocks.deskReplyReview,
      context.policy.calendar,
    );
    const findings = facts.findings;
    const replied: CaseEvent = {
      type: 'Replied',
      unit,
      textId: facts.textId,
      final,
      findings,
      clocks: findings.length === 0 ? [] : [review],
    };
    const cards = withdrawnCards(state, handling, context);
    if (findings.length > 0) return decided(replied, ...cards);
    return decided(replied, ...cards, { type: 'ReplyPassed', by: 'check' }, ...afterReply(state, final, context));
  });

/** A card that an earlier act has overtaken is withdrawn: deadlines judge when the person acted (DESIGN §2, time). */
const withdrawnCards = (state: CaseState, handling: Handling, context: CaseContext): CaseEvent[] => {
  const due = state.clocks.reply?.dueAt;
  const late = due === undefined || context.occurredAt > due;
  return handling.redAt === undefined || late ? [] : [{ type: 'CardWithdrawn', unit: handling.lead, card: 'red' }];
};

/** What follows a reply that stands: the citizen is asked, or the case ends where nobody can be or need be asked. */
export const afterReply = (state: CaseState, final: boolean, context: CaseContext): CaseEvent[] => {
  if (final) return [{ type: 'Ended', outcome: 'final-reply' }];
  if (!state.intake.reachable) return [{ type: 'Ended', outcome: 'unverified' }];
  return [{ type: 'CallbackStarted', clocks: callbackClocks(context.now, 1, context.policy) }];
};

/** The duty desk lets a reply pass. */
export const passReply: Decide = onCase((state, context) => {
  if (state.stage.name !== 'reply-in-review') return rejected('action-not-possible', 'no reply is in review');
  const final = state.handling?.reply?.final ?? false;
  return decided({ type: 'ReplyPassed', by: 'desk' }, ...afterReply(state, final, context));
});

/** The duty desk refuses an empty reply: it goes back with a reason, and the clock has not stopped. */
export const sendReplyBack = (textId: string | undefined): Decide =>
  onCase((state) =>
    state.stage.name === 'reply-in-review'
      ? decided({ type: 'ReplySentBack', ...(textId === undefined ? {} : { textId }) })
      : rejected('action-not-possible', 'no reply is in review'),
  );
