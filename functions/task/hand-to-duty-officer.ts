// Workflow state "Hand to duty officer": the last Catch. The case becomes a visible task instead of a dead execution.
import { carryStep, caseDesk } from '#functions/case/case-desk.ts';
import { stick } from '#functions/case/decide-ending.ts';
import { defineStep } from '#kernel/define-step.ts';
import { countMetric } from '#kernel/log.ts';

export const handler = defineStep('handed to duty officer', async (input, times) => {
  countMetric('DutyOfficerEntries');
  return carryStep(await caseDesk(), input, times, stick(input.error?.slice(0, 200) ?? 'unknown'));
});
