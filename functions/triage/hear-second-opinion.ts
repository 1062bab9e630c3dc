// Triage where the city asks a second opinion. Elsewhere no-second-opinion.ts is bundled in its place.

import { wallClock } from '#kernel/clock.ts';
import { dynamo } from '#kernel/dynamo.ts';
import { countThisHour } from '#kernel/hourly-count.ts';
import { readEnvironment } from '#schemas/environment.ts';
import { askSecondOpinion } from './ask-second-opinion.ts';
import { type HearSecondOpinion, questionOn, wantsOpinion, weighOpinion } from './second-opinion.ts';

/** Confidential requests never leave. */
export const hearSecondOpinion: HearSecondOpinion = async (
  found,
  request,
  { pack, caseId, confidential, occurredAt },
) => {
  const policy = pack.triage.secondOpinion;
  if (policy === undefined || confidential || !wantsOpinion(found)) return found;
  const { MATTERS_TABLE, SECOND_OPINION_SECRET } = readEnvironment(['MATTERS_TABLE', 'SECOND_OPINION_SECRET']);
  const opinion = await askSecondOpinion(questionOn(request, found, pack), {
    policy,
    secret: SECOND_OPINION_SECRET,
    countThis: () => countThisHour(dynamo(), MATTERS_TABLE, 'second-opinion', occurredAt),
    id: caseId,
    at: wallClock(),
  });
  return opinion === undefined ? found : weighOpinion(found, opinion, pack);
};
