// Workflow step "Order rework": the citizen is not satisfied.
import { carryStep, caseDesk } from '#functions/case/case-desk.ts';
import { orderRework } from '#functions/case/decide-callback.ts';
import { defineStep } from '#kernel/define-step.ts';

export const handler = defineStep('rework ordered', async (input, times) =>
  carryStep(await caseDesk(), input, times, orderRework),
);
