// The picture: boxes in layers, the way taken in colour, the state it is in marked.
import { html, type Markup } from '../html.ts';
import { BOX_HEIGHT, type LaidOut, layOut, type Placed } from './lay-out.ts';
import type { Path } from './path-taken.ts';
import type { Graph, GraphEdge } from './read-graph.ts';

export type Standing = 'running' | 'succeeded' | 'failed';

export function drawGraph(graph: Graph, path: Path, standing: Standing): Markup {
  const laid = layOut(graph);
  const isTaken = (edge: GraphEdge): boolean => path.steps.has(`${edge.from} → ${edge.to}`);
  // What was taken is drawn last, over the rest.
  const edges = [...graph.edges].sort((one, other) => Number(isTaken(one)) - Number(isTaken(other)));
  return html`<div class="graph"><svg viewBox="0 0 ${laid.width} ${laid.height}" width="${laid.width}" role="img" aria-label="State graph">
    <defs>${arrow('open')}${arrow('taken')}</defs>
    ${edges.map((edge) => drawEdge(edge, laid, isTaken(edge)))}
    ${[...laid.nodes.values()].map((node) => drawNode(node, graph.start, path, standing))}</svg></div>`;
}

function arrow(name: string): Markup {
  return html`<marker id="arrow-${name}" class="${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z"/></marker>`;
}

function drawNode(node: Placed, start: string, path: Path, standing: Standing): Markup {
  const visits = path.visits.get(node.name) ?? 0;
  const isCurrent = path.current.has(node.name);
  const classes = ['state', visits > 0 ? 'visited' : '', isCurrent ? `current ${standing}` : '', node.end ? 'end' : ''];
  const { x, y, width } = node;
  const rounding = node.type === 'Choice' ? 2 : BOX_HEIGHT / 4;
  return html`<g class="${classes.filter((one) => one !== '').join(' ')}">
    <title>${node.type}${node.name === start ? ', the first state' : ''}${node.comment === '' ? '' : `: ${node.comment}`}</title>
    <rect x="${x}" y="${y}" width="${width}" height="${BOX_HEIGHT}" rx="${rounding}"/>
    <text x="${x + width / 2}" y="${y + BOX_HEIGHT / 2 + 4}">${node.name}</text>
    ${visits > 1 ? html`<g class="count"><circle cx="${x + width - 4}" cy="${y + 2}" r="10"/><text x="${x + width - 4}" y="${y + 6}">${visits}</text></g>` : ''}</g>`;
}

function drawEdge(edge: GraphEdge, { nodes, width }: LaidOut, taken: boolean): Markup | string {
  const from = nodes.get(edge.from);
  const to = nodes.get(edge.to);
  if (from === undefined || to === undefined) return '';
  const line = to.layer > from.layer ? down(from, to) : around(from, to, width);
  return html`<path class="way ${edge.kind}${taken ? ' taken' : ''}" d="${line}" marker-end="url(#arrow-${taken ? 'taken' : 'open'})"><title>${edge.from} → ${edge.to}</title></path>`;
}

function down(from: Placed, to: Placed): string {
  const [x1, y1] = [from.x + from.width / 2, from.y + BOX_HEIGHT];
  const [x2, y2] = [to.x + to.width / 2, to.y];
  // Ways that leave and arrive together are easier told apart when they do not share their ends.
  const lean = Math.max(-0.32, Math.min(0.32, (x2 - x1) / 900));
  const [start, end] = [x1 + lean * from.width, x2 - lean * to.width];
  const bend = Math.max(24, (y2 - y1) / 2);
  return `M${round(start)} ${y1} C${round(start)} ${round(y1 + bend)} ${round(end)} ${round(y2 - bend)} ${round(end)} ${y2 - 1}`;
}

/** Back, or to a state of the same layer: out on the right and in on the right. */
function around(from: Placed, to: Placed, width: number): string {
  const [x1, y1] = [from.x + from.width, from.y + BOX_HEIGHT / 2 + 6];
  const [x2, y2] = [to.x + to.width, to.y + BOX_HEIGHT / 2 - 4];
  const out = Math.min(width - 4, Math.max(x1, x2) + 34 + Math.abs(from.layer - to.layer) * 14);
  return `M${round(x1)} ${y1} C${round(out)} ${y1} ${round(out)} ${y2} ${round(x2 + 1)} ${y2}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
