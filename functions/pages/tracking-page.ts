// What the citizen sees: where the case stands and what that means, who has it, what was answered on what basis, and what
// comes next by when.
import { html } from 'hono/html';
import type { CaseStatus } from '#functions/case/status.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { NextStep } from '#schemas/tasks.ts';
import { adviceText } from './advice-text.ts';
import { inWords } from './format.ts';
import { page } from './page.ts';
import { type Photo, photoList } from './photos.ts';

export type Tracked = {
  number: string;
  status: CaseStatus;
  receivedAt: string;
  outcome?: string;
  department?: string;
  next: readonly NextStep[];
  advice?: { kind: string; id: string };
  reply?: { text: string; legalBasis?: string };
  photos?: readonly Photo[];
};

/** Asks for the last four digits; says nothing about the case before. */
export const trackingForm = (number: string, pack: CityPack, locale: Locale): string => {
  const { pages } = pack.messages[locale];
  return page(
    pack,
    locale,
    pages.trackingTitle,
    html`<h1>${pages.trackingTitle}</h1><p>${number}</p><form method="post">
<label>${pages.lastFourDigits}<input type="text" name="digits" inputmode="numeric" pattern="[0-9]{4}" maxlength="4" autocomplete="off" required></label>
<button type="submit">${pages.submit}</button></form>`,
  );
};

export const trackingPage = (tracked: Tracked, pack: CityPack, locale: Locale): string => {
  const { pages, statuses, desk } = pack.messages[locale];
  const department = pack.departments.units.find((unit) => unit.id === tracked.department)?.name[locale];
  const advice = adviceText(tracked.advice, pack, locale);
  const outcomes: Partial<Record<string, string>> = desk.values;
  const outcome = tracked.outcome === undefined ? undefined : outcomes[tracked.outcome];
  return page(
    pack,
    locale,
    pages.trackingTitle,
    html`<h1>${statuses[tracked.status]}</h1><p class="ask">${pages.means[tracked.status]}</p>
<dl><dt>${pages.taskTitle}</dt><dd>${tracked.number}</dd><dt>${statuses.received}</dt><dd>${inWords(tracked.receivedAt, pack.city.timeZone, locale)}</dd>
${department === undefined ? '' : html`<dt>${desk.case.lead}</dt><dd>${department}</dd>`}
${outcome === undefined ? '' : html`<dt>${desk.facts.outcome}</dt><dd>${outcome}</dd>`}</dl>
${tracked.next.length === 0 ? '' : html`<h2>${pages.nextStep}</h2><ul>${nextSteps(tracked.next, pack, locale)}</ul>`}
${advice === undefined ? '' : html`<blockquote>${advice}</blockquote>`}
${tracked.reply === undefined ? '' : replied(tracked.reply, pack, locale)}
${photoList(tracked.photos ?? [], pack, locale)}`,
  );
};

/** Each next step as a sentence with its date. */
export const nextSteps = (next: readonly NextStep[], pack: CityPack, locale: Locale) =>
  next.map(({ kind, dueAt }) => {
    const sentences: Partial<Record<string, string>> = pack.messages[locale].pages.nextBy;
    return html`<li>${(sentences[kind] ?? '').replace('{when}', inWords(dueAt, pack.city.timeZone, locale))}</li>`;
  });

const replied = ({ text, legalBasis }: NonNullable<Tracked['reply']>, pack: CityPack, locale: Locale) => {
  const { pages } = pack.messages[locale];
  return html`<h2>${pages.reply}</h2><blockquote>${text}</blockquote>${legalBasis === undefined ? '' : html`<dl><dt>${pages.legalBasis}</dt><dd>${legalBasis}</dd></dl>`}`;
};
