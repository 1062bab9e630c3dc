// What every kind of webhook is accepted with.

import type { CaseDesk } from '#functions/case/case-desk.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { statusOf } from '#functions/case/status.ts';
import type { PeopleStore } from '#functions/people/people-store.ts';
import type { Rejection } from '#kernel/matter.ts';
import { isProblemKind, ProblemError, problem } from '#kernel/problems.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Accepted, Advice } from '#schemas/webhooks.ts';

export type Source = CityPack['city']['sources'][number];

export type Door = {
  desk: CaseDesk;
  people: PeopleStore;
  source: Source;
  cause: string;
  occurredAt: string;
  baseUrl: string;
};

/** A decider's refusal as an answer of the API. */
export const refused = (rejection: Rejection): ProblemError => {
  const kind = isProblemKind(rejection.code) ? rejection.code : 'action-not-possible';
  return new ProblemError(
    problem(kind, rejection.detail, rejection.possible === undefined ? {} : { possible: rejection.possible }),
  );
};

export const acceptedAs = (
  door: Door,
  caseId: string,
  state: CaseState,
  advice: Advice,
  repeated: boolean,
): Accepted => ({
  caseId,
  caseNumber: state.intake.number,
  status: statusOf(state),
  trackingUrl: `${door.baseUrl}/c/${state.intake.number}`,
  advice,
  ...(repeated ? { repeated } : {}),
});
