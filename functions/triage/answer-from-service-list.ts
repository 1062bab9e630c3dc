// Third step of triage: somebody who only asks how, where or with what papers is answered from the city's service list
// at once. A wrong answer is worse than none, so every doubt ends in silence and the request goes on to a person.
import type { ServiceItem } from '#schemas/city/pack.ts';
import { isEnquiry, questionsIn, subjectOf, undertakingsOf } from './enquiry.ts';
import { addGrams } from './grams.ts';
import { normalise } from './plain-text.ts';

/** `similarity` 0..1 between what is asked and the nearest question of the item. */
export type ServiceAnswer = { itemId: string; similarity: number };

// The second-best item must be clearly worse, or the two cannot be told apart.
const clearLead = 0.05;
// A single character says little: 证 is a part of every certificate.
const characterWeight = 0.25;

// A question about more than was asked: 「社保卡怎么办」 means the first card, not its replacement.
const unasked = 0.8;

type Grams = ReadonlyMap<string, number>;
type Question = { grams: Grams; weight: number; undertakes: ReadonlySet<number> };
type Item = { id: string; questions: Question[]; knows: ReadonlySet<string>; undertakes: ReadonlySet<number> };
type Index = { items: Item[]; itemsWith: Map<string, number> };

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
  const said = normalise(`${request.title ?? ''}\n${request.text}`);
  const questions = questionsIn(request).map((question) => questionOf(question, index));
  const [first, second] = index.items
    .filter((item) => isAskedFor(item, said))
    .map((item) => ({ item, similarity: Math.max(0, ...questions.map((question) => nearness(question, item, index))) }))
    .sort((a, b) => b.similarity - a.similarity || (a.item.id < b.item.id ? -1 : 1));
  if (!first || first.similarity === 0 || first.similarity < threshold) return undefined;
  if (first.similarity - (second?.similarity ?? 0) < clearLead) return undefined;
  return { itemId: first.item.id, similarity: first.similarity };
}

// 补办 is not 注销: what is to be done must be what the item does.
function isAskedFor(item: Item, said: string): boolean {
  const wanted = undertakingsOf(said);
  return [...wanted].every((undertaking) => item.undertakes.has(undertaking));
}

// How much of what is asked the item knows, and how much of one of its questions is asked; low when either is low.
function nearness(asked: Question, item: Item, index: Index): number {
  const known = share(asked, (gram) => item.knows.has(gram), index);
  if (known === 0) return 0;
  const nearest = Math.max(
    0,
    ...item.questions.map((question) => {
      const isMore = [...question.undertakes].some((undertaking) => !asked.undertakes.has(undertaking));
      return share(question, (gram) => asked.grams.has(gram), index) * (isMore ? unasked : 1);
    }),
  );
  return Math.sqrt(known * nearest);
}

function share({ grams, weight }: Question, isShared: (gram: string) => boolean, index: Index): number {
  let shared = 0;
  for (const [gram] of grams) if (isShared(gram)) shared += weightOf(gram, index);
  return weight === 0 ? 0 : shared / weight;
}

// Rare among the items says more; what no item knows says as much as what one alone knows.
const weightOf = (gram: string, index: Index): number =>
  Math.log(1 + index.items.length / (index.itemsWith.get(gram) ?? 1)) * (gram.length === 1 ? characterWeight : 1);

function questionOf(text: string, index: Index): Question {
  const grams = gramsOfSubject(text);
  let weight = 0;
  for (const [gram] of grams) weight += weightOf(gram, index);
  return { grams, weight, undertakes: undertakingsOf(text) };
}

function gramsOfSubject(text: string): Map<string, number> {
  const grams = new Map<string, number>();
  addGrams(grams, subjectOf(normalise(text)), { shortest: 1, longest: 2, weight: 1 });
  return grams;
}

function indexOf(serviceList: readonly ServiceItem[]): Index {
  const known = indexes.get(serviceList);
  if (known) return known;
  const index: Index = { items: [], itemsWith: new Map() };
  const told = serviceList.map(({ id, name, questions }) => ({ id, texts: [...questions, name['zh-CN'], name.en] }));
  for (const { id, texts } of told) {
    const knows = new Set(texts.flatMap((text) => [...gramsOfSubject(text).keys()]));
    for (const gram of knows) index.itemsWith.set(gram, (index.itemsWith.get(gram) ?? 0) + 1);
    index.items.push({ id, questions: [], knows, undertakes: undertakingsOf(normalise(texts.join('\n'))) });
  }
  told.forEach(({ texts }, at) => {
    index.items[at]?.questions.push(...texts.map((text) => questionOf(normalise(text), index)));
  });
  indexes.set(serviceList, index);
  return index;
}
