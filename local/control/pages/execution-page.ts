// One execution: its state graph with the way it has gone, where it stayed how long, what was sent, and every event.
import { ROOT } from '../../iam/access.ts';
import { arrayOf, isObject, objectOf, parseJson, textOf } from '../../json.ts';
import type { Sink } from '../../mail/sink.ts';
import type { PartApi } from '../../parts.ts';
import { drawGraph, type Standing } from './graph/draw.ts';
import { type Path, pathTaken } from './graph/path-taken.ts';
import { readGraph } from './graph/read-graph.ts';
import { badge, folded, html, instant, json, type Markup, page, pageLink, shortInstant, table } from './html.ts';
import { messageTable } from './message-table.ts';

const MOST_EVENTS = 5000;
const SHORTEST_ID = 6;

export async function executionPage(states: PartApi, sink: Sink, executionArn: string): Promise<string> {
  const described = objectOf(await states('DescribeExecution', { executionArn }, ROOT));
  const machine = objectOf(await states('DescribeStateMachineForExecution', { executionArn }, ROOT));
  const events = await historyOf(states, executionArn);
  const path = pathTaken(events);
  const status = String(described.status);
  const input = parseJson(textOf(described.input) ?? '');
  const name = String(described.name ?? executionArn);
  const graph = drawGraph(readGraph(parseJson(textOf(machine.definition) ?? '')), path, standingOf(status));
  return page(
    name,
    html`<p>${badge(status)} <span class="soft">of</span> ${String(machine.name)} <span class="soft">· started</span> ${instant(described.startDate)}
      ${described.stopDate === undefined ? '' : html`<span class="soft">· ended</span> ${instant(described.stopDate)}`}
      <span class="soft">· ${events.length} events</span></p>
      ${aboutWhat(input)}
      ${described.error === undefined ? '' : html`<div class="card bad"><b>${String(described.error)}</b> ${String(described.cause ?? '')}</div>`}
      ${graph}
      <div class="card">${folded('input', json(input))}${described.output === undefined ? '' : folded('output', json(parseJson(String(described.output))))}</div>
      <h2>Where it was</h2>${stays(path)}
      <h2>Messages about the same</h2>${messageTable(messagesAbout(sink, input))}
      <h2>Every event</h2>${eventTable(events)}`,
  );
}

async function historyOf(states: PartApi, executionArn: string): Promise<unknown[]> {
  const events: unknown[] = [];
  let nextToken: string | undefined;
  do {
    const page = objectOf(
      await states(
        'GetExecutionHistory',
        { executionArn, maxResults: 1000, ...(nextToken === undefined ? {} : { nextToken }) },
        ROOT,
      ),
    );
    events.push(...arrayOf(page.events));
    nextToken = textOf(page.nextToken);
  } while (nextToken !== undefined && events.length < MOST_EVENTS);
  return events;
}

function standingOf(status: string): Standing {
  if (status === 'RUNNING') return 'running';
  return status === 'SUCCEEDED' ? 'succeeded' : 'failed';
}

/** Ids in the input, each to look further with. */
function aboutWhat(input: unknown): Markup {
  const ids = idsIn(input);
  if (ids.length === 0) return html``;
  return html`<p class="tags">${ids.map(([name, id]) => pageLink('find', { text: id }, `${name} ${id}`))}</p>`;
}

/** Members of the input that look like names of something: one word, not too short. */
export function idsIn(value: unknown, name = ''): [string, string][] {
  if (typeof value === 'string') return value.length >= SHORTEST_ID && /^[\w-]+$/.test(value) ? [[name, value]] : [];
  if (Array.isArray(value)) return value.flatMap((one) => idsIn(one, name));
  return isObject(value) ? Object.entries(value).flatMap(([key, one]) => idsIn(one, key)) : [];
}

function messagesAbout(sink: Sink, input: unknown) {
  const ids = new Set(idsIn(input).map(([, id]) => id));
  return sink.list({}).filter(({ tags }) => Object.values(tags).some((value) => ids.has(value)));
}

function stays({ stays: all }: Path): Markup {
  const rows = all.map(({ state, enteredAt, leftAt, error }) => [
    state,
    shortInstant(enteredAt),
    leftAt === undefined ? html`<span class="wait">there now</span>` : lasting(leftAt - enteredAt),
    error === undefined ? '' : html`<span class="bad">${error}</span>`,
  ]);
  return table(['state', 'entered', 'stayed', 'left by'], rows);
}

/** Two units are enough: `2 d 3 h`. */
function lasting(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return '–';
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const from = parts.findIndex(([count]) => count > 0);
  return parts
    .slice(from, from + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

function eventTable(events: readonly unknown[]): Markup {
  const rows = events.filter(isObject).map((event) => {
    const details = Object.entries(event).find(([name]) => name.endsWith('Details'))?.[1];
    return [
      String(event.id),
      instant(event.timestamp),
      String(event.type),
      textOf(objectOf(details).name) ?? '',
      details === undefined ? '' : folded('details', json(unwrapped(details))),
    ];
  });
  return table(['#', 'at', 'what', 'state', ''], rows);
}

/** JSON inside texts - inputs, outputs, parameters - is shown as what it is. */
function unwrapped(value: unknown): unknown {
  if (typeof value === 'string') return /^[[{]/.test(value) ? (parseJson(value) ?? value) : value;
  if (Array.isArray(value)) return value.map(unwrapped);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, unwrapped(one)]))
    : value;
}
