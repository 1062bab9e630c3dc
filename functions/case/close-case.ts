// Workflow step "Close case": the last commit of a round of handling.

import { defineStep } from '#kernel/define-step.ts';
import { carryStep, caseDesk } from './case-desk.ts';
import { close } from './decide-ending.ts';

export const handler = defineStep('case closed', async (input, times) =>
  carryStep(await caseDesk(), input, times, close),
);
