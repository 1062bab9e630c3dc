// The page of a case: what is asked now, the citizen's words, and everything that has happened.
import { html } from 'hono/html';
import { inWords } from '#functions/pages/format.ts';
import { type Photo, photoList } from '#functions/pages/photos.ts';
import { drawPath } from './case-path.ts';
import type { CaseView, DeadlineView, OfferedAct, TaskView } from './case-view.ts';
import type { Reader } from './desk-route.ts';
import { type FormContext, hidden, longText, select, unitOptions } from './forms.ts';
import type { Markup } from './frame.ts';
import { taskPanel } from './task-panel.ts';
import type { Entry } from './timeline.ts';
import { named, type Words, wordsOf } from './words.ts';

/** What came of a form; `next` leads to more work of the same kind. */
export type Note = { isBad: boolean; text: string; next?: { href: string; text: string } };
type Shown = {
  view: CaseView;
  photos: readonly Photo[];
  parent: Markup | '';
  nonce: string;
  executionPage: string;
  note: Note | undefined;
};

export const caseBody = ({ view, photos, parent, nonce, executionPage, note }: Shown, reader: Reader): Markup => {
  const words = wordsOf(reader.pack, reader.locale);
  const context: FormContext = { reader, words, nonce };
  const { case: head } = words.desk;
  const mine = view.tasks.filter((task) => task.actions.length > 0);
  const others = view.tasks.filter((task) => task.actions.length === 0);
  const when = (at: string): string => inWords(at, reader.pack.city.timeZone, reader.locale, 'short');
  return html`<p><a href="/desk">${head.back}</a></p>${
    note === undefined
      ? ''
      : html`<p class="note${note.isBad ? ' bad' : ''}" role="${note.isBad ? 'alert' : 'status'}">${note.text}${note.next === undefined ? '' : html` <a href="${note.next.href}">${head.next}${note.next.text}</a>`}</p>`
  }
${heading(view, reader, words)}
<div class="two"><div><section class="sheet"><h2>${head.request}</h2>${requestPanel(view, words)}</section>
${mine.map((task) => taskPanel(task, view, parent, context))}
${others.length === 0 ? '' : html`<section class="sheet"><h2>${head.waitingFor}</h2><ul class="line">${others.map((task) => waiting(task, reader, words))}</ul></section>`}
${view.reply === undefined || view.state.stage.name === 'reply-in-review' ? '' : html`<section class="sheet"><h2>${head.reply}</h2><blockquote lang="${words.spoken}">${view.reply.text}${view.reply.legalBasis === undefined ? '' : `\n${view.reply.legalBasis}`}</blockquote></section>`}
${photos.length === 0 ? '' : html`<section class="sheet">${photoList(photos, reader.pack, reader.locale)}</section>`}</div>
<div class="side"><section class="sheet"><h2>${head.path}</h2>${drawPath(view.path, reader.now, words, when)}</section>
${view.deadlines.length === 0 ? '' : html`<section class="sheet"><h2>${head.deadlines}</h2>${deadlines(view.deadlines, reader, words)}</section>`}
${view.acts.length === 0 ? '' : html`<section class="sheet"><h2>${head.acts}</h2>${view.acts.map((act) => actForm(act, view.caseId, context))}</section>`}
${view.execution === undefined ? '' : html`<p><a href="${executionPage.replace('{arn}', view.execution)}" rel="noreferrer">${head.execution}</a></p>`}</div>
<section class="sheet told"><h2>${head.timeline}</h2><ol class="line">${view.timeline.map((entry) => timelineEntry(entry, when, words))}</ol></section></div>`;
};

const waiting = (task: TaskView, { now }: Reader, words: Words): Markup =>
  html`<li id="${task.id}"><b>${words.left(task.dueAt, now)}</b><span>${words.task(task.kind)} · ${words.unit(task.owner)}</span></li>`;

/** Clocks that only follow from the reply's; shown on demand. */
const following: readonly string[] = [
  'reminder',
  'yellow-card',
  'red-card',
  'supervision-1',
  'supervision-2',
  'supervision-3',
];

const deadlines = (all: readonly DeadlineView[], reader: Reader, words: Words): Markup => {
  const { case: head } = words.desk;
  const later = all.filter((one) => following.includes(one.kind));
  const first = all.filter((one) => !following.includes(one.kind));
  const shown = (list: readonly DeadlineView[]): Markup[] => list.map((one) => deadline(one, reader, words));
  return html`${shown(first)}${later.length === 0 ? '' : html`<details><summary>${head.laterClocks} (${later.length})</summary>${shown(later)}</details>`}<p class="soft"><small>${head.policyVersion} ${reader.pack.hash}</small></p>`;
};

