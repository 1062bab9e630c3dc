// One open task of a case: what is asked, what one has to know to decide it, and the form, if it is this reader's.
import { html } from 'hono/html';
import { guardGrassroots } from '#functions/assignment/grassroots-guard.ts';
import { addDuration, workingCalendar } from '#functions/case/working-time.ts';
import { inWords } from '#functions/pages/format.ts';
import type { CaseView, TaskView } from './case-view.ts';
import { classifyForms } from './classify-panel.ts';
import { groundsName } from './facts.ts';
import { choice, type FormContext, fieldInput, hidden, longText, select, unitOptions } from './forms.ts';
import type { Markup } from './frame.ts';
import { hopsPanel } from './hops-panel.ts';

export const taskPanel = (task: TaskView, view: CaseView, parent: Markup | '', context: FormContext): Markup => {
  const { words, reader } = context;
  const { now, pack, locale } = reader;
  const tone = task.dueAt < now ? 'late' : '';
  return html`<section class="sheet" id="${task.id}"><h2>${words.task(task.kind)} <span class="tag ${tone}" title="${inWords(task.dueAt, pack.city.timeZone, locale)}">${words.left(task.dueAt, now)}</span></h2>
${aboutTask(task, view, parent, context)}${forms(task, view, context)}</section>`;
};

const aboutTask = (task: TaskView, view: CaseView, parent: Markup | '', context: FormContext): Markup | '' => {
  switch (task.kind) {
    case 'return':
      return html`${aboutReturn(view, context)}${view.hops.length > 1 ? hopsPanel(view, context) : ''}`;
    case 'rule':
      return hopsPanel(view, context);
    case 'time':
      return aboutTime(view, context);
    case 'review':
      return aboutReply(view, context);
    case 'duplicate':
      return parent;
    case 'exclusion':
      return aboutExclusion(view, context);
    case 'stuck':
      return html`<p class="soft">${view.state.stuck?.error ?? ''}</p>`;
    default:
      return '';
  }
};

const aboutReturn = (view: CaseView, { words, reader }: FormContext): Markup | '' => {
  const { stage, category } = view.state;
  if (stage.name !== 'return-in-review') return '';
  const { pack, locale } = reader;
  const { case: head } = words.desk;
  const proposed = stage.proposedUnit;
  const guard =
    proposed === undefined ? undefined : guardGrassroots({ unit: proposed, categoryPath: category ?? '' }, pack);
  return html`<dl><dt>${head.returning}</dt><dd>${words.unit(stage.unit)}</dd><dt>${words.desk.facts.grounds}</dt><dd>${groundsName(stage.grounds, pack, locale)}</dd>
<dt>${head.explains}</dt><dd>${view.said(stage.textId)?.text ?? ''}</dd>${proposed === undefined ? '' : html`<dt>${head.suggests}</dt><dd>${words.unit(proposed)}</dd>`}</dl>
${guard === undefined || guard.allowed ? '' : html`<p class="note bad">${head.guard}: ${words.unit(proposed ?? '')} — ${words.value(guard.reason)}</p>`}`;
};

/** What is asked for, why, and which deadline granting it would make. */
const aboutTime = (view: CaseView, { words, reader }: FormContext): Markup | '' => {
  const { handling, clocks } = view.state;
  const asked = handling?.timeAsked;
  if (handling === undefined || asked === undefined) return '';
  const { pack, locale } = reader;
  const { city, calendars } = pack;
  const calendar = workingCalendar({ timeZone: city.timeZone, workingHours: city.workingHours, calendars });
  const from = clocks.reply?.dueAt ?? reader.now;
  const until = asked.until ?? addDuration(from, { kind: 'working', days: asked.workingDays ?? 0 }, calendar).at;
  const why = view.timeline.findLast((entry) => entry.type === 'TimeAsked')?.said?.text ?? '';
  const { case: head, facts } = words.desk;
  return html`<dl><dt>${words.desk.facts.unit}</dt><dd>${words.unit(handling.lead)}</dd><dt>${head.asks}</dt><dd>${words.value(asked.kind)}${
    asked.workingDays === undefined ? '' : ` · ${facts.workingDays} ${asked.workingDays}`
  }</dd><dt>${head.explains}</dt><dd>${why}</dd><dt>${head.newDeadline}</dt><dd>${inWords(until, city.timeZone, locale)}</dd><dt>${head.granted}</dt><dd>${handling.extensionsGranted} / ${pack.handling.extensions.limit}</dd></dl>`;
};

