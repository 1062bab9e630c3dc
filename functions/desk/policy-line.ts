// The line of the city's policy that set a deadline: file, key and duration, so that nobody has to believe a date.
import type { CaseState } from '#functions/case/case-state.ts';
import type { ClockKind } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Duration } from '#schemas/city/policy.ts';

/** `side`: the duration is counted before or after the reply deadline, not from a beginning. */
export type PolicyLine = { file: string; key: string; lasting: Duration; side?: 'before' | 'after' };

const clocks = (key: string, lasting: Duration, side?: PolicyLine['side']): PolicyLine => ({
  file: 'clocks.yaml',
  key,
  lasting,
  ...(side === undefined ? {} : { side }),
});
const handling = (key: string, lasting: Duration): PolicyLine => ({ file: 'handling.yaml', key, lasting });

/** Which line set the clock of this kind as the case stands. */
export const policyLineOf = (kind: ClockKind, state: CaseState, pack: CityPack): PolicyLine => {
  const urgency = state.urgency ?? 'ordinary';
  const level = pack.clocks.levels[urgency];
  const key = (name: string): string => `levels.${urgency}.${name}`;
  switch (kind) {
    case 'emergency-acknowledgement':
      return clocks('emergencyAcknowledgement', pack.clocks.emergencyAcknowledgement);
    case 'desk-classification':
      return clocks('deskClassification', pack.clocks.deskClassification);
    case 'sign-for':
      return clocks(key('signFor'), level.signFor);
    case 'first-contact':
      return clocks(key('firstContact'), level.firstContact);
    case 'reply':
      return replyLine(state, pack);
    case 'reminder':
      return clocks(key('reminderBefore'), level.reminderBefore, 'before');
    case 'yellow-card':
      return clocks(key('yellowCardBefore'), level.yellowCardBefore, 'before');
    case 'red-card':
      return clocks(key('redCardAfter'), level.redCardAfter, 'after');
    case 'supervision-1':
    case 'supervision-2':
    case 'supervision-3':
      return supervisionLine(Number(kind.at(-1)), pack);
    case 'return-window':
      return handling('returns.window', pack.handling.returns.window);
    case 'return-review':
      return clocks('deskReturnReview', pack.clocks.deskReturnReview);
    case 'time-decision':
      return clocks('deskExtensionDecision', pack.clocks.deskExtensionDecision);
    case 'reply-review':
      return clocks('deskReplyReview', pack.clocks.deskReplyReview);
    case 'progress-report':
      return handling('longTerm.reportEvery', pack.handling.longTerm.reportEvery);
    case 'callback-attempt':
      return attemptLine(state, pack);
    case 'callback-give-up':
      return handling('callback.giveUpAfter', pack.handling.callback.giveUpAfter);
    case 'exclusion-decision':
      return {
        file: 'evaluation.yaml',
        key: 'exclusionDecidedWithin',
        lasting: pack.evaluation.exclusionDecidedWithin,
      };
    case 'ruling':
      return clocks('supervisorRuling', pack.clocks.supervisorRuling);
    default:
      return kind satisfies never;
  }
};

/** The reply's deadline may have been moved: by a long-term date, by extensions, by a new round. */
const replyLine = (state: CaseState, pack: CityPack): PolicyLine => {
  const urgency = state.urgency ?? 'ordinary';
  const { extensions, longTerm, rework } = pack.handling;
  if (state.handling?.longTermUntil !== undefined)
    return handling('longTerm.longestDays', { kind: 'natural', days: longTerm.longestDays });
  if ((state.handling?.extensionsGranted ?? 0) > 0) return handling('extensions.longest', extensions.longest);
  if (state.round > 1 || state.handling?.finalReplyOrdered === true) return handling('rework.reply', rework.reply);
  return clocks(`levels.${urgency}.reply`, pack.clocks.levels[urgency].reply);
};

const supervisionLine = (level: number, pack: CityPack): PolicyLine => {
  const rung = pack.supervision.ladder.find((one) => one.level === level);
  const lasting = rung?.after ?? { kind: 'natural', minutes: 0 };
  return { file: 'supervision.yaml', key: `ladder.${level}.after`, lasting, side: 'after' };
};

const attemptLine = (state: CaseState, pack: CityPack): PolicyLine => {
  const attempt = state.stage.name === 'awaiting-citizen' ? state.stage.attempt : 0;
  const lasting = pack.handling.callback.attemptsAfter[attempt] ?? { kind: 'natural', minutes: 0 };
  return handling(`callback.attemptsAfter.${attempt}`, lasting);
};
