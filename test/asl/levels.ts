// How far an execution agrees with its vector: the result, what its states gave and in which order, every event.
import { type Bindings, type Difference, decoded, difference, expectedEvent, first } from './compare.ts';
import type { Execution } from './execute.ts';
import type { Vector } from './vector.ts';

export type Levels = { result?: Difference; states?: Difference; events?: Difference };

export function compareExecution({ expect }: Vector, actual: Execution): Levels {
  const bindings: Bindings = new Map();
  const result = first([
    difference(expect.status, actual.status, bindings, 'status'),
    difference({ ...pick(expect, 'output') }, pick(actual, 'output'), bindings, 'result'),
    difference({ ...pick(expect, 'error') }, pick(actual, 'error'), bindings, 'result'),
    difference({ ...pick(expect, 'cause') }, pick(actual, 'cause'), bindings, 'result'),
  ]);
  if (expect.eventsUnreliable === true || expect.eventTypes === undefined)
    return result === undefined ? {} : { result };
  const ranges = expect.unorderedRanges ?? [];
  const states = first([
    types(
      expect.eventTypes ?? [],
      actual.events.map(({ type }) => type),
      ranges,
    ),
    expect.stateOutputs && stateOutputs(expect.stateOutputs, actual.events, bindings, ranges.length > 0),
  ]);
  const events = expect.events === undefined ? undefined : eventsDiffer(expect.events, actual.events, ranges, bindings);
  return {
    ...(result === undefined ? {} : { result }),
    ...(states === undefined ? {} : { states }),
    ...(events === undefined ? {} : { events }),
  };
}

function pick(from: Record<string, any>, name: string): object {
  return from[name] === undefined ? {} : { [name]: from[name] };
}

function types(expected: string[], actual: string[], ranges: readonly [number, number][]): Difference | undefined {
  const ordered = (list: string[]): string[] => {
    const copy = [...list];
    for (const [from, to] of ranges) copy.splice(from, to - from, ...list.slice(from, to).sort());
    return copy;
  };
  return difference(ordered(expected), ordered(actual), new Map(), 'eventTypes');
}

function stateOutputs(
  expected: { name: string; output: unknown; assigned?: unknown }[],
  events: Record<string, any>[],
  bindings: Bindings,
  unordered: boolean,
): Difference | undefined {
  const actual = events
    .filter(({ type }) => type.endsWith('StateExited'))
    .map((event) => {
      const { name, output, assignedVariables } = decoded(event)['stateExitedEventDetails'];
      return { name, output, ...(assignedVariables === undefined ? {} : { assigned: assignedVariables }) };
    });
  const sorted = (list: { name: string }[]): { name: string }[] =>
    unordered ? list.toSorted((one, other) => one.name.localeCompare(other.name)) : list;
  return difference(sorted(expected), sorted(actual), bindings, 'stateOutputs');
}

function eventsDiffer(
  expected: Record<string, any>[],
  actual: Record<string, any>[],
  ranges: readonly [number, number][],
  bindings: Bindings,
): Difference | undefined {
  if (expected.length !== actual.length) return { path: 'events', expected: expected.length, actual: actual.length };
  const inRange = (index: number): [number, number] | undefined =>
    ranges.find(([from, to]) => index >= from && index < to);
  for (let index = 0; index < expected.length; index += 1) {
    const range = inRange(index);
    if (range === undefined) {
      const found = difference(expectedEvent(expected[index]!), decoded(actual[index]!), bindings, `events[${index}]`);
      if (found !== undefined) return found;
      continue;
    }
    const found = bagDiffers(expected.slice(...range), actual.slice(...range), bindings, `events[${range.join('..')}]`);
    if (found !== undefined) return found;
    index = range[1] - 1;
  }
  return undefined;
}

function bagDiffers(
  expected: Record<string, any>[],
  actual: Record<string, any>[],
  bindings: Bindings,
  path: string,
): Difference | undefined {
  const left = actual.map((event) => withoutIds(decoded(event)));
  for (const event of expected) {
    const wanted = withoutIds(expectedEvent(event));
    const found = left.findIndex((one) => {
      const trial = new Map(bindings);
      if (difference(wanted, one, trial) !== undefined) return false;
      for (const [name, value] of trial) bindings.set(name, value);
      return true;
    });
    if (found === -1) return { path, expected: wanted, actual: left };
    left.splice(found, 1);
  }
  return undefined;
}

function withoutIds({ id: _id, previousEventId: _previous, ...event }: Record<string, any>): Record<string, any> {
  return event;
}
