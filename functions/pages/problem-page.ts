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
  };
  const sentence = told[kind] ?? pages.notPossible;
  return page(
    pack,
    locale,
    sentence,
    html`<h1>${sentence}</h1><p class="soft" lang="en">${problem.detail}</p>${(problem.errors ?? []).map(
      (one) => html`<p class="warn" lang="en">${one.pointer} ${one.detail}</p>`,
    )}`,
  );
};
