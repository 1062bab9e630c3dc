// Workflow step "Close case": the last commit of a round of handling.
import { carryStep, caseDesk } from './case-desk.ts';
import { close } from './decide-ending.ts';
import { defineStep } from '#kernel/define-step.ts';

export const handler = defineStep('case closed', async (input, times) => carryStep(await caseDesk(), input, times, close));
