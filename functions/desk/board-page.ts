// The board as a page: filters that live in the address, then the work itself in one list, time first.
import { html } from 'hono/html';
import { inWords } from '#functions/pages/format.ts';
import { taskKinds } from '#schemas/city/case-words.ts';
import { UrgencySchema } from '#schemas/city/policy.ts';
import { addressOf, type Board, citizenOwner, type Filters, ownersOf, type Row, viewOf } from './board.ts';
import { can } from './can.ts';
import type { Reader } from './desk-route.ts';
import type { Markup } from './frame.ts';
import { type Words, wordsOf } from './words.ts';

const times = ['late', 'today', 'later'] as const;

export const boardBody = (board: Board, filters: Filters, reader: Reader): Markup => {
  const words = wordsOf(reader.pack, reader.locale);
  const { desk } = words;
  const groups = times.map((when) => ({ when, rows: board.rows.filter((row) => row.when === when) }));
  const isFiltered = Object.entries(filters).some(([name, value]) => name !== 'view' && value !== undefined);
  return html`<h1>${desk.board.title}</h1><p class="soft">${desk.boardSentences.unitHint}</p>
${tabs(filters, reader, words)}${filterForm(filters, reader, words)}
${board.rows.length === 0 ? html`<p class="sheet">${isFiltered ? desk.boardSentences.nothingFits : desk.boardSentences.empty}</p>` : ''}
${groups.map(({ when, rows }) => (rows.length === 0 ? '' : html`<h2>${desk.board[when]}</h2><ol class="queue">${rows.map((row) => line(row, reader, words))}</ol>`))}
<p class="foot">${board.next === undefined ? '' : html`<a href="${addressOf(filters, { from: board.next })}" rel="next">${desk.board.next}</a>`}${
    filters.from === undefined ? '' : html`<a href="${addressOf(filters, { from: undefined })}">${desk.board.first}</a>`
  }<a href="${addressOf(filters, { from: undefined }, '/desk.csv')}">${desk.board.download}</a><a href="/desk/evaluation">${desk.evaluation.title}</a>${topicsLink(reader, words)}<button class="plain" type="button" data-keys data-on="${desk.board.keysOn}" data-off="${desk.board.keysOff}" hidden></button><span class="soft">${desk.board.keys}</span></p>`;
};

const topicsLink = ({ session, pack }: Reader, { desk }: Words): Markup | '' =>
  can(session.person, 'see-topics', { what: 'city' }, pack.city.roles)
    ? html`<a href="/desk/topics">${desk.topics.title}</a>`
    : '';

const line = (row: Row, { now, pack, locale }: Reader, words: Words): Markup => {
  const { board } = words.desk;
  const level = row.shown?.level;
  const pressing =
    level === 'critical' || level === 'urgent' ? html`<span class="level">${words.level(level)}</span> ` : '';
  const topic = row.shown?.topic === undefined ? board.unclassified : words.categoryPath(row.shown.topic);
  return html`<li class="${row.when}"><a href="/desk/cases/${row.ref.id}#${row.taskId}"><time class="left" datetime="${row.dueAt}" title="${inWords(row.dueAt, pack.city.timeZone, locale)}">${words.left(row.dueAt, now)}${row.provisional ? html` <small>${board.provisional}</small>` : ''}</time><span class="what">${words.task(row.kind)}</span><span class="topic">${pressing}${topic}</span><span class="who2">${words.unit(row.owner)}</span><span class="no">${row.shown?.number ?? ''}</span></a></li>
`;
};

/** Whose tasks, and which time: one press each. */
const tabs = (filters: Filters, { session, pack }: Reader, { desk }: Words): Markup => {
  const base = { ...filters, from: undefined };
  const view = viewOf(session.person, filters, pack);
  const hasBoth =
    ownersOf(session.person, { view: 'everyone' }, pack).length >
      ownersOf(session.person, { view: 'mine' }, pack).length &&
    ownersOf(session.person, { view: 'mine' }, pack).length > 0;
  const tab = (href: string, text: string, isCurrent: boolean): Markup =>
    html`<li><a href="${href}"${isCurrent ? html` aria-current="page"` : ''}>${text}</a></li>`;
  const whose = (['mine', 'everyone'] as const).map((one) =>
    tab(addressOf(base, { view: one, unit: undefined }), desk.board[one], filters.unit === undefined && view === one),
  );
  return html`${hasBoth ? html`<ul class="tabs">${whose}</ul>` : ''}<ul class="tabs">${tab(addressOf(base, { when: undefined }), desk.board.anyTime, filters.when === undefined)}${times.map(
    (when) => tab(addressOf(base, { when }), desk.board[when], filters.when === when),
  )}</ul>`;
};

const filterForm = (filters: Filters, { session, pack }: Reader, words: Words): Markup => {
  const { board } = words.desk;
  const owners = ownersOf(session.person, { view: 'everyone' }, pack);
  const option = (value: string, text: string, chosen: string | undefined): Markup =>
    html`<option value="${value}"${value === chosen ? html` selected` : ''}>${text}</option>`;
  const select = (name: string, label: string, any: string, options: Markup[]): Markup =>
    html`<label>${label}<select name="${name}"><option value="">${any}</option>${options}</select></label>`;
  const isOpen = [filters.unit, filters.task, filters.urgency, filters.q].some((one) => one !== undefined);
  return html`<details class="filters"${isOpen ? html` open` : ''}><summary>${board.filters}</summary><form method="get" action="/desk">
${(['view', 'when'] as const).map((name) => (filters[name] === undefined ? '' : html`<input type="hidden" name="${name}" value="${filters[name]}">`))}
${
  owners.length < 2
    ? ''
    : select(
        'unit',
        board.waitingOn,
        board.anyone,
        owners.map((id) => option(id, id === citizenOwner ? board.citizen : words.unit(id), filters.unit)),
      )
}
${select(
  'task',
  board.task,
  board.anyTask,
  taskKinds.map((kind) => option(kind, words.task(kind), filters.task)),
)}
${select(
  'urgency',
  board.urgency,
  '—',
  UrgencySchema.options.map((one) => option(one, words.level(one), filters.urgency)),
)}
<label>${board.find}<input name="q" value="${filters.q ?? ''}" maxlength="40" autocomplete="off"></label>
<div><button>${board.apply}</button> ${isOpen ? html`<a href="${addressOf({ view: filters.view, when: filters.when })}">${board.clear}</a>` : ''}</div></form></details>`;
};
