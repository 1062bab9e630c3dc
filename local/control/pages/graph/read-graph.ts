// A state machine's definition as boxes and arrows. States inside a Map or Parallel are boxes, too.
import { arrayOf, isObject, type JsonObject, objectOf, textOf } from '../../../json.ts';

export type GraphNode = { name: string; type: string; comment: string; end: boolean };
/** `catch` is taken by an error only, `inside` leads into a Map or Parallel. */
export type GraphEdge = { from: string; to: string; kind: 'next' | 'choice' | 'catch' | 'inside' };
export type Graph = { start: string; nodes: GraphNode[]; edges: GraphEdge[] };

export function readGraph(definition: unknown): Graph {
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  const { StartAt } = objectOf(definition);
  addFlow(objectOf(definition), nodes, edges);
  return { start: textOf(StartAt) ?? '', nodes, edges: withoutRepeats(edges) };
}

function addFlow(flow: JsonObject, nodes: GraphNode[], edges: GraphEdge[]): void {
  for (const [name, value] of Object.entries(objectOf(flow.States))) {
    const state = objectOf(value);
    const type = textOf(state.Type) ?? '';
    const ends = state.End === true || type === 'Succeed' || type === 'Fail';
    nodes.push({ name, type, comment: textOf(state.Comment) ?? '', end: ends });
    const add = (to: unknown, kind: GraphEdge['kind']): void => {
      if (typeof to === 'string') edges.push({ from: name, to, kind });
    };
    add(state.Next, 'next');
    for (const choice of arrayOf(state.Choices)) add(objectOf(choice).Next, 'choice');
    add(state.Default, 'choice');
    for (const catcher of arrayOf(state.Catch)) add(objectOf(catcher).Next, 'catch');
    for (const inner of flowsWithin(state)) {
      add(inner.StartAt, 'inside');
      addFlow(inner, nodes, edges);
    }
  }
}

function flowsWithin(state: JsonObject): JsonObject[] {
  return [...arrayOf(state.Branches), state.ItemProcessor, state.Iterator].filter(isObject);
}

/** Several ways between the same two states are one arrow; an ordinary way outweighs an error. */
function withoutRepeats(edges: readonly GraphEdge[]): GraphEdge[] {
  const known = new Map<string, GraphEdge>();
  for (const edge of edges) {
    const key = `${edge.from} → ${edge.to}`;
    const earlier = known.get(key);
    if (earlier === undefined || earlier.kind === 'catch') known.set(key, edge);
  }
  return [...known.values()];
}
