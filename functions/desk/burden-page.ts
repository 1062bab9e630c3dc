// The burden ledger as a page: a picture of what was asked and what was spared, and the table that it is drawn from.
import { html } from 'hono/html';
import { figures, sumOfBurden } from '#functions/evaluation/burden.ts';
import type { BurdenLine } from '#schemas/burden.ts';
import type { Reader } from './desk-route.ts';
import type { Markup } from './frame.ts';
import { nextMonth } from './months.ts';
import { type Words, wordsOf } from './words.ts';

type Shown = { month: string; current: string; unit: string | undefined; units: readonly string[] };

/** One page shows this many lines; a CSV has all. */
const mostLines = 120;

export const burdenBody = (
  lines: readonly BurdenLine[],
  { month, current, unit, units }: Shown,
  reader: Reader,
): Markup => {
  const words = wordsOf(reader.pack, reader.locale);
  const { burden, evaluation, board } = words.desk;
  const address = (to: string): string =>
    `?month=${to}${unit === undefined || unit === '' ? '' : `&unit=${encodeURIComponent(unit)}`}`;
  const at = (to: string, text: string, rel: string): Markup =>
    html`<a href="/desk/burden${address(to)}" rel="${rel}">${text}</a>`;
  return html`<p><a href="/desk/evaluation?month=${month}">${evaluation.title}</a></p><h1>${burden.title} · ${month}</h1>
<p class="foot">${at(nextMonth(month, -1), evaluation.earlier, 'prev')}${month < current ? at(nextMonth(month, 1), evaluation.following, 'next') : ''}<a href="/desk/burden.csv${address(month)}">${board.download}</a></p>
<form method="get" class="foot"><input type="hidden" name="month" value="${month}"><label>${burden.unit} <select name="unit"><option value="">${board.everyone}</option>${units.map(
    (id) => html`<option value="${id}"${id === unit ? html` selected` : ''}>${words.unit(id)}</option>`,
  )}</select></label> <button class="plain">${burden.show}</button></form>
<p class="soft">${words.desk.burdenSentences.explanation}</p>
${
  lines.length === 0
    ? html`<p class="sheet">${words.desk.burdenSentences.empty}</p>`
    : html`<section class="sheet"><h2 id="chart">${burden.chart}</h2>${chart(lines, words)}</section>
<section class="sheet"><h2>${burden.table}</h2><div class="scroll" tabindex="0" role="region" aria-label="${burden.table}">${table(lines.slice(0, mostLines), words)}</div></section>`
}`;
};

const fills = { asked: '#12508f', spared: '#1d6b3a' } as const;
const rowHeight = 44;
const barHeight = 10;

const spared = ({ sparedMerges = 0, sparedAnswers = 0, sparedAssignments = 0 }: BurdenLine): number =>
  sparedMerges + sparedAnswers + sparedAssignments;

/** Two bars a unit: tasks that it had, and tasks that it did not get. */
const chart = (lines: readonly BurdenLine[], words: Words): Markup => {
  const { burden } = words.desk;
  const units = sumOfBurden(lines.map((line) => ({ ...line, week: '' })));
  const most = Math.max(1, ...units.map((one) => Math.max(one.tasks ?? 0, spared(one))));
  const wide = (count: number): string => ((count / most) * 280).toFixed(1);
  const legend = html`<rect x="0" y="2" width="12" height="12" fill="${fills.asked}"/><text x="18" y="13">${burden.tasks}</text><rect x="150" y="2" width="12" height="12" fill="${fills.spared}"/><text x="168" y="13">${burden.spared}</text>`;
  const rows = units.map((one, index) => {
    const y = 30 + index * rowHeight;
    const bar = (count: number, fill: string, below: number): Markup =>
      html`<rect x="0" y="${y + 17 + below}" width="${wide(count)}" height="${barHeight}" fill="${fill}"/><text x="${Number(wide(count)) + 6}" y="${y + 26 + below}" font-size="10">${count}</text>`;
    return html`<text x="0" y="${y + 12}">${words.unit(one.unit)}</text>${bar(one.tasks ?? 0, fills.asked, 0)}${bar(spared(one), fills.spared, barHeight + 1)}`;
  });
  return html`<svg viewBox="0 0 340 ${30 + units.length * rowHeight}" role="img" aria-labelledby="chart" class="chart">${legend}${rows}</svg>`;
};

const table = (lines: readonly BurdenLine[], words: Words): Markup => {
  const { burden } = words.desk;
  const titles = [burden.unit, burden.week, ...figures.map((name) => burden[name])];
  return html`<table><thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${lines.map(
    (line) =>
      html`<tr><th scope="row">${words.unit(line.unit)}</th><td>${line.week}</td>${figures.map((name) => html`<td>${line[name] ?? 0}</td>`)}</tr>`,
  )}</tbody></table>`;
};
