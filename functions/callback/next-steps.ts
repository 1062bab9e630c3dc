// What is due, and by when. A citizen is told whose turn it is, never of reminders, cards or supervision.
import type { CaseState } from '#functions/case/case-state.ts';
import { runningClocks } from '#functions/case/standing.ts';
import type { ClockSet } from '#schemas/case-events.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { NextStep } from '#schemas/tasks.ts';

/** The clocks that run now, and the date of the reply with them: what chases a late reply runs, the date itself only stands. */
export const deadlinesOf = (state: CaseState): ClockSet[] => {
  const running = runningClocks(state);
  const { reply } = state.clocks;
  const isWorking = ['assigned', 'in-progress', 'return-in-review'].includes(state.stage.name);
  return reply === undefined || !isWorking || running.some((one) => one.kind === 'reply')
    ? running
    : [...running, reply];
};

/** The next steps of which the city has a sentence for citizens, the earliest first. */
export const nextStepsOf = (state: CaseState, { messages }: Pick<CityPack, 'messages'>): NextStep[] =>
  deadlinesOf(state).flatMap(({ kind, dueAt }) =>
    Object.hasOwn(messages['zh-CN'].pages.nextBy, kind) ? [{ kind, dueAt }] : [],
  );
