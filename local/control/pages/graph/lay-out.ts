// Where the boxes stand: in layers from the start down, each below what leads to it; ways back do not count.
import type { Graph, GraphEdge, GraphNode } from './read-graph.ts';

export type Placed = GraphNode & { x: number; y: number; width: number; layer: number };
export type LaidOut = { nodes: ReadonlyMap<string, Placed>; width: number; height: number };

export const BOX_HEIGHT = 38;
const GAP_ACROSS = 22;
const GAP_DOWN = 52;
const MARGIN = 26;
const SWEEPS = 6;

export function layOut(graph: Graph): LaidOut {
  const forward = forwardEdges(graph);
  const layers = orderWithin(layersOf(graph, forward), forward);
  const widest = Math.max(...layers.map(widthOf), 0);
  const nodes = new Map<string, Placed>();
  for (const [layer, row] of layers.entries()) {
    let x = MARGIN + (widest - widthOf(row)) / 2;
    for (const node of row) {
      const width = boxWidth(node);
      nodes.set(node.name, { ...node, x, y: MARGIN + layer * (BOX_HEIGHT + GAP_DOWN), width, layer });
      x += width + GAP_ACROSS;
    }
  }
  const height = layers.length * (BOX_HEIGHT + GAP_DOWN) - GAP_DOWN + 2 * MARGIN;
  return { nodes, width: widest + 2 * MARGIN, height: Math.max(height, 0) };
}

function boxWidth({ name }: GraphNode): number {
  return Math.max(96, Math.round([...name].reduce((sum, one) => sum + (one > '\u2000' ? 13 : 7.1), 26)));
}

function widthOf(row: readonly GraphNode[]): number {
  return row.reduce((sum, node) => sum + boxWidth(node) + GAP_ACROSS, -GAP_ACROSS);
}

/** Edges that do not lead back to a state one has come from. */
function forwardEdges({ start, nodes, edges }: Graph): GraphEdge[] {
  const leaving = Map.groupBy(edges, ({ from }) => from);
  const state = new Map<string, 'open' | 'done'>();
  const forward: GraphEdge[] = [];
  const visit = (name: string): void => {
    state.set(name, 'open');
    for (const edge of leaving.get(name) ?? []) {
      if (state.get(edge.to) === 'open') continue;
      forward.push(edge);
      if (!state.has(edge.to)) visit(edge.to);
    }
    state.set(name, 'done');
  };
  for (const name of [start, ...nodes.map((node) => node.name)]) if (!state.has(name)) visit(name);
  return forward;
}

/** The longest way from the start decides the layer. */
function layersOf({ nodes }: Graph, forward: readonly GraphEdge[]): GraphNode[][] {
  const entering = Map.groupBy(forward, ({ to }) => to);
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const depth = Math.max(-1, ...(entering.get(name) ?? []).map(({ from }) => depthOf(from))) + 1;
    depths.set(name, depth);
    return depth;
  };
  const rows: GraphNode[][] = [];
  for (const node of nodes) {
    const depth = depthOf(node.name);
    while (rows.length <= depth) rows.push([]);
    rows[depth]?.push(node);
  }
  return rows;
}

/** Boxes stand near what they are connected to: each goes to the middle of its neighbours, again and again. */
function orderWithin(layers: readonly GraphNode[][], forward: readonly GraphEdge[]): GraphNode[][] {
  let rows = layers.map((row) => [...row]);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const places = new Map(
      rows.flatMap((row) => row.map((node, index): [string, number] => [node.name, (index + 0.5) / row.length])),
    );
    rows = rows.map((row) =>
      row
        .map((node, index) => ({
          node,
          at: middle(neighbours(node.name, forward), places) ?? (index + 0.5) / row.length,
        }))
        .sort((one, other) => one.at - other.at)
        .map(({ node }) => node),
    );
  }
  return rows;
}

/** Ordinary ways count; errors only where there is nothing else. */
function neighbours(name: string, edges: readonly GraphEdge[]): string[] {
  const touching = edges.filter(({ from, to }) => from === name || to === name);
  const ordinary = touching.filter(({ kind }) => kind !== 'catch');
  return (ordinary.length > 0 ? ordinary : touching).map(({ from, to }) => (from === name ? to : from));
}

function middle(names: readonly string[], places: ReadonlyMap<string, number>): number | undefined {
  const known = names.flatMap((name) => places.get(name) ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0) / known.length;
}
