// Is somebody only asking? And what about: the subject and the undertaking of a question, without the words in which all
// questions are alike. Read by the service list's answers and by urgency (an enquiry has a clock of its own).
import { asks, complains, questionFrame, undertakings } from './chinese-cues.ts';
import { normalise, sentencesOf } from './plain-text.ts';

// Longer messages tell a story, and stories want a person.
const longestEnquiry = 160;

type Request = { title?: string | undefined; text: string };

/** Whether a request only asks for something to be explained; a complaint that ends in a question is none. */
export function isEnquiry({ title, text }: Request): boolean {
  const said = normalise(`${title ?? ''}\n${text}`);
  return said.length <= longestEnquiry && asks.test(said) && !complains.test(said);
}

/**
 * What may be the question of a request: every clause and sentence that asks and names a subject, and the whole, for
 * 「孩子刚出生。怎么上户口?」 asks of what was said before.
 */
export function questionsIn({ title, text }: Request): string[] {
  const sentences = [title ?? '', text].flatMap((part) => sentencesOf(normalise(part)));
  const clauses = sentences.flatMap((sentence) => sentence.split(/[,、:]/));
  const asking = [...sentences, ...clauses].filter((part) => asks.test(part));
  return [...new Set([...asking, sentences.join('')])].filter((part) => subjectOf(part).replaceAll(' ', '').length > 1);
}

/** The words of a question that say what it is about, blanks where words of asking stood. */
export const subjectOf = (question: string): string => question.replace(questionFrame, ' ');

/** What is to be done with the subject, as numbers of the list of undertakings; empty when it is only "done". */
export const undertakingsOf = (text: string): ReadonlySet<number> =>
  new Set(undertakings.flatMap((undertaking, index) => (undertaking.test(text) ? [index] : [])));
