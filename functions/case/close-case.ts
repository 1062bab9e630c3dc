// Workflow step "Close case": the last commit of a round of handling. What the case asked of units is counted here, from
// its whole record.
import { burdenOf } from '#functions/evaluation/burden.ts';
import { fold } from '#kernel/carry-out.ts';
import { defineStep } from '#kernel/define-step.ts';
import { carryStep, caseDesk } from './case-desk.ts';
import { close } from './decide-ending.ts';

export const handler = defineStep('case closed', async (input, times) => {
  const desk = await caseDesk();
  const commits = await desk.desk.store.loadCommits(input.matter);
  const counted = { lines: burdenOf(commits, desk.policy), upTo: commits.length };
  return carryStep(desk, input, times, close(counted), fold(desk.kind, input.matter, commits));
});
