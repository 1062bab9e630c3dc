// Parallel and Map: threads of their own, joined when all are done, given up together when one fails.
import type { MapState, ParallelState } from '../definition/model.ts';
import { EvaluationError } from '../expressions/expressions.ts';
import { expectKind } from '../expressions/template.ts';
import { childrenOf, type Failure, type Frame, newFrame, stateOf } from '../model.ts';
import { bindingsOf } from './bindings.ts';
import { evaluated, leave, type Outcome, parked } from './outcome.ts';
import { addEvent, change, removeFrame, type Turn, tell, unpark } from './turn.ts';

/** Iterations of an inline Map that AWS runs at once at most. */
const mostAtOnce = 40;

export async function startBranches(turn: Turn, frame: Frame, state: ParallelState): Promise<Outcome> {
  const input = await evaluated(state.arguments, bindingsOf(turn.run, frame), frame.input);
  const started = tell(turn, frame, 'ParallelStateStarted');
  frame.phase = 'children';
  change(turn, frame);
  for (const [index, branch] of state.branches.entries()) addChild(turn, frame, index, branch, input, started);
  return parked;
}

export async function startMap(turn: Turn, frame: Frame, state: MapState): Promise<Outcome> {
  const bindings = bindingsOf(turn.run, frame);
  for (const template of state.tolerated) expectKind(template, await template.evaluate(bindings), 'number');
  const limit = await evaluated(state.maxConcurrency, bindings, 0);
  if (state.maxConcurrency !== undefined) expectKind(state.maxConcurrency, limit, 'number');
  const items = await itemsOf(frame, state, bindings);
  frame.items = items;
  frame.concurrency = Math.min(Number(limit) === 0 ? mostAtOnce : Number(limit), mostAtOnce);
  const started = tell(turn, frame, 'MapStateStarted', { mapStateStartedEventDetails: { length: items.length } });
  frame.phase = 'children';
  change(turn, frame);
  if (items.length === 0) return joinMap(turn, frame, state, started);
  for (let index = 0; index < Math.min(items.length, frame.concurrency); index += 1)
    await startIteration(turn, frame, state, index, started);
  return parked;
}

async function itemsOf(
  frame: Frame,
  state: MapState,
  bindings: ReturnType<typeof bindingsOf>,
): Promise<readonly unknown[]> {
  const items = await evaluated(state.items, bindings, frame.input);
  if (Array.isArray(items)) return items;
  if (state.items !== undefined) expectKind(state.items, items, 'array');
  throw new EvaluationError(`Map state input must be an array but was: ${JSON.stringify(items)}`, undefined);
}

async function startIteration(turn: Turn, frame: Frame, state: MapState, index: number, after: number): Promise<void> {
  const value = frame.items?.[index];
  const bindings = bindingsOf(turn.run, frame, {}, { index, value });
  const input = await evaluated(state.itemSelector, bindings, value);
  const started = addEvent(turn, after, 'MapIterationStarted', {
    mapIterationStartedEventDetails: { name: frame.state, index },
  });
  addChild(turn, frame, index, state.processor, input, started);
}

function addChild(turn: Turn, parent: Frame, index: number, flow: Frame['flow'], input: unknown, after: number): void {
  const { run } = turn;
  const child = newFrame(run.nextFrame, parent.id, index, flow, input, after);
  run.nextFrame += 1;
  run.frames.set(child.id, child);
  change(turn, child);
  turn.ready.push(child);
}

/** A branch has ended: the next iteration starts, or all are joined. @throws EvaluationError */
export async function childDone(turn: Turn, parent: Frame, child: Frame, output: unknown): Promise<Outcome> {
  child.phase = 'done';
  child.result = output;
  change(turn, child);
  const state = stateOf(parent);
  if (state.type === 'Parallel') {
    const branches = childrenOf(turn.run, parent);
    return branches.every(({ phase }) => phase === 'done')
      ? joinBranches(turn, parent, state, branches, child.lastEvent)
      : parked;
  }
  if (state.type !== 'Map') throw new Error(`${parent.state} has no branches`);
  const before = child.lastEvent;
  const succeeded = tell(turn, child, 'MapIterationSucceeded', {
    mapIterationSucceededEventDetails: { name: parent.state, index: child.index },
  });
  const iterations = childrenOf(turn.run, parent);
  const length = parent.items?.length ?? 0;
  if (iterations.length < length) {
    await startIteration(turn, parent, state, iterations.length, before);
    return parked;
  }
  return iterations.every(({ phase }) => phase === 'done') ? joinMap(turn, parent, state, succeeded) : parked;
}

