// Which decision each act of the desk asks for: by the desk's key, or by a person who has signed in.
import type { DeskAct } from '#schemas/desk-acts.ts';
import { elevate, override } from './decide-assignment.ts';
import { retry, revokeLinks } from './decide-ending.ts';
import { askExclusion } from './decide-exclusion.ts';
import { reopen } from './decide-intake.ts';
import { merge, unmerge } from './decide-triage.ts';
import type { Decide } from './deciding.ts';

export const decisionOf = (act: DeskAct, caseId: string, textId: string): Decide => {
  switch (act.act) {
    case 'merge':
      return merge(act.parentId, caseId);
    case 'unmerge':
      return unmerge('desk');
    case 'reopen':
      return reopen('desk', textId);
    case 'elevate':
      return elevate(act.unit, textId);
    case 'override':
      return override(act.unit, act.by, textId);
    case 'ask-exclusion':
      return askExclusion(act.grounds, textId);
    case 'retry':
      return retry;
    case 'revoke-links':
      return revokeLinks(textId);
    default:
      return act satisfies never;
  }
};
