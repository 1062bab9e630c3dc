// What the citizen sees: where the case stands, who has it, what was answered, and until when the next step takes.
import { html } from 'hono/html';
import type { CaseStatus } from '#functions/case/status.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import { localTime, page } from './page.ts';

export type Tracked = {
  number: string;
  status: CaseStatus;
  receivedAt: string;
  outcome?: string;
  department?: string;
  nextAt?: string;
  advice?: { kind: string; id: string };
  reply?: { text: string; legalBasis?: string };
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
  const { pages, statuses } = pack.messages[locale];
  const department = pack.departments.units.find((unit) => unit.id === tracked.department)?.name[locale];
  const advice = adviceOf(tracked, pack, locale);
  return page(
    pack,
    locale,
    pages.trackingTitle,
    html`<h1>${statuses[tracked.status]}</h1><p>${tracked.number}</p>
${department === undefined ? '' : html`<p>${department}</p>`}
${advice === undefined ? '' : html`<blockquote>${advice}</blockquote>`}
${tracked.reply === undefined ? '' : html`<blockquote>${tracked.reply.text}${tracked.reply.legalBasis === undefined ? '' : `\n${tracked.reply.legalBasis}`}</blockquote>`}
${tracked.nextAt === undefined ? '' : html`<p class="soft">${pages.nextStep} ${localTime(tracked.nextAt, pack, locale)}</p>`}`,
  );
};

const adviceOf = ({ advice }: Tracked, pack: CityPack, locale: Locale): string | undefined => {
  if (advice === undefined) return undefined;
  return advice.kind === 'scope-rule'
    ? pack.triage.outOfScope.find((rule) => rule.id === advice.id)?.advice[locale]
    : pack.serviceList.items.find((item) => item.id === advice.id)?.answer[locale];
};
