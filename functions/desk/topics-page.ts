// Proactive handling as a page: places that many people speak of, then what was asked by category, area and day against
// what is usual, with a small picture in each row. Every figure says what it was counted from.
import { html } from 'hono/html';
import { inWords } from '#functions/pages/format.ts';
import { dayAfter } from '#functions/proactive/days.ts';
import type { Count, Topic, Topics } from '#schemas/topics.ts';
import type { Reader } from './desk-route.ts';
import type { Markup } from './frame.ts';
import { sparkline } from './sparkline.ts';
import {
  addressOf,
  areaName,
  type Choice,
  categoryName,
  filled,
  nowhere,
  short,
  sumOf,
  usualOf,
} from './topics-view.ts';
import { type Words, wordsOf } from './words.ts';

/** Of the city's own choice no more than a page of 60 KB holds. */
const mostLinks = 6;

/** @param all what can be chosen from; `topics` is what has been. */
export const topicsBody = (
  topics: Topics | undefined,
  all: Topics | undefined,
  choice: Choice,
  reader: Reader,
): Markup => {
  const words = wordsOf(reader.pack, reader.locale);
  const { topics: head, topicsSentences: says, board, case: caseWords } = words.desk;
  const top = html`<p><a href="/desk">${caseWords.back}</a></p><h1>${head.title}</h1><p class="soft">${says.explanation}</p>`;
  if (topics === undefined || all === undefined) return html`${top}<p class="sheet">${says.notYet}</p>`;
  return html`${top}<p>${asOf(topics, reader, words)}</p>${form(all, choice, words)}
<p class="foot"><a href="${addressOf(choice, '/desk/topics.csv')}">${board.download}</a></p>
<section class="sheet"><h2>${head.hot}</h2>${places(topics, reader, words)}</section>
<section class="sheet"><h2>${head.counts}</h2>${levels(topics, reader, words)}</section>`;
};

const asOf = ({ at }: Topics, { pack, locale }: Reader, { desk }: Words): string =>
  filled(desk.topicsSentences.asOf, {
    time: inWords(at, pack.city.timeZone, locale),
    at: pack.proactive.countedAt.join(locale === 'en' ? ', ' : '、'),
  });

const form = (all: Topics, { category, area }: Choice, words: Words): Markup => {
  const { topics: head, board } = words.desk;
  const both = [...all.topics, ...all.counts];
  // Second levels of the chosen first one only: all of them would be the longest part of the page.
  const first = category?.split('/')[0];
  const levels = new Set(
    both.flatMap((one) => {
      const own = one.category.split('/')[0] ?? '';
      return own === first ? [own, one.category] : [own];
    }),
  );
  const areas = new Set(both.map((one) => one.area ?? nowhere));
  const option = (value: string, text: string, of: string | undefined): Markup =>
    html`<option value="${value}"${value === of ? html` selected` : ''}>${text}</option>`;
  const select = (name: string, label: string, any: string, options: Markup[]): Markup =>
    html`<label>${label}<select name="${name}"><option value="">${any}</option>${options}</select></label>`;
  const known = (one: string): string | undefined => (one === nowhere ? undefined : one);
  return html`<details class="filters"${category === undefined && area === undefined ? '' : html` open`}><summary>${board.filters}</summary><form method="get" action="/desk/topics">
${select(
  'category',
  head.category,
  head.anyCategory,
  [...levels].sort().map((path) => option(path, categoryName(path, words), category)),
)}
${select(
  'area',
  head.area,
  head.anyArea,
  [...areas].sort().map((id) => option(id, areaName(known(id), words), area)),
)}
<div><button>${board.apply}</button> <a href="/desk/topics">${board.clear}</a></div></form></details>`;
};

const places = (topics: Topics, { pack }: Reader, words: Words): Markup => {
  const { topicsSentences: says } = words.desk;
  const { people, timesUsual } = pack.proactive.topics;
  const read = filled(says.read, { ...topics.read, people, times: timesUsual });
  const some = topics.topics.slice(0, pack.proactive.shown);
  return html`<p class="soft">${read}</p>${
    some.length === 0
      ? html`<p>${says.noTopics}</p>`
      : html`<ol class="line">${some.map((topic) => place(topic, words))}</ol>${restOf(topics.topics.length - some.length, words)}`
  }`;
};

const place = (topic: Topic, words: Words): Markup => {
  const { topics: head, topicsSentences: says } = words.desk;
  const { first, last, people, usual, requests: n } = topic;
  const said = filled(says.topic, { first, last, people, usual, n });
  const links = topic.cases.slice(0, mostLinks);
  const more = topic.requests - links.length;
  return html`<li><b>${topic.place}</b><div><p>${categoryName(topic.category, words)} · ${areaName(topic.area, words)}</p><p class="soft">${said}</p><p class="foot">${links.map(
    ({ id, number }) => html`<a href="/desk/cases/${id}">${number}</a> `,
  )}${more > 0 ? html`<span>${head.more} ${more}</span>` : ''}</p></div></li>
`;
};

const restOf = (left: number, { desk }: Words): Markup | '' =>
  left <= 0 ? '' : html`<p class="soft">${filled(desk.topicsSentences.leftOut, { n: left })}</p>`;

const levels = (topics: Topics, { pack, locale }: Reader, words: Words): Markup => {
  const { topics: head, topicsSentences: says } = words.desk;
  const { proactive } = pack;
  const { windowDays: days, referenceDays } = topics;
  const { requests, people, timesUsual: times } = proactive.unusual;
  const rule = { requests, people, times, chance: percent(proactive.unusual.chance, locale) };
  const counted = { days, n: topics.requests.window, referenceDays, reference: topics.requests.reference };
  const known =
    referenceDays === 0 ? [filled(says.notKnown, { days })] : [filled(says.counted, counted), filled(says.rule, rule)];
  const told = known.map((sentence) => html`<p class="soft">${sentence}</p>`);
  const some = topics.counts.slice(0, proactive.shown);
  if (some.length === 0) return html`${told}<p>${says.noCounts}</p>`;
  const titles = [head.category, head.requests, head.usual, head.times, head.days, head.people];
  return html`${told}
<div class="scroll" tabindex="0" role="region" aria-label="${head.table}"><table class="narrow"><caption>${head.table}</caption><thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${some.map(
    (one) => row(one, topics, words),
  )}</tbody></table></div>${restOf(topics.counts.length - some.length + topics.leftOut, words)}`;
};

const percent = (chance: number, locale: string): string =>
  new Intl.NumberFormat(locale, { style: 'percent', maximumSignificantDigits: 2 }).format(chance);

const row = (one: Count, topics: Topics, words: Words): Markup => {
  const { topics: head, topicsSentences: says } = words.desk;
  const usual = usualOf(one, topics);
  const daily = usual === undefined ? undefined : usual / topics.windowDays;
  const said = filled(says.bars, {
    first: dayAfter(topics.today, 1 - topics.windowDays),
    counts: one.days.join(', '),
    usual: daily === undefined ? '—' : short(daily),
  });
  const mark = one.unusual ? html` <span class="tag late">${head.unusual}</span>` : '';
  const times = usual === undefined || usual === 0 ? '—' : short(sumOf(one) / usual);
  return html`<tr><th scope="row">${categoryName(one.category, words)}${mark}<br><small class="soft">${areaName(one.area, words)}</small></th><td>${sumOf(one)}</td><td>${
    usual === undefined ? '—' : short(usual)
  }</td><td>${times}</td><td>${sparkline(one.days, daily, said)}</td><td>${one.people}</td></tr>
`;
};
