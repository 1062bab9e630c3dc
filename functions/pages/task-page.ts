// The task page behind a link: what is asked, by when, the words, one act at a time, and what has happened so far.
import { html } from 'hono/html';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { asks } from '#schemas/city/page-words.ts';
import type { TaskDescription } from '#schemas/tasks.ts';
import { inWords } from './format.ts';
import { type Names, namesOf } from './names.ts';
import { page } from './page.ts';
import { photoList } from './photos.ts';
import { actForm } from './task-form.ts';
import { nextSteps } from './tracking-page.ts';

/** `nonce` makes a form that is sent twice one act; `justDone` is the act that led back here, `chosen` the one to show. */
export type Showing = {
  nonce: string;
  justDone?: string | undefined;
  chosen?: string | undefined;
  /** Where pictures are put beside the words. */
  filesAt?: string | undefined;
  /** Where the masked words can be seen whole. */
  revealAt?: string | undefined;
};

type Context = {
  task: TaskDescription;
  pack: CityPack;
  locale: Locale;
  pages: CityPack['messages'][Locale]['pages'];
  names: Names;
  when(at: string): string;
};

export const taskPage = (task: TaskDescription, pack: CityPack, locale: Locale, showing: Showing): string => {
  const { pages, statuses } = pack.messages[locale];
  const when = (at: string): string => inWords(at, pack.city.timeZone, locale);
  const context = { task, pack, locale, pages, names: namesOf(pack, locale), when };
  const title = `${pages.taskTitle} ${task.case.number}`;
  const labels: Partial<Record<string, string>> = statuses;
  const stations: Partial<Record<string, string>> = pack.messages[locale].desk.stations;
  const forCitizen = task.task.role === 'citizen';
  return page(
    pack,
    locale,
    title,
    html`${doneNote(showing, context)}<h1>${title}</h1><p class="soft">${(forCitizen ? labels : stations)[task.case.status] ?? labels[task.case.status] ?? ''}</p>
${task.done === undefined ? html`<p class="ask">${pages.asks[askOf(task)]}</p>` : showing.justDone === undefined ? alreadyDone(context) : ''}
${forCitizen ? (task.done === undefined ? '' : html`<ul>${nextSteps(task.next ?? [], pack, locale)}</ul>`) : deadlines(context)}
${quoted(pages.citizenWords, task.request === undefined ? [] : [task.request.title, task.request.text, ...task.request.supplements])}
${showing.revealAt === undefined ? '' : html`<p><a href="${showing.revealAt}?lang=${locale}">${pages.reveal}</a></p>`}
${quoted(pages.reply, task.reply === undefined ? [] : [task.reply.text, task.reply.legalBasis && `${pages.legalBasis}: ${task.reply.legalBasis}`])}
${photoList(task.photos ?? [], pack, locale)}
${showing.filesAt === undefined ? '' : html`<p><a href="${showing.filesAt}?lang=${locale}">${pages.addPhotos}</a></p>`}
${acts(context, showing)}
${forCitizen ? '' : html`${matter(context)}${history(context)}`}`,
  );
};

const askOf = ({ task, actions }: TaskDescription): (typeof asks)[number] => {
  if (task.kind === 'lead') return actions[0]?.action === 'sign' ? 'sign' : 'work';
  if (task.kind === 'assist' || task.kind === 'emergency' || task.kind === 'citizen') return task.kind;
  return 'decide';
};

/** That the act which led here is on record. An unknown word in the address says nothing. */
const doneNote = ({ justDone }: Showing, { task, pack, locale }: Context) => {
  const { pages, actions } = pack.messages[locale];
  const label = Object.entries(actions).find(([action]) => action === justDone)?.[1];
  if (label === undefined) return '';
  const { answer } = task;
  const follows =
    justDone !== 'answer' || answer === undefined
      ? pages.done
      : answer.solved && answer.satisfied
        ? pages.answeredWell
        : pages.answeredBadly;
  return html`<p role="status" class="done"><strong>${label}</strong> · ${follows}</p>`;
};

