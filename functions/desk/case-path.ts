// The path a case has travelled: stations in the order in which it came to them, and how long it stayed. Drawn as a line.
import { html } from 'hono/html';
import { evolve } from '#functions/case/case.ts';
import type { CaseState, StageName } from '#functions/case/case-state.ts';
import type { CaseEvent } from '#schemas/case-events.ts';
import type { Markup } from './frame.ts';
import { timeLeft } from './time-left.ts';
import type { Words } from './words.ts';

export type Visit = { station: StageName; at: string; until: string | undefined };
export type Told = { events: readonly CaseEvent[]; at: string; occurredAt: string; seq: number };

/** Stations where a case only changes trains; drawn while it stands there. */
const passing: readonly StageName[] = ['to-assign', 'to-rework', 'ending'];

export const visitsOf = (commits: readonly Told[]): Visit[] => {
  const visits: { station: StageName; at: string }[] = [];
  let state: CaseState | undefined;
  for (const { events, ...meta } of commits) {
    for (const event of events) {
      state = evolve(state, event, meta);
      if (visits.at(-1)?.station !== state.stage.name) visits.push({ station: state.stage.name, at: meta.at });
    }
  }
  const timed = visits.map((visit, index) => ({ ...visit, until: visits[index + 1]?.at }));
  return timed.filter((visit, index) => index === timed.length - 1 || !passing.includes(visit.station));
};

/** What an ordinary case still has before it; nothing after the end. */
const ahead: Partial<Record<StageName, readonly StageName[]>> = {
  received: ['assigned', 'in-progress', 'awaiting-citizen', 'closed'],
  'with-duty-desk': ['assigned', 'in-progress', 'awaiting-citizen', 'closed'],
  'to-assign': ['assigned', 'in-progress', 'awaiting-citizen', 'closed'],
  assigned: ['in-progress', 'awaiting-citizen', 'closed'],
  'in-progress': ['awaiting-citizen', 'closed'],
  'return-in-review': ['in-progress', 'awaiting-citizen', 'closed'],
  'reply-in-review': ['awaiting-citizen', 'closed'],
  'awaiting-ruling': ['in-progress', 'awaiting-citizen', 'closed'],
  'to-rework': ['in-progress', 'awaiting-citizen', 'closed'],
  'awaiting-citizen': ['closed'],
  'handed-over': ['closed'],
  ending: ['closed'],
};

const step = 46;
const left = 14;

/** `now` ends the stay at the last station. Times are in `when`. */
export const drawPath = (visits: readonly Visit[], now: string, words: Words, when: (at: string) => string): Markup => {
  const { stations } = words.desk;
  const last = visits.at(-1);
  const coming = last === undefined ? [] : (ahead[last.station] ?? []);
  const height = (visits.length + coming.length) * step;
  const at = (index: number): number => index * step + step / 2;
  const told = visits.map((visit) => stations[visit.station]).join(' → ');
  const isOver = last?.station === 'closed';
  return html`<svg class="path" viewBox="0 0 340 ${height}" role="img" aria-label="${words.desk.case.path}: ${told}">
<g stroke="#12508f" stroke-width="3"><line x1="${left}" y1="${at(0)}" x2="${left}" y2="${at(visits.length - 1)}"/>${
    coming.length === 0
      ? ''
      : html`<line x1="${left}" y1="${at(visits.length - 1)}" x2="${left}" y2="${at(visits.length + coming.length - 1)}" stroke="#a9b4c0" stroke-dasharray="2 5"/>`
  }</g>
${visits.map((visit, index) => {
  const isHere = index === visits.length - 1;
  const y = at(index);
  const stayed = timeLeft(visit.until ?? now, visit.at);
  const stay = (isHere && isOver) || stayed.amount === 0 ? '' : ` · ${words.stay(stayed)}`;
  return html`<circle cx="${left}" cy="${y}" r="${isHere ? 9 : 6}" fill="${isHere ? '#12508f' : '#fff'}" stroke="#12508f" stroke-width="3"/><text x="36" y="${y - 2}" font-size="15" fill="#15202b"${isHere ? html` font-weight="700"` : ''}>${stations[visit.station]}</text><text x="36" y="${y + 15}" font-size="12.5" fill="#4c5966">${when(visit.at)}${stay}</text>`;
})}${coming.map(
  (station, index) =>
    html`<circle cx="${left}" cy="${at(visits.length + index)}" r="5" fill="#fff" stroke="#a9b4c0" stroke-width="2"/><text x="36" y="${at(visits.length + index) + 5}" font-size="15" fill="#4c5966">${stations[station]}</text>`,
)}</svg>`;
};
