// Workflow step "Chase": a timer fired; what is due happens.
import { carryStep, caseDesk } from '#functions/case/case-desk.ts';
import { chase } from '#functions/case/decide-chase.ts';
import { defineStep } from '#kernel/define-step.ts';

export const handler = defineStep('chased', async (input, times) => carryStep(await caseDesk(), input, times, chase));
