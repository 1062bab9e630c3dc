// The hops of a case side by side: who had it, when, why it came back, what was decided.
import { html } from 'hono/html';
import { inWords } from '#functions/pages/format.ts';
import type { CaseView } from './case-view.ts';
import { groundsName } from './facts.ts';
import type { FormContext } from './forms.ts';
import type { Markup } from './frame.ts';

export const hopsPanel = (view: CaseView, { words, reader }: FormContext): Markup | '' => {
  if (view.hops.length === 0) return '';
  const { pack, locale } = reader;
  const { case: head, facts, events } = words.desk;
  const when = (at: string): string => inWords(at, pack.city.timeZone, locale, 'short');
  return html`<h3>${head.hops}</h3><ol class="hops">${view.hops.map(
    ({
      hop,
      unit,
      because,
      at,
      returned,
      decided,
    }) => html`<li><small class="soft">${head.hop.replace('{n}', String(hop))}</small><h3>${words.unit(unit)}</h3>
<dl><dt>${head.assignedAt}</dt><dd>${when(at)}</dd><dt>${facts.because}</dt><dd>${words.value(words.categoryPath(because))}</dd>${
      returned === undefined
        ? ''
        : html`<dt>${head.returnedAt}</dt><dd>${when(returned.at)}</dd><dt>${facts.grounds}</dt><dd>${groundsName(returned.grounds, pack, locale)}</dd>
<dt>${head.explains}</dt><dd>${view.said(returned.textId)?.text ?? ''}</dd>${
            returned.proposedUnit === undefined
              ? ''
              : html`<dt>${head.suggests}</dt><dd>${words.unit(returned.proposedUnit)}</dd>`
          }`
    }${
      decided === undefined
        ? ''
        : html`<dt>${facts.decision}</dt><dd>${events[decided.as]} ${when(decided.at)}${decided.textId === undefined ? '' : html`<br>${view.said(decided.textId)?.text ?? ''}`}</dd>`
    }</dl></li>`,
  )}</ol>`;
};
