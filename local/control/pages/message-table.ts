// What was sent, newest first, each with its tags to look further with.
import type { SinkEntry } from '../../mail/sink.ts';
import { folded, html, link, type Markup, pageLink, shortInstant, table } from './html.ts';

export function messageTable(entries: readonly SinkEntry[]): Markup {
  return table(
    ['at', 'to', 'what it says', 'about'],
    [...entries]
      .reverse()
      .map((entry) => [
        shortInstant(entry.at),
        html`${entry.to}<br><small class="soft">${entry.channel}</small>`,
        said(entry),
        html`<span class="tags">${Object.entries(entry.tags).map(([name, value]) => pageLink('messages', { [name]: value }, `${name} ${value}`))}</span>`,
      ]),
  );
}

function said({ subject, text, links }: SinkEntry): Markup {
  const words = html`<pre>${text}</pre>`;
  return html`${subject === undefined ? words : folded(subject, words)}${links.map((one) => html`${link(one, one)}<br>`)}`;
}
