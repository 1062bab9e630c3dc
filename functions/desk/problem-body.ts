// A problem as a person at the desk reads it: what happened, that nothing was lost, and the way back.
import { html } from 'hono/html';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Problem } from '#schemas/problem.ts';

export const problemBody = (problem: Problem, pack: CityPack, locale: Locale) => {
  const { problems, case: words } = pack.messages[locale].desk;
  const kind = problem.type.slice(problem.type.lastIndexOf(':') + 1);
  const told: Partial<Record<string, string>> = problems;
  const title = told[kind] ?? problems.other;
  return {
    title,
    body: html`<h1>${title}</h1><p class="soft" lang="en">${problem.detail}</p>${(problem.errors ?? []).map(
      (one) => html`<p class="soft" lang="en">${one.pointer} ${one.detail}</p>`,
    )}<p><a href="/desk">${words.back}</a></p>`,
  };
};
