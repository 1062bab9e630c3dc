// GET /_local/: a plain page to look around, with an execution's history as a readable page.

import { ROOT } from '../iam/access.ts';
import { arrayOf, isObject, objectOf, parseJson, textOf } from '../json.ts';
import type { Functions } from '../lambda/functions.ts';
import type { Sink } from '../mail/sink.ts';
import type { PartApi } from '../parts.ts';
import type { Queues } from '../sqs/queues.ts';
import type { StackClock } from '../time/clock.ts';
import type { Timekeeper } from '../time/timekeeper.ts';
import { type ControlRoutes, htmlAnswer } from './answer.ts';
import { html, link, type Markup, page, table } from './html.ts';
import type { Resources } from './resources.ts';

export type PageOptions = {
  clock: StackClock;
  time: Timekeeper;
  resources(): Resources;
  queues: Queues;
  sink: Sink;
  functions: Functions;
  states: PartApi;
  dynamo: PartApi;
};

const SHOWN = 200;

export function pageRoutes(options: PageOptions): ControlRoutes {
  return {
    'GET /_local/': async () => htmlAnswer(index(options)),
    'GET /_local/pages/messages': async ({ query }) => htmlAnswer(messages(options.sink, Object.fromEntries(query))),
    'GET /_local/pages/executions': async () => htmlAnswer(await executions(options)),
    'GET /_local/pages/execution': async ({ query }) => htmlAnswer(await execution(options, query.get('arn') ?? '')),
    'GET /_local/pages/table': async ({ query }) => htmlAnswer(await tableItems(options, query.get('name') ?? '')),
  };
}

function index({ clock, time, resources, queues, functions, sink }: PageOptions): string {
  const { tables, stateMachines } = resources();
  const next = time.nextTimerAt();
  const counts = functions.counts();
  return page(
    'Local stack',
    html`<p>It is ${new Date(clock.now()).toISOString()} (${clock.virtual ? 'virtual' : 'real'} time); the next timer is ${next === undefined ? 'not set' : `at ${new Date(next).toISOString()}`}.</p>
      <p>${link('/_local/pages/executions', `Executions of ${stateMachines.length} state machines`)} · ${link('/_local/pages/messages', `${sink.list({}).length} messages`)} ·
      ${link('/_local/resources', 'resources')} · ${link('/_local/consumed', 'consumed units')} · ${link('/_local/faults', 'faults')} · ${link('/_local/clock', 'clock')}</p>
      <h2>Tables</h2>${table(
        ['table'],
        tables.map(({ name }) => [link(`/_local/pages/table?name=${encodeURIComponent(name)}`, name)]),
      )}
      <h2>Queues</h2>${table(
        ['queue', 'visible', 'in flight', 'delayed'],
        queues.all().map(({ plan, state }) => {
          const { visible, out, delayed } = state.counts();
          return [plan.name, visible, out, delayed];
        }),
      )}
      <h2>Functions</h2>${table(
        ['function', 'invocations', 'errors', 'log bytes', 'mean ms'],
        Object.entries(counts).map(([name, count]) => [
          name,
          count.invocations,
          count.errors,
          count.logBytes,
          count.invocations === 0 ? '' : (count.milliseconds / count.invocations).toFixed(1),
        ]),
      )}`,
  );
}

function messages(sink: Sink, tags: Record<string, string>): string {
  const entries = sink.list(tags).slice(-SHOWN).reverse();
  return page(
    'Messages',
    table(
      ['at', 'channel', 'to', 'what it says', 'tags'],
      entries.map((entry) => [
        entry.at,
        entry.channel,
        entry.to,
        html`<strong>${entry.subject ?? ''}</strong><pre>${entry.text}</pre>${entry.links.map((one) => html`${link(one, one)} `)}`,
        JSON.stringify(entry.tags),
      ]),
    ),
  );
}

async function executions({ resources, states }: PageOptions): Promise<string> {
  const sections: Markup[] = [];
  for (const { name, arn } of resources().stateMachines) {
    const listed = arrayOf(
      objectOf(await states('ListExecutions', { stateMachineArn: arn, maxResults: SHOWN }, ROOT)).executions,
    );
    const rows = listed
      .filter(isObject)
      .map((one) => [
        link(`/_local/pages/execution?arn=${encodeURIComponent(String(one.executionArn))}`, String(one.name)),
        String(one.status),
        instant(one.startDate),
        instant(one.stopDate),
      ]);
    sections.push(html`<h2>${name}</h2>${table(['execution', 'status', 'started', 'stopped'], rows)}`);
  }
  return page('Executions', html`${sections}`);
}

async function execution({ states }: PageOptions, executionArn: string): Promise<string> {
  const described = objectOf(await states('DescribeExecution', { executionArn }, ROOT));
  const history = objectOf(await states('GetExecutionHistory', { executionArn, maxResults: 1000 }, ROOT));
  const rows = arrayOf(history.events)
    .filter(isObject)
    .map((event) => {
      const details = Object.entries(event).find(
        ([name]) => name.endsWith('Details') || name.endsWith('EventDetails'),
      )?.[1];
      return [
        String(event.id),
        instant(event.timestamp),
        String(event.type),
        textOf(objectOf(details).name) ?? '',
        details === undefined
          ? ''
          : html`<details><summary>details</summary><pre>${JSON.stringify(unwrapped(details), null, 2)}</pre></details>`,
      ];
    });
  return page(
    `Execution ${String(described.name ?? executionArn)}`,
    html`<p>${String(described.status)}: started ${instant(described.startDate)}${described.stopDate === undefined ? '' : html`, stopped ${instant(described.stopDate)}`}</p>
      ${table(['#', 'at', 'what', 'state', ''], rows)}`,
  );
}

async function tableItems({ dynamo }: PageOptions, name: string): Promise<string> {
  const scanned = objectOf(await dynamo('Scan', { TableName: name, Limit: SHOWN }, ROOT));
  const rows = arrayOf(scanned.Items).map((item) => [html`<pre>${JSON.stringify(plainItem(item), null, 1)}</pre>`]);
  return page(`Table ${name}`, table([`the first ${rows.length} items`], rows));
}

/** Attribute values without their type wrappers, for reading. */
function plainItem(value: unknown): unknown {
  return Object.fromEntries(
    Object.entries(objectOf(value)).map(([name, attribute]) => [name, plainAttribute(attribute)]),
  );
}

function plainAttribute(attribute: unknown): unknown {
  const [kind, value] = Object.entries(objectOf(attribute))[0] ?? [];
  if (kind === 'M') return plainItem(value);
  if (kind === 'L') return arrayOf(value).map(plainAttribute);
  return kind === 'N' ? Number(value) : value;
}

/** JSON inside texts - inputs, outputs, parameters - is shown as what it is. */
function unwrapped(value: unknown): unknown {
  if (typeof value === 'string') return /^[[{]/.test(value) ? (parseJson(value) ?? value) : value;
  if (Array.isArray(value)) return value.map(unwrapped);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unwrapped(one)]))
    : value;
}

/** AWS gives instants as seconds since 1970. */
function instant(value: unknown): string {
  return typeof value === 'number' ? new Date(value * 1000).toISOString() : '';
}
