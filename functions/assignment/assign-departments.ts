// Workflow step "Assign departments": catalogue, jurisdiction and guard give the lead and assisting departments.
import { carryStep, caseDesk } from '#functions/case/case-desk.ts';
import { assignDepartments } from '#functions/case/decide-assignment.ts';
import { defineStep } from '#kernel/define-step.ts';

export const handler = defineStep(
  'departments assigned',
  async (input, times) => carryStep(await caseDesk(), input, times, assignDepartments),
  'sign-for',
);
