// The picture: boxes in layers, the way taken in colour, the state it is in marked.
import { html, type Markup } from '../html.ts';
import { BOX_HEIGHT, type LaidOut, layOut, type Placed } from './lay-out.ts';
import type { Path } from './path-taken.ts';
import type { Graph, GraphEdge } from './read-graph.ts';

const LANE = 9;

export type Standing = 'running' | 'succeeded' | 'failed';

export function drawGraph(graph: Graph, path: Path, standing: Standing): Markup {
  const laid = layOut(graph);
  const isTaken = (edge: GraphEdge): boolean => path.steps.has(`${edge.from} → ${edge.to}`);
  // What was taken is drawn last, over the rest.
  const edges = [...graph.edges].sort((one, other) => Number(isTaken(one)) - Number(isTaken(other)));
  // Ways back go around on the right: each that was taken in a lane of its own, the others share one.
  const lanes = edges.filter((edge) => isTaken(edge) && isBack(edge, laid));
  const laneOf = (edge: GraphEdge): number => lanes.indexOf(edge) + 1;
  const width = laid.width + (lanes.length + 1) * LANE;
  return html`<div class="graph"><svg viewBox="0 0 ${width} ${laid.height}" width="${width}" role="img" aria-label="State graph">
    <defs>${arrow('open')}${arrow('taken')}</defs>
    ${edges.map((edge) => drawEdge(edge, laid, isTaken(edge), laneOf(edge)))}
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

function isBack({ from, to }: GraphEdge, { nodes }: LaidOut): boolean {
  return (nodes.get(to)?.layer ?? 0) <= (nodes.get(from)?.layer ?? 0);
}

function drawEdge(edge: GraphEdge, laid: LaidOut, taken: boolean, lane: number): Markup | string {
  const from = laid.nodes.get(edge.from);
  const to = laid.nodes.get(edge.to);
  if (from === undefined || to === undefined) return '';
  const line = isBack(edge, laid) ? around(from, to, laid.width, lane) : down(from, to);
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

/** Out below, along the gap between the rows to its lane, up, and in from above: so that it crosses no box. */
function around(from: Placed, to: Placed, width: number, lane: number): string {
  const gap = 10 + (lane % 4) * 4;
  const [x1, y1] = [round(from.x + from.width * 0.8), from.y + BOX_HEIGHT];
  const [x2, y2] = [round(to.x + to.width * (0.66 + (lane % 4) * 0.08)), to.y];
  const [out, below, above] = [width - LANE + lane * LANE, y1 + gap, y2 - gap - 4];
  const r = 6;
  return `M${x1} ${y1} V${below - r} q0 ${r} ${r} ${r} H${out - r} q${r} 0 ${r} -${r} V${above + r} q0 -${r} -${r} -${r} H${x2 + r} q-${r} 0 -${r} ${r} V${y2 - 1}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
