// A frame as a row: what changes with every turn in one small text, payloads beside it as they are written elsewhere.
import type { Definition, Flow } from '../definition/model.ts';
import { type Frame, isBusy, newFrame } from '../model.ts';
import { jsonText, readJson } from '../payload.ts';

export type FrameRow = { id: number; body: string; input: string; variables: string | null; data: string | null };

const noVariables = {};

export function writeFrame(frame: Frame): Omit<FrameRow, 'id'> & { busy: boolean } {
  return {
    busy: isBusy(frame),
    body: JSON.stringify(bodyOf(frame)),
    input: jsonText(frame.input),
    variables: Object.keys(frame.variables).length === 0 ? null : jsonText(frame.variables),
    data: frame.items !== undefined ? jsonText(frame.items) : frame.phase === 'done' ? jsonText(frame.result) : null,
  };
}

function bodyOf(frame: Frame): object {
  return {
    parent: frame.parent,
    index: frame.index,
    state: frame.state,
    phase: frame.phase,
    enteredAt: frame.enteredAt,
    enteredEvent: frame.enteredEvent,
    enteredAfter: frame.enteredAfter,
    lastEvent: frame.lastEvent,
    retries: frame.retries,
    attempts: frame.attempts,
    timers: frame.timers,
    scheduledEvent: frame.scheduledEvent,
    token: frame.token,
    heartbeatSeconds: frame.heartbeatSeconds,
    child: frame.child,
    settled: frame.settled,
    concurrency: frame.concurrency,
  };
}

export function readFrame(
  id: number,
  row: FrameRow,
  definition: Definition,
  others: ReadonlyMap<number, Frame>,
): Frame {
  const body = JSON.parse(row.body);
  const data = row.data === null ? undefined : readJson(row.data);
  const frame = newFrame(
    id,
    body.parent,
    body.index,
    flowOf(body.parent, body.index, definition, others),
    undefined,
    0,
  );
  Object.assign(frame, body);
  frame.input = readJson(row.input);
  frame.variables = row.variables === null ? noVariables : JSON.parse(row.variables);
  if (frame.phase === 'done') frame.result = data;
  else if (Array.isArray(data)) frame.items = data;
  frame.stored = { busy: isBusy(frame) };
  return frame;
}

function flowOf(parent: number, index: number, definition: Definition, others: ReadonlyMap<number, Frame>): Flow {
  const above = others.get(parent);
  if (above === undefined) return definition;
  const state = above.flow.states.get(above.state);
  const flow = state?.type === 'Map' ? state.processor : state?.type === 'Parallel' ? state.branches[index] : undefined;
  if (flow === undefined) throw new Error(`state ${above.state} has no branch ${index}`);
  return flow;
}
