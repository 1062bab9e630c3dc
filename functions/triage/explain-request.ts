// What triage makes of a request and why, for people who try a city pack or a model (`jiesu classify --city`). Decides
// nothing: everything comes from the rules that the workflow runs by.
import { chooseDepartments } from '#functions/assignment/choose-departments.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Urgency } from '#schemas/city/policy.ts';
import type { Candidate, Classify, Told } from './classify.ts';
import { judgeUrgency } from './judge-urgency.ts';
import { triageRequest } from './triage-request.ts';

export type Explained = {
  candidates: Candidate[];
  categoryPath?: string | undefined;
  urgency: Urgency;
  /** Who would lead; undefined where a person decides first. */
  department?: string | undefined;
  assisting: string[];
  route: 'emergency-line' | 'out-of-scope' | 'direct-answer' | 'duty-desk' | 'department';
  /** A sentence a rule that spoke. */
  reasons: string[];
};

export const explainRequest = (told: Told, pack: CityPack, classify: Classify): Explained => {
  const { candidates } = classify(told);
  const triaged = triageRequest(told, pack, undefined, () => ({ candidates }));
  const [first] = candidates;
  const leaf = pack.catalogue.leaves.find(({ path }) => path === first?.path);
  const judged = judgeUrgency({ ...told, leafUrgency: leaf?.urgency }, pack.triage.emergency);
  const chosen =
    first === undefined ? undefined : chooseDepartments({ categoryPath: first.path, area: triaged.area }, pack);
  const lead = chosen?.outcome === 'chosen' ? chosen : undefined;
  const { emergency, outOfScope, answer, verdict } = triaged;
  const route: Explained['route'] =
    emergency !== undefined
      ? 'emergency-line'
      : outOfScope !== undefined
        ? 'out-of-scope'
        : answer !== undefined
          ? 'direct-answer'
          : verdict === 'sure'
            ? 'department'
            : 'duty-desk';
  const sure = pack.triage.thresholds.sure;
  const said = (words: readonly string[]): string => (words.length === 0 ? '' : `: ${words.join(', ')}`);
  return {
    candidates,
    categoryPath: first?.path,
    urgency: triaged.urgency,
    department: lead?.lead,
    assisting: lead?.assisting ?? [],
    route,
    reasons: [
      ...(first === undefined ? [] : [`category ${first.path}${said(first.evidence)}`]),
      ...(first === undefined || first.probability >= sure ? [] : [`less sure than ${sure}: the duty desk classifies`]),
      `urgency ${judged.urgency} by ${judged.because}${said(judged.evidence)}`,
      ...(emergency === undefined ? [] : [`emergency line ${emergency.line}${said(emergency.evidence)}`]),
      ...(outOfScope === undefined ? [] : [`out of scope by ${outOfScope.ruleId}${said(outOfScope.evidence)}`]),
      ...(answer === undefined ? [] : [`answered by service item ${answer.itemId}`]),
      ...(triaged.area === undefined ? [] : [`area ${triaged.area}`]),
      ...(chosen === undefined ? [] : [departmentReason(chosen)]),
    ],
  };
};

const departmentReason = (chosen: ReturnType<typeof chooseDepartments>): string => {
  if (chosen.outcome === 'refused') return `no department: ${chosen.reason}`;
  const { rule, dutyLine, insteadOf = [] } = chosen.because;
  const instead = insteadOf.map(({ unit, reason }) => ` instead of ${unit} (${reason})`).join('');
  return `department ${chosen.lead} by ${rule}${dutyLine === undefined ? '' : `, duty line ${dutyLine}`}${instead}`;
};
