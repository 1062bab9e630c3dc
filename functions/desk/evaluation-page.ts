// The three rates as a page: a picture to see at a glance, and the table that it is drawn from with every denominator.
import { html } from 'hono/html';
import type { Rate } from '#functions/evaluation/three-rates.ts';
import type { Reader } from './desk-route.ts';
import type { Markup } from './frame.ts';
import { nextMonth } from './months.ts';
import type { Judged } from './show-evaluation.ts';
import { type Words, wordsOf } from './words.ts';

const rates = ['response', 'resolution', 'satisfaction'] as const;

export const evaluationBody = (
  judged: readonly Judged[],
  { month, current }: { month: string; current: string },
  reader: Reader,
): Markup => {
  const words = wordsOf(reader.pack, reader.locale);
  const { evaluation } = words.desk;
  const at = (to: string, text: string, rel: string): Markup =>
    html`<a href="/desk/evaluation?month=${to}" rel="${rel}">${text}</a>`;
  return html`<p><a href="/desk">${words.desk.case.back}</a></p><h1>${evaluation.title} · ${month}</h1>
<p class="foot">${at(nextMonth(month, -1), evaluation.earlier, 'prev')}${month < current ? at(nextMonth(month, 1), evaluation.following, 'next') : ''}<a href="/desk/evaluation.csv?month=${month}">${words.desk.board.download}</a><a href="/desk/burden?month=${month}">${words.desk.burden.title}</a></p>
<p class="soft">${words.desk.evaluationSentences.explanation}</p>
${
  judged.length === 0
    ? html`<p class="sheet">${words.desk.evaluationSentences.empty}</p>`
    : html`<section class="sheet"><h2 id="chart">${evaluation.chart}</h2>${chart(judged, words)}</section>
<section class="sheet"><h2>${evaluation.table}</h2><div class="scroll" tabindex="0" role="region" aria-label="${evaluation.table}">${table(judged, words)}</div>
<p class="soft">${formula(reader, words)}</p></section>`
}`;
};

const barHeight = 10;
const rowHeight = 3 * barHeight + 30;
const fills = { response: '#12508f', resolution: '#1d6b3a', satisfaction: '#8a5a00' } as const;

/** Three bars a unit, in the order of the table; the numbers stand in it, so the picture needs no words of its own. */
const chart = (judged: readonly Judged[], words: Words): Markup => {
  const { evaluation } = words.desk;
  const legend = rates.map(
    (name, at) =>
      html`<rect x="${at * 110}" y="2" width="12" height="12" fill="${fills[name]}"/><text x="${at * 110 + 18}" y="13">${evaluation[name]}</text>`,
  );
  const rows = judged.map(({ unit, evaluation: one }, at) => {
    const y = 30 + at * rowHeight;
    const bars = rates.map((name, index) => {
      const { rate } = one[name];
      return rate === undefined
        ? ''
        : html`<rect x="0" y="${y + 18 + index * (barHeight + 1)}" width="${(rate * 320).toFixed(1)}" height="${barHeight}" fill="${fills[name]}"/>`;
    });
    return html`<text x="0" y="${y + 12}">${words.unit(unit)}</text><rect x="0" y="${y + 18}" width="320" height="${3 * barHeight + 2}" fill="#eef1f5"/>${bars}`;
  });
  return html`<svg viewBox="0 0 340 ${30 + judged.length * rowHeight}" role="img" aria-labelledby="chart" class="chart">${legend}${rows}</svg>`;
};

const shown = ({ rate, count, of }: Rate): Markup =>
  rate === undefined ? html`—` : html`${(rate * 100).toFixed(1)} %<br><small class="soft">${count} / ${of}</small>`;

const table = (judged: readonly Judged[], words: Words): Markup => {
  const { evaluation: head } = words.desk;
  const titles = [
    head.unit,
    head.closed,
    head.excluded,
    head.response,
    head.resolution,
    head.satisfaction,
    head.tier,
    head.late,
    head.reworked,
  ];
  return html`<table><thead><tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>${judged.map(
    ({ unit, evaluation: one }) =>
      html`<tr><th scope="row">${words.unit(unit)}</th><td>${one.closed}</td><td>${one.excluded}${one.exclusions.asked === 0 ? '' : html`<br><small class="soft">${head.exclusionsAsked} ${one.exclusions.asked} · ${head.exclusionsGranted} ${one.exclusions.granted} · ${head.exclusionsRefused} ${one.exclusions.refused}</small>`}</td>${rates.map((name) => html`<td>${shown(one[name])}</td>`)}<td>${one.tier === undefined ? '—' : words.tier(one.tier)}</td><td>${one.late}</td><td>${one.reworked}</td></tr>`,
  )}</tbody></table>`;
};

/** By which numbers the tier came about. */
const formula = ({ pack }: Reader, words: Words): string => {
  const { weights, version } = pack.evaluation;
  const { evaluation } = words.desk;
  return `${evaluation.formula} ${version}: ${rates.map((name) => `${evaluation[name]} ${weights[name]}`).join(' + ')}`;
};
