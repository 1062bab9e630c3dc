// Triage of one request by all rules in turn (pure): what the webhook door tells the operator at once, and what the
// workflow's step decides by (DESIGN §3, §4).

import { chooseDepartments } from '#functions/assignment/choose-departments.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Urgency } from '#schemas/city/policy.ts';
import type { PersonalRequest } from '#schemas/people.ts';
import { findServiceAnswer } from './answer-from-service-list.ts';
import { checkScope, type OutOfScope } from './check-scope.ts';
import { classifierOf } from './classifier-of.ts';
import type { Classify } from './classify.ts';
import { dangerScore } from './danger-score.ts';
import { judgeUrgency } from './judge-urgency.ts';
import { locate } from './locate.ts';
import { type Emergency, screenEmergency } from './screen-emergency.ts';

export type Triaged = {
  emergency?: Emergency | undefined;
  outOfScope?: OutOfScope | undefined;
  answer?: { itemId: string } | undefined;
  candidates: { path: string; probability: number }[];
  urgency: Urgency;
  area?: string | undefined;
  verdict: 'sure' | 'low-confidence' | 'no-department';
  /** It may be about danger: a person looks, whatever else is found. */
  alarmed?: true;
  /** The first candidate was chosen by a second opinion. */
  seconded?: true;
};

export type Hint = { urgency: Urgency; trusted: boolean };

/** All findings on one request. Deterministic: the same request and pack give the same findings. */
export const triageRequest = (
  request: PersonalRequest,
  pack: CityPack,
  hint?: Hint,
  classify: Classify = classifierOf(pack),
): Triaged => {
  const told = { title: request.title, text: request.text };
  const { candidates } = classify(told);
  const first = candidates[0];
  const { area } = locate(
    { address: request.address, district: request.district, text: request.text },
    pack.departments.areas,
  );
  const leaf = pack.catalogue.leaves.find((one) => one.path === first?.path);
  const { urgency } = judgeUrgency({ ...told, leafUrgency: leaf?.urgency, hint }, pack.triage.emergency);
  const emergency = screenEmergency(told, pack.triage.emergency);
  const known = findServiceAnswer(told, pack.serviceList.items, pack.triage.thresholds.directAnswer);
  const score = emergency === undefined ? alarmOf(told, pack) : undefined;
  // Who asks what the list answers is hardly in danger; if it seems so all the same, nobody is put off with an answer.
  const answer = score === 'critical' ? undefined : known;
  const alarm = answer === undefined ? score : undefined;
  const sure = alarm === undefined && first !== undefined && first.probability >= pack.triage.thresholds.sure;
  return {
    emergency,
    outOfScope: checkScope(`${request.title ?? ''}\n${request.text}`, pack.triage.outOfScope),
    answer,
    candidates: candidates.map(({ path, probability }) => ({
      path,
      probability: Math.round(probability * 1000) / 1000,
    })),
    urgency: hint?.trusted ? urgency : raised(urgency, alarm),
    area,
    ...(alarm === undefined ? {} : { alarmed: true }),
    verdict: !sure ? 'low-confidence' : hasDepartment(first.path, area, pack) ? 'sure' : 'no-department',
  };
};

// Danger that no word of the pack speaks of: nobody is called by it, a person looks.
const alarmOf = (told: { title?: string | undefined; text: string }, pack: CityPack): Urgency | undefined => {
  const { danger } = pack.triage.thresholds;
  if (danger === undefined) return undefined;
  const score = dangerScore(told);
  return score >= danger.critical ? 'critical' : score >= danger.look ? 'urgent' : undefined;
};

const raised = (urgency: Urgency, alarm: Urgency | undefined): Urgency =>
  alarm === undefined || urgency === 'critical' ? urgency : alarm;

/** Whether the catalogue and the duty lists lead from a leaf, in an area, to a department. */
export const hasDepartment = (categoryPath: string, area: string | undefined, pack: CityPack): boolean =>
  chooseDepartments({ categoryPath, area }, pack).outcome === 'chosen';
