// GET /_local/: pages to look around with, for the person at this machine.
import type { Functions } from '../../lambda/functions.ts';
import type { Sink } from '../../mail/sink.ts';
import type { PartApi } from '../../parts.ts';
import type { Queues } from '../../sqs/queues.ts';
import type { StackClock } from '../../time/clock.ts';
import type { Timekeeper } from '../../time/timekeeper.ts';
import { type ControlRoutes, htmlAnswer } from '../answer.ts';
import type { Faults } from '../faults.ts';
import type { Resources } from '../resources.ts';
import { executionPage } from './execution-page.ts';
import { executionTable, listExecutions } from './execution-table.ts';
import { findPage } from './find-page.ts';
import { html, link, type Markup, page, pageLink, shortInstant, table } from './html.ts';
import { itemTable, readItems } from './items.ts';
import { messageTable } from './message-table.ts';

export type PageOptions = {
  clock: StackClock;
  time: Timekeeper;
  resources(): Resources;
  queues: Queues;
  sink: Sink;
  functions: Functions;
  faults: Faults;
  states: PartApi;
  dynamo: PartApi;
};

const SHOWN = 200;
const AT_A_GLANCE = 8;
const STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'];

export function pageRoutes(options: PageOptions): ControlRoutes {
  const { states, dynamo, sink } = options;
  return {
    'GET /_local/': async () => htmlAnswer(await index(options)),
    'GET /_local/pages/messages': async ({ query }) => htmlAnswer(messages(sink, Object.fromEntries(query))),
    'GET /_local/pages/executions': async ({ query }) =>
      htmlAnswer(await executions(options, query.get('status') ?? '')),
    'GET /_local/pages/execution': async ({ query }) =>
      htmlAnswer(await executionPage(states, sink, query.get('arn') ?? '')),
    'GET /_local/pages/table': async ({ query }) => htmlAnswer(await tableItems(dynamo, query.get('name') ?? '')),
    'GET /_local/pages/find': async ({ query }) =>
      htmlAnswer(await findPage(options, (query.get('text') ?? '').trim())),
  };
}

async function index(options: PageOptions): Promise<string> {
  const { resources, queues, functions, sink, states, faults } = options;
  const all = resources();
  const running = await listExecutions(states, all, { status: 'RUNNING', most: SHOWN });
  const latest = await listExecutions(states, all, { most: AT_A_GLANCE });
  const sent = sink.list({});
  const counts = Object.entries(functions.counts()).filter(([, { invocations }]) => invocations > 0);
  return page(
    'Local stack',
    html`${clockCard(options)}
      <div class="tiles">${tile(running.length === SHOWN ? `${SHOWN} or more` : running.length, 'executions running', pageLink('executions', { status: 'RUNNING' }, 'see them'))}
      ${tile(sent.length, 'messages sent', link('/_local/pages/messages', 'read them'))}
      ${tile(sum(queues.all().map(({ state }) => totalOf(state.counts()))), 'messages in queues', link('/_local/queues', 'as JSON'))}
      ${tile(faults.list().length, 'faults asked for', link('/_local/faults', 'as JSON'))}</div>
      <h2>Latest executions</h2>${await executionTable(states, latest.slice(0, AT_A_GLANCE))}
      <h2>Latest messages</h2>${messageTable(sent.slice(-AT_A_GLANCE))}
      <div class="columns"><div><h2>Tables</h2>${table(
        ['table'],
        all.tables.map(({ name }) => [pageLink('table', { name }, name)]),
      )}
      <h2>Queues</h2>${table(
        ['queue', 'visible', 'out', 'delayed'],
        queues.all().map(({ plan, state }) => {
          const { visible, out, delayed } = state.counts();
          return [plan.name, visible, out, delayed];
        }),
      )}</div><div><h2>Functions that have run</h2>${table(
        ['function', 'invocations', 'errors', 'log bytes', 'mean ms'],
        counts.map(([name, count]) => [
          name,
          count.invocations,
          count.errors,
          count.logBytes,
          (count.milliseconds / count.invocations).toFixed(1),
        ]),
      )}
      <p class="soft">${link('/_local/resources', 'Names and addresses')} · ${link('/_local/consumed', 'consumed units')} · ${link('/_local/invocations', 'invocations')}</p></div></div>`,
  );
}

/** The clock, and hands to move it by. */
function clockCard({ clock, time }: PageOptions): Markup {
  const next = time.nextTimerAt();
  const told = next === undefined ? 'no timer is set' : html`next timer at ${shortInstant(next)}`;
  const move = (label: string, body: object): Markup =>
    html`<button data-move="${JSON.stringify(body)}">${label}</button> `;
  const hands = html`<p>${move('To the next timer', { next: true })}${move('+1 hour', { advanceSeconds: 3600 })}${move('+1 day', { advanceSeconds: 86_400 })}</p>
    <script>${{ markup: MOVE }}</script>`;
  return html`<div class="card"><b>${shortInstant(clock.now())} UTC</b> <span class="soft">${clock.virtual ? 'virtual' : 'real'} time · ${told}</span>
    ${clock.virtual ? hands : ''}</div>`;
}

const MOVE = `for (const button of document.querySelectorAll('[data-move]')) button.onclick = async () => {
  button.disabled = true;
  await fetch('/_local/clock', { method: 'POST', body: button.dataset.move });
  location.reload();
};`;

function tile(count: number | string, what: string, more: Markup): Markup {
  return html`<div class="card"><b>${count}</b>${what}<br><small>${more}</small></div>`;
}

function totalOf({ visible, out, delayed }: { visible: number; out: number; delayed: number }): number {
  return visible + out + delayed;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

function messages(sink: Sink, tags: Record<string, string>): string {
  const found = sink.list(tags);
  const about = Object.entries(tags).map(([name, value]) =>
    pageLink('find', { text: value }, `everything on ${name} ${value}`),
  );
  return page(
    'Messages',
    html`<p class="tags">${about}</p><p class="soft">${found.length} messages${found.length > SHOWN ? `, the last ${SHOWN} of them` : ''}</p>${messageTable(found.slice(-SHOWN))}`,
  );
}

async function executions({ resources, states }: PageOptions, status: string): Promise<string> {
  const wanted = STATUSES.includes(status) ? { status } : {};
  const found = await listExecutions(states, resources(), { ...wanted, most: SHOWN });
  const choices = STATUSES.map((one) => pageLink('executions', { status: one }, one.toLowerCase().replace('_', ' ')));
  return page(
    'Executions',
    html`<p class="tags">${link('/_local/pages/executions', 'all')}${choices}</p>${await executionTable(states, found)}`,
  );
}

async function tableItems(dynamo: PartApi, name: string): Promise<string> {
  const { items, keys, all } = await readItems(dynamo, name, SHOWN);
  return page(
    name,
    html`<p class="soft">${all ? 'all' : 'the first'} ${items.length} items</p>${itemTable(keys, items)}`,
  );
}
