// Counts of some days as bars, with a line where the usual day ends: one path, as a page has many of them.
import { html } from 'hono/html';
import type { Markup } from './frame.ts';

const step = 7;
const bar = 5;
const height = 28;

/** @param said the same in words, for whoever does not see it. */
export const sparkline = (counts: readonly number[], usual: number | undefined, said: string): Markup => {
  const most = Math.max(1, usual ?? 0, ...counts);
  const tall = (count: number): number => Math.round((count / most) * height * 10) / 10;
  const bars = counts
    .map((count, at) => (count === 0 ? '' : `M${at * step} ${height}v-${tall(count)}h${bar}V${height}z`))
    .join('');
  const wide = counts.length * step;
  const level = height - tall(usual ?? 0);
  return html`<svg class="spark" role="img" aria-label="${said}" viewBox="0 0 ${wide} ${height + 1}" width="${wide}" height="${height + 1}"><path d="${bars}M0 ${height}h${wide}v1H0z" fill="#12508f"/>${
    usual === undefined ? '' : html`<path d="M0 ${level}h${wide}" stroke="#a11d0b" stroke-dasharray="3 2" fill="none"/>`
  }</svg>`;
};