const heading = ({ state, status }: CaseView, { pack, locale }: Reader, words: Words): Markup => {
  const { intake, category, urgency, handling, area } = state;
  const { case: head, facts } = words.desk;
  const { statuses } = pack.messages[locale];
  const title = category === undefined ? words.desk.board.unclassified : words.categoryPath(category);
  const flags = [intake.confidential ? head.confidential : '', intake.anonymous ? head.anonymous : ''].filter(Boolean);
  return html`<h1>${title}</h1><p><span class="tag">${statuses[status]}</span> ${urgency === undefined ? '' : html`<span class="tag ${urgency === 'critical' || urgency === 'urgent' ? 'late' : ''}">${words.level(urgency)}</span> `}${flags.map((flag) => html`<span class="tag today">${flag}</span> `)}</p>
<dl><dt>${head.title}</dt><dd>${intake.number}</dd><dt>${head.openedAt}</dt><dd>${inWords(intake.receivedAt, pack.city.timeZone, locale)} · ${words.value(intake.channel)}</dd>${
    area === undefined ? '' : html`<dt>${facts.area}</dt><dd>${words.area(area)}</dd>`
  }${handling === undefined ? '' : html`<dt>${head.handledBy}</dt><dd>${[handling.lead, ...handling.assisting.map((one) => one.unit)].map(words.unit).join(' · ')}</dd>`}${
    state.round > 1 ? html`<dt>${head.round}</dt><dd>${state.round}</dd>` : ''
  }${(handling?.supervision ?? 0) > 0 ? html`<dt>${head.supervision}</dt><dd>${handling?.supervision}</dd>` : ''}</dl>`;
};

const requestPanel = ({ request }: CaseView, { desk, spoken }: Words): Markup =>
  html`<blockquote lang="${spoken}">${request?.title === undefined ? '' : `${request.title}\n`}${request?.text ?? '—'}</blockquote>${
    (request?.supplements ?? []).length === 0
      ? ''
      : html`<h3>${desk.case.supplements}</h3>${request?.supplements.map((one) => html`<blockquote lang="${spoken}">${one}</blockquote>`)}`
  }`;

const timelineEntry = (entry: Entry, when: (at: string) => string, { desk, spoken }: Words): Markup => {
  const facts = entry.facts.map(({ name, value, caseId }, index) => {
    const told = caseId === undefined ? value : html`<a href="/desk/cases/${caseId}">${value}</a>`;
    return html`${index === 0 ? '' : ' · '}${desk.facts[name]} ${told}`;
  });
  const who = entry.what === 'message' ? `${desk.case.messages} → ${entry.who}` : entry.who;
  return html`<li><time datetime="${entry.at}">${when(entry.occurredAt ?? entry.at)}</time><div>${entry.what === 'message' ? html`<span class="soft">${entry.sentence}</span>` : html`<b>${entry.sentence}</b>`}<div class="facts"><small>${who}${facts.length === 0 ? '' : html` · ${facts}`}</small></div>${
    entry.said === undefined
      ? ''
      : html`<div class="said" lang="${spoken}">${entry.said.text}${entry.said.legalBasis === undefined ? '' : `\n${entry.said.legalBasis}`}</div>`
  }</div></li>
`;
};

const deadline = (
  { kind, dueAt, provisional, policy }: DeadlineView,
  { now, pack, locale }: Reader,
  words: Words,
): Markup => {
  const { board, clocks, case: head } = words.desk;
  const side = policy.side === undefined ? '' : `${head[policy.side]} `;
  return html`<p><b>${named(clocks, kind)}</b> <span class="tag ${dueAt < now ? 'late' : ''}">${words.left(dueAt, now)}</span>${provisional ? html` <span class="tag today">${board.provisional}</span>` : ''}<br>${inWords(dueAt, pack.city.timeZone, locale)}<br><small class="soft">${head.policy} ${policy.file} ${policy.key}: ${side}${words.duration(policy.lasting)}</small></p>`;
};

const actForm = (act: OfferedAct, caseId: string, context: FormContext): Markup => {
  const { words, reader } = context;
  const { fields } = reader.pack.messages[reader.locale];
  const { acts, case: head, facts } = words.desk;
  const needsUnit = act === 'elevate' || act === 'override';
  return html`<details><summary>${acts[act]}</summary><form class="act" method="post" action="/desk/cases/${caseId}/acts">${hidden(context, { act })}
${act === 'merge' ? html`<label>${head.parentNumber}<input name="parentId" maxlength="64" required autocomplete="off"></label>` : ''}${needsUnit ? select('unit', fields.unit, '—', unitOptions(context), true) : ''}
${act === 'ask-exclusion' ? select('grounds', facts.grounds, '—', groundsOptions(reader), true) : ''}${longText('reason', fields.reason, 1000, true)}<div><button class="quiet">${acts[act]}</button></div></form></details>`;
};

const groundsOptions = ({ pack, locale }: Reader): Markup[] =>
  pack.evaluation.exclusionGrounds.map(({ id, name }) => html`<option value="${id}">${name[locale]}</option>`);

/** The other case of a proposed duplicate, in its citizen's words. */
export const parentPanel = (parentId: string, text: string | undefined, words: Words): Markup =>
  html`<p>${words.desk.case.sameStory}</p><h3>${words.desk.case.parent}</h3><blockquote lang="${words.spoken}">${text ?? '—'}</blockquote><p><a href="/desk/cases/${parentId}">${words.desk.case.openCase}</a></p>`;
