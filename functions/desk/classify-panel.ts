// The classification form: the machine's three guesses with what they rest on, any other category, or another way out.
import { html } from 'hono/html';
import type { CaseView } from './case-view.ts';
import { categoryOptions, choice, type FormContext, hidden, select, urgencyOptions } from './forms.ts';
import type { Markup } from './frame.ts';

export const classifyForms = (action: string, view: CaseView, context: FormContext): Markup => {
  const { words, reader } = context;
  const { actions, fields } = reader.pack.messages[reader.locale];
  const { case: head, facts } = words.desk;
  const { stage } = view.state;
  if (stage.name !== 'with-duty-desk') return html``;
  return html`<p class="soft">${facts.why}: ${words.value(stage.why)}</p>
<form class="act" method="post" action="${action}">${hidden(context, { action: 'classify', decision: 'assign' })}
${stage.candidates.length === 0 ? '' : html`<fieldset><legend>${head.machineSays}</legend>${stage.candidates.map(({ path, probability }) => choice('category', path, words.categoryPath(path), { more: evidence(path, probability, view, context), isRequired: false }))}</fieldset>`}
${select('category', head.others, '—', categoryOptions(context))}
${select('urgency', fields.urgency, head.byCategory, urgencyOptions(context))}
<div><button>${actions.classify}</button></div></form>
<details><summary>${head.otherDecision}</summary>${otherWays(action, context)}</details>`;
};

const mostWords = 6;

/** Who would lead, how sure the machine is, and the words of the catalogue that stand in the request. */
const evidence = (path: string, probability: number, view: CaseView, { words, reader }: FormContext): Markup => {
  const leaf = reader.pack.catalogue.leaves.find((one) => one.path === path);
  const said = [view.request?.title ?? '', view.request?.text ?? '', ...(view.request?.supplements ?? [])].join('\n');
  const found = (leaf?.words ?? []).filter((word) => said.includes(word)).slice(0, mostWords);
  const { case: head, facts } = words.desk;
  const lead = leaf?.lead.by === 'unit' ? ` · ${head.lead} ${words.unit(leaf.lead.unit)}` : '';
  return html`${facts.probability} ${Math.round(probability * 100)}%${lead}${found.length === 0 ? '' : ` · ${head.because} ${found.join(', ')}`}`;
};

const otherWays = (action: string, context: FormContext): Markup[] => {
  const { words, reader } = context;
  const { pack, locale } = reader;
  const option = (value: string, text: string): Markup => html`<option value="${value}">${text}</option>`;
  const form = (decision: string, field: Markup): Markup =>
    html`<form class="act" method="post" action="${action}">${hidden(context, { action: 'classify', decision })}${field}<div><button class="quiet">${words.value(decision)}</button></div></form>`;
  const listed = (decision: string, options: Markup[]): Markup =>
    form(decision, select('reference', words.value(decision), '—', options, true));
  return [
    listed(
      'out-of-scope',
      pack.triage.outOfScope.map((one) => option(one.id, one.name[locale])),
    ),
    listed(
      'answered',
      pack.serviceList.items.map((one) => option(one.id, one.name[locale])),
    ),
    listed(
      'emergency',
      pack.triage.emergency.map((one) => option(one.line, words.unit(one.unit))),
    ),
    form(
      'merge',
      html`<label>${words.desk.case.parentNumber}<input name="reference" maxlength="64" required autocomplete="off"></label>`,
    ),
  ];
};
