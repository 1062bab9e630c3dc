// A problem as a person reads it: what happened and what can be done, in the page's own frame.
import { html } from 'hono/html';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Problem } from '#schemas/problem.ts';
import { page } from './page.ts';

export const problemPage = (problem: Problem, pack: CityPack, locale: Locale): string => {
  const { pages } = pack.messages[locale];
  const kind = problem.type.slice(problem.type.lastIndexOf(':') + 1);
  const told: Record<string, string> = {
    'link-expired': pages.linkExpired,
    'link-unknown': pages.linkUnknown,
    'task-already-done': pages.alreadyDone,
    'unknown-case': pages.unknownCase,
    'too-many-tries': pages.tooManyTries,
  };
  const sentence = told[kind] ?? pages.notPossible;
  // Details are written for programs, in English: whoever reads Chinese is told by the sentence alone.
  const detail = locale === 'en' ? html`<p class="soft">${problem.detail}</p>` : '';
  return page(
    pack,
    locale,
    sentence,
    html`<h1>${sentence}</h1>${detail}${kind.startsWith('link-') ? '' : html`<p><a href="?lang=${locale}">${pages.tryAgain}</a></p>`}`,
  );
};
