// Third step of triage: somebody who only asks how, where or with what papers is answered from the city's service list
// at once. A wrong answer is worse than none, so every doubt ends in silence and the request goes on to a person.
import type { ServiceItem } from '#schemas/city/pack.ts';
import { asks, complains, undertakings } from './chinese-cues.ts';
import { gramsOf } from './grams.ts';
import { normalise, sentencesOf } from './plain-text.ts';

/** `similarity` 0..1 between what is asked and the nearest question of the item. */
export type ServiceAnswer = { itemId: string; similarity: number };

// Longer messages tell a story, and stories want a person.
const longestEnquiry = 220;
// The second-best item must be clearly worse, or the two cannot be told apart.
const clearLead = 0.06;

type Weights = ReadonlyMap<string, number>;
type Asked = {
  itemId: string;
  grams: Weights;
  norm: number;
  item: ReadonlySet<string>;
  undertakes: ReadonlySet<number>;
};
type Index = { questions: Asked[]; known: Map<string, number>; items: number };
const indexes = new WeakMap<readonly ServiceItem[], Index>();

/**
 * The item of the service list that answers an enquiry, or undefined when nothing does for certain: the text is no
 * enquiry, complains of something, is nearer than `threshold` to no question, or to questions of two items alike.
 */
export function findServiceAnswer(
  request: { title?: string | undefined; text: string },
  serviceList: readonly ServiceItem[],
  threshold: number,
): ServiceAnswer | undefined {
  if (!isEnquiry(request)) return undefined;
  const index = indexOf(serviceList);
  const best = new Map<string, number>();
  for (const question of questionsIn(request)) {
    const grams = weigh(question, index);
    const norm = normOf(grams);
    if (norm === 0) continue;
    const wanted = undertakingsOf(question);
    for (const asked of index.questions) {
      if (wanted.size > 0 && ![...wanted].some((undertaking) => asked.undertakes.has(undertaking))) continue;
      // Near to one question of the item, and little asked that the item does not speak of at all.
      const similarity = (dot(grams, asked.grams) / (norm * asked.norm) + shareIn(asked.item, grams)) / 2;
      if (similarity > (best.get(asked.itemId) ?? 0)) best.set(asked.itemId, similarity);
    }
  }
  const [first, second] = [...best].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  if (!first || first[1] < threshold || first[1] - (second?.[1] ?? 0) < clearLead) return undefined;
  return { itemId: first[0], similarity: Math.min(1, first[1]) };
}

/** Whether a request only asks for something to be explained; a complaint that ends in a question is none. */
export function isEnquiry({ title, text }: { title?: string | undefined; text: string }): boolean {
  const said = normalise(`${title ?? ''}\n${text}`);
  return said.length <= longestEnquiry && asks.test(said) && !complains.test(said);
}

// Each sentence that asks, by itself and with what was said before it: 「孩子刚出生。怎么上户口?」
function questionsIn({ title, text }: { title?: string | undefined; text: string }): string[] {
  const sentences = [title ?? '', text].flatMap((part) => sentencesOf(normalise(part))).map(withoutCourtesy);
  const asking = sentences.filter((sentence) => asks.test(sentence));
  return [...new Set([...asking, sentences.join(''), withoutCourtesy(normalise(text))])].filter((part) => part !== '');
}

const undertakingsOf = (text: string) =>
  new Set(undertakings.flatMap((undertaking, index) => (undertaking.test(text) ? [index] : [])));

const withoutCourtesy = (text: string) =>
  text.replace(
    /您好|你好|请问一下|请问|咨询一下|咨询|我?想(要)?(问|了解|知道)(一下|下)?|麻烦(问)?(一下)?|谢谢(您|你)?|帮忙|有没有人知道|关于|的问题/g,
    '',
  );

function indexOf(serviceList: readonly ServiceItem[]): Index {
  const known = indexes.get(serviceList);
  if (known) return known;
  const index: Index = { questions: [], known: new Map(), items: serviceList.length };
  const told = serviceList.map((item) => ({
    itemId: item.id,
    questions: [...item.questions, item.name['zh-CN'], item.name.en].map((text) => withoutCourtesy(normalise(text))),
  }));
  for (const { questions } of told) {
    const seen = new Set(questions.flatMap((question) => [...gramsOf(question, 1, 2).keys()]));
    for (const gram of seen) index.known.set(gram, (index.known.get(gram) ?? 0) + 1);
  }
  for (const { itemId, questions } of told) {
    const item = new Set(questions.flatMap((question) => [...gramsOf(question, 1, 2).keys()]));
    const undertakes = undertakingsOf(questions.join('\n'));
    for (const question of questions) {
      const grams = weigh(question, index);
      index.questions.push({ itemId, grams, norm: normOf(grams) || 1, item, undertakes });
    }
  }
  indexes.set(serviceList, index);
  return index;
}

// A gram that no item knows is worth as much as one that a single item knows: what is asked beyond the list counts
// against every answer. Longer grams say more than single characters.
function weigh(text: string, index: Index): Map<string, number> {
  const weighed = new Map<string, number>();
  for (const [gram, count] of gramsOf(text, 1, 2)) {
    const rarity = Math.log(1 + index.items / (index.known.get(gram) ?? 1));
    weighed.set(gram, rarity * (1 + Math.log(count)) * Math.sqrt([...gram].length));
  }
  return weighed;
}

// The share of what is asked, by weight, that the item knows.
function shareIn(item: ReadonlySet<string>, grams: Weights): number {
  let known = 0;
  let all = 0;
  for (const [gram, weight] of grams) {
    all += weight * weight;
    if (item.has(gram)) known += weight * weight;
  }
  return known / all;
}

const normOf = (grams: Weights) => Math.sqrt([...grams.values()].reduce((sum, weight) => sum + weight * weight, 0));

function dot(one: ReadonlyMap<string, number>, other: Weights): number {
  const [few, many] = one.size <= other.size ? [one, other] : [other, one];
  let sum = 0;
  for (const [gram, weight] of few) sum += weight * (many.get(gram) ?? 0);
  return sum;
}
