// Everything that names an id: executions, messages and items - a case followed without a console.
import type { Sink } from '../../mail/sink.ts';
import type { PartApi } from '../../parts.ts';
import type { Resources } from '../resources.ts';
import { executionTable, listExecutions } from './execution-table.ts';
import { html, type Markup, page } from './html.ts';
import { itemTable, readItems } from './items.ts';
import { messageTable } from './message-table.ts';

const SHORTEST = 3;
const MOST_EXECUTIONS = 20_000;
const MOST_SHOWN = 300;

export async function findPage(
  options: { resources(): Resources; states: PartApi; dynamo: PartApi; sink: Sink },
  text: string,
): Promise<string> {
  if (text.length < SHORTEST)
    return page('Find', html`<p>Give at least ${SHORTEST} characters of an id: of a case, an item, an execution.</p>`);
  const { states, dynamo, sink } = options;
  const resources = options.resources();
  const executions = (await listExecutions(states, resources, { most: MOST_EXECUTIONS })).filter(({ name }) =>
    name.includes(text),
  );
  const messages = sink
    .list({})
    .filter(({ tags, to, text: said }) => to === text || said.includes(text) || Object.values(tags).includes(text));
  const items: Markup[] = [];
  for (const { name } of resources.tables) {
    const found = await readItems(dynamo, name, MOST_SHOWN, (keys) => keys.some((key) => key.includes(text)));
    if (found.items.length > 0) items.push(html`<h2>In ${name}</h2>${itemTable(found.keys, found.items)}`);
  }
  return page(
    `“${text}”`,
    html`<h2>Executions</h2>${await executionTable(states, executions.slice(0, MOST_SHOWN))}
      <h2>Messages</h2>${messageTable(messages.slice(-MOST_SHOWN))}
      ${items}`,
    text,
  );
}