/** Who asks, on which grounds, in whose words, and how the case ended for the citizen. */
const aboutExclusion = (view: CaseView, { words, reader }: FormContext): Markup | '' => {
  const { exclusion, answer } = view.state;
  if (exclusion === undefined) return '';
  const { case: head, facts } = words.desk;
  return html`<dl><dt>${facts.unit}</dt><dd>${words.unit(exclusion.unit)}</dd><dt>${facts.grounds}</dt><dd>${groundsName(exclusion.grounds, reader.pack, reader.locale)}</dd><dt>${head.explains}</dt><dd>${view.said(exclusion.textId)?.text ?? ''}</dd>${answer === undefined ? '' : html`<dt>${facts.solved}</dt><dd>${answer.solved ? '✓' : '✗'}</dd><dt>${facts.satisfied}</dt><dd>${answer.satisfied ? '✓' : '✗'}</dd>`}</dl>`;
};

const aboutReply = (view: CaseView, { words }: FormContext): Markup | '' => {
  const { stage } = view.state;
  if (stage.name !== 'reply-in-review') return '';
  const { case: head } = words.desk;
  return html`<p>${head.findings}: ${stage.findings.map((one) => html`<span class="tag late">${words.value(one)}</span> `)}</p>
<h3>${head.reply}</h3><blockquote lang="${words.spoken}">${view.reply?.text ?? ''}${view.reply?.legalBasis === undefined ? '' : `\n${view.reply.legalBasis}`}</blockquote>`;
};

const forms = (task: TaskView, view: CaseView, context: FormContext): Markup | Markup[] => {
  const action = `/desk/cases/${view.caseId}/tasks/${encodeURIComponent(task.id)}`;
  const names = task.actions.map((one) => one.action);
  if (names.includes('classify')) return classifyForms(action, view, context);
  if (names.includes('approve')) return decideForm(action, task, view, context);
  if (names.includes('rule')) return rulingForm(action, view, context);
  return task.actions.map((one, index) => actionForm(action, one, index > 0, context));
};

/** Yes or no in one form: the reason is needed to refuse. */
const decideForm = (action: string, task: TaskView, view: CaseView, context: FormContext): Markup => {
  const { actions } = context.reader.pack.messages[context.reader.locale];
  const { case: head } = context.words.desk;
  const proposed = view.state.stage.name === 'return-in-review' ? view.state.stage.proposedUnit : undefined;
  const canDeny = task.actions.some((one) => one.action === 'deny');
  return html`<form class="act" method="post" action="${action}">${hidden(context, {})}
<fieldset><legend>${head.confirm}</legend>${choice('action', 'approve', actions.approve)}${canDeny ? choice('action', 'deny', actions.deny, { needs: 'reason' }) : ''}</fieldset>
${task.kind === 'return' ? select('unit', head.onlyIfGranted, '—', unitOptions(context, proposed)) : ''}
${longText('reason', head.denyReason, 1000, false)}<div><button>${head.submit}</button></div></form>`;
};

const rulings = ['assign', 'elevate', 'final-reply', 'exclude'] as const;

const rulingForm = (action: string, view: CaseView, context: FormContext): Markup => {
  const { words, reader } = context;
  const { fields } = reader.pack.messages[reader.locale];
  return html`<form class="act" method="post" action="${action}">${hidden(context, { action: 'rule' })}
<fieldset><legend>${words.desk.case.confirm}</legend>${rulings
    .filter((one) => one !== 'final-reply' || view.state.handling !== undefined)
    .map((one) =>
      choice('decision', one, words.value(one), one === 'assign' || one === 'elevate' ? { needs: 'unit' } : {}),
    )}</fieldset>
${select('unit', html`${fields.unit} <small>${words.value('assign')} / ${words.value('elevate')}</small>`, '—', unitOptions(context))}
${longText('reason', fields.reason, 1000, true)}<div><button>${words.desk.case.submit}</button></div></form>`;
};

const actionForm = (
  address: string,
  { action, fields }: TaskView['actions'][number],
  isFolded: boolean,
  context: FormContext,
): Markup => {
  const { actions } = context.reader.pack.messages[context.reader.locale];
  const form = html`<form class="act" method="post" action="${address}">${hidden(context, { action })}${fields.map((field) => fieldInput(field, context))}<div><button>${actions[action]}</button></div></form>`;
  return isFolded ? html`<details><summary>${actions[action]}</summary>${form}</details>` : form;
};