function joinBranches(
  turn: Turn,
  frame: Frame,
  state: ParallelState,
  branches: readonly Frame[],
  after: number,
): Promise<Outcome> {
  addEvent(turn, after, 'ParallelStateSucceeded');
  return join(turn, frame, state, branches, after);
}

function joinMap(turn: Turn, frame: Frame, state: MapState, after: number): Promise<Outcome> {
  addEvent(turn, after, 'MapStateSucceeded');
  return join(turn, frame, state, childrenOf(turn.run, frame), after);
}

function join(
  turn: Turn,
  frame: Frame,
  state: ParallelState | MapState,
  children: readonly Frame[],
  after: number,
): Promise<Outcome> {
  const result = children.toSorted((one, other) => one.index - other.index).map((child) => child.result);
  for (const child of children) removeFrame(turn, child);
  frame.items = undefined;
  frame.phase = 'ready';
  frame.lastEvent = after;
  change(turn, frame);
  return leave(turn, frame, state, state.next, bindingsOf(turn.run, frame, { result }), result);
}

/** A branch has failed for good: the others are given up, and the state has failed. */
export function childFailed(turn: Turn, parent: Frame, child: Frame, failure: Failure): Outcome {
  const last = child.lastEvent;
  unpark(turn, child);
  if (failure.fatal === true) {
    stopBranches(turn, parent, undefined, child);
  } else {
    // What is cut follows the failure that cut it, and so does the failure of the whole.
    stopBranches(turn, parent, last, child);
    tellBranchFailed(turn, parent, child);
  }
  if (child.phase === 'children') stopBranches(turn, child, undefined);
  else child.phase = 'failed';
  parent.lastEvent = last;
  return { kind: 'failed', failure };
}

function tellBranchFailed(turn: Turn, parent: Frame, child: Frame): void {
  if (parent.items !== undefined)
    addEvent(turn, child.lastEvent, 'MapIterationFailed', {
      mapIterationFailedEventDetails: { name: parent.state, index: child.index },
    });
  else if (stateOf(child).type === 'Task') addEvent(turn, child.lastEvent, 'TaskStateAborted');
}

/** @param after the event that their events follow; undefined when they are to leave none. */
function stopBranches(turn: Turn, parent: Frame, after: number | undefined, but?: Frame): void {
  for (const child of childrenOf(turn.run, parent)) {
    if (child === but || child.phase === 'done' || child.phase === 'failed' || child.phase === 'aborted') continue;
    if (after !== undefined && parent.items !== undefined)
      addEvent(turn, after, 'MapIterationAborted', {
        mapIterationAbortedEventDetails: { name: parent.state, index: child.index },
      });
    giveUp(turn, child, after);
  }
}

/** Stops a frame and everything below it where they stand. @param after as above */
export function giveUp(turn: Turn, frame: Frame, after: number | undefined): void {
  if (frame.phase === 'children') stopBranches(turn, frame, after);
  if (after !== undefined && frame.enteredEvent > 0 && frame.phase !== 'ready' && frame.phase !== 'failed')
    addEvent(turn, after, `${stateOf(frame).type}StateAborted`);
  if (frame.phase === 'children' || frame.phase === 'failed') return;
  if (frame.child !== undefined) turn.strays.push({ child: frame.child, roleArn: turn.run.roleArn });
  unpark(turn, frame);
  frame.phase = 'aborted';
}

/** A state of branches has failed and will not be tried again: what still runs of it is cut, then its event. */
export function tellStateFailed(turn: Turn, frame: Frame): void {
  const { type } = stateOf(frame);
  if (type !== 'Parallel' && type !== 'Map') return;
  if (frame.phase === 'children') stopBranches(turn, frame, frame.lastEvent);
  tell(turn, frame, `${type}StateFailed`);
}
