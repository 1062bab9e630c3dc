// Places of which many people spoke: the words of each request are read for names of places, one after the other.
import type { Proactive } from '#schemas/city/proactive.ts';
import type { PersonalRequest } from '#schemas/people.ts';
import { type HotTopic, hotTopicPolicy, hotTopics } from './hot-topics.ts';
import { namesInText } from './names-in-text.ts';
import type { Filed } from './read-heard.ts';

export type FoundTopics = { topics: HotTopic[]; texts: number };

/** The newest so many: two months of a city with a thousand requests a day, in some minutes. */
const mostTexts = 60_000;
/** Texts asked at a time. */
const atOnce = 25;

/** @param request the words of a case, as long as they are kept. */
export const topicsOf = async (
  filed: readonly Filed[],
  request: (caseId: string) => Promise<PersonalRequest | undefined>,
  policy: Proactive,
  now: string,
): Promise<FoundTopics> => {
  const topics = hotTopics(hotTopicPolicy(policy));
  const inOrder = [...filed].sort((one, other) => (one.at < other.at ? -1 : 1)).slice(-mostTexts);
  let texts = 0;
  for (let from = 0; from < inOrder.length; from += atOnce) {
    const some = inOrder.slice(from, from + atOnce);
    const said = await Promise.all(some.map(({ id }) => request(id)));
    for (const [index, { id, at, caller, category }] of some.entries()) {
      const told = said[index];
      if (told !== undefined) texts += 1;
      topics.hear({ id, at, caller, names: namesOf(told), category: category.split('/')[0] });
    }
  }
  return { topics: topics.ranked(now), texts };
};

const namesOf = (told: PersonalRequest | undefined): string[] =>
  told === undefined
    ? []
    : namesInText([told.address, told.title, told.text].filter((one) => one !== undefined).join('\n'));
