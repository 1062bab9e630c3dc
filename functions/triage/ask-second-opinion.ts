// Asks the city's own model: a signed question by HTTPS, a short patience, a cap an hour. Whatever goes wrong, there is no
// opinion and the duty desk decides, as without it.

import { countMetric, log } from '#kernel/log.ts';
import { currentSecret } from '#kernel/secrets.ts';
import { signWebhook } from '#kernel/sign-webhook.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { type Opinion, OpinionSchema, type Question } from './second-opinion.ts';

type Asking = {
  policy: NonNullable<CityPack['triage']['secondOpinion']>;
  /** Names a secret. */
  secret: string;
  /** How many questions there have been in this hour, this one among them. */
  countThis(): Promise<number>;
  /** Names the question for ever, so that a repeat can be answered from a cache. */
  id: string;
  /** ISO instant. */
  at: string;
};

/** An answer is a path and a number. */
const longestAnswer = 4096;

/** Undefined when there is none, whatever the reason: the reason is logged and counted, never the question. */
export const askSecondOpinion = async (question: Question, asking: Asking): Promise<Opinion | undefined> => {
  try {
    if ((await asking.countThis()) > asking.policy.perHour) return without('the hour is used up');
    const answer = await post(question, asking);
    const opinion = OpinionSchema.safeParse(answer);
    return opinion.success ? opinion.data : without('the answer does not fit the contract');
  } catch (fault) {
    return without(fault instanceof Error ? fault.name : 'unknown');
  }
};

const without = (reason: string): undefined => {
  log.warn('no second opinion', { reason });
  countMetric('SecondOpinionMissing');
};

const post = async (question: Question, { policy, secret, id, at }: Asking): Promise<unknown> => {
  const body = JSON.stringify(question);
  const response = await fetch(policy.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...signWebhook(await currentSecret(secret), { id, timestamp: at, body }),
    },
    body,
    redirect: 'error',
    signal: AbortSignal.timeout(policy.seconds * 1000),
  });
  if (!response.ok) {
    await response.body?.cancel();
    return undefined;
  }
  return JSON.parse(await shortText(response));
};

/** @throws RangeError when more comes than an answer needs. */
const shortText = async (response: Response): Promise<string> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > longestAnswer) throw new RangeError('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};