/** Who was faster, with what and when. */
const alreadyDone = ({ task: { done }, pages, names, when }: Context) =>
  done === undefined
    ? ''
    : html`<p class="ask">${pages.alreadyDone} ${names.event(done.what, done.by)} · ${names.who(done.by)} · ${when(done.at)}</p>`;

/** Clocks that concern whoever acts; reminders and cards are not theirs to keep. */
const shownClocks = [
  'emergency-acknowledgement',
  'desk-classification',
  'sign-for',
  'return-window',
  'first-contact',
  'reply',
  'progress-report',
  'return-review',
  'time-decision',
  'reply-review',
  'ruling',
];

/** Every deadline with the time it was given, and what the two kinds of time count. */
const deadlines = ({ task, pages, names, when }: Context) => {
  const shown = task.clocks.filter(({ kind }) => shownClocks.includes(kind));
  if (shown.length === 0) return '';
  const kinds = new Set(shown.map((one) => one.lasting?.kind));
  return html`<h2>${pages.deadlines}</h2><dl>${shown.map(
    ({ kind, dueAt, lasting }) =>
      html`<dt>${names.clock(kind)}</dt><dd><strong>${when(dueAt)}</strong>${lasting === undefined ? '' : html` <span class="soft">${names.duration(lasting)}</span>`}</dd>`,
  )}</dl>${kinds.has('working') ? html`<p class="soft">${pages.workingTime}</p>` : ''}${kinds.has('natural') ? html`<p class="soft">${pages.naturalTime}</p>` : ''}`;
};

const quoted = (title: string, parts: readonly (string | undefined)[]) => {
  const said = parts.filter((one) => one !== undefined);
  return said.length === 0 ? '' : html`<h2>${title}</h2><blockquote>${said.join('\n')}</blockquote>`;
};

/** One act at a time: the first that is possible, or the one chosen; the others are links. */
const acts = ({ task, pack, locale, pages }: Context, { nonce, chosen }: Showing) => {
  const act = task.actions.find(({ action }) => action === chosen) ?? task.actions[0];
  if (act === undefined) return '';
  const others = task.actions.filter((one) => one !== act);
  const points = pointsOf(task.request?.text ?? '');
  return html`${actForm(act, { pack, locale, nonce, points })}${
    others.length === 0
      ? ''
      : html`<nav aria-label="${pages.otherActs}"><h2>${pages.otherActs}</h2><ul class="acts">${others.map(
          ({ action, label }) => html`<li><a href="?do=${action}&amp;lang=${locale}">${label}</a></li>`,
        )}</ul></nav>`
  }`;
};

/** Things that a citizen has numbered: 1. 2. or 一、二、 */
const pointsOf = (text: string): string[] => {
  const parts = text.split(/(?:^|[\s。；;])(?:[一二三四五六七八九十]+、|[1-9][.．、)）]\s*)/u).slice(1);
  return parts.length < 2 ? [] : parts.map((part) => part.trim().slice(0, 200)).filter((part) => part !== '');
};

const matter = ({ task, pack, locale, pages }: Context) => {
  const leaf = pack.catalogue.leaves.find(({ path }) => path === task.case.category);
  if (leaf === undefined) return '';
  const line = pack.dutyLists.lines.find(({ id }) => id === leaf.dutyLine);
  return html`<h2>${pages.category}</h2><p>${leaf.name[locale]}<br><span class="soft">${leaf.description[locale]}</span></p><dl>${
    leaf.legalBasis.length === 0
      ? ''
      : html`<dt>${pages.legalBasis}</dt><dd>${leaf.legalBasis.map((one) => html`<span lang="${pack.city.defaultLocale}">${one}</span> `)}</dd>`
  }${line === undefined ? '' : html`<dt>${pages.dutyLine}</dt><dd>${line.name[locale]}</dd>`}</dl>`;
};

const history = ({ task, pages, names, when }: Context) =>
  task.history === undefined || task.history.length === 0
    ? ''
    : html`<details><summary>${pages.history}</summary><ol>${task.history.map(
        ({ at, what, unit }) => html`<li>${names.event(what, unit ?? '')} <span class="soft">${when(at)}</span></li>`,
      )}</ol></details>`;
