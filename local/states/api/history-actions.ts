// GetExecutionHistory: pages of events, in either direction.
import { isObject, type JsonObject } from '../../json.ts';
import type { HistoryEvent } from '../run/turn.ts';
import type { ExecutionStore } from '../store/execution-store.ts';
import { findExecution } from './execution-actions.ts';
import type { Actions } from './machine-actions.ts';
import type { Names } from './names.ts';
import { numberPlace, pageSize, tokenOf } from './paging.ts';

export function historyActions({ store, names }: { store: ExecutionStore; names: Names }): Actions {
  function forward(id: number, from: number, size: number): HistoryEvent[] {
    const events: HistoryEvent[] = [];
    let next = from;
    while (events.length < size) {
      const chunk = store.chunkFrom(id, next).filter((event) => event.id >= next);
      const last = chunk.at(-1);
      if (last === undefined) break;
      events.push(...chunk.slice(0, size - events.length));
      next = last.id + 1;
    }
    return events;
  }

  function backward(id: number, from: number, size: number): HistoryEvent[] {
    const events: HistoryEvent[] = [];
    let next = from;
    while (events.length < size && next > 0) {
      const chunk = store.chunkUntil(id, next).filter((event) => event.id <= next);
      const first = chunk[0];
      if (first === undefined) break;
      events.push(...chunk.toReversed().slice(0, size - events.length));
      next = first.id - 1;
    }
    return events;
  }

  return {
    GetExecutionHistory(request) {
      const { id } = findExecution(store, names, request['executionArn']);
      const size = pageSize(request);
      const place = numberPlace(request);
      const isReverse = request['reverseOrder'] === true;
      const found = isReverse ? backward(id, place ?? Number.MAX_SAFE_INTEGER, size) : forward(id, place ?? 1, size);
      const last = found.at(-1);
      const next = last === undefined ? 0 : last.id + (isReverse ? -1 : 1);
      const isMore = last !== undefined && next > 0 && hasEvent(id, next, isReverse);
      return {
        events: request['includeExecutionData'] === false ? found.map(withoutData) : found,
        ...(isMore ? { nextToken: tokenOf(next) } : {}),
      };
    },
  };

  function hasEvent(id: number, event: number, isReverse: boolean): boolean {
    return isReverse ? true : store.chunkFrom(id, event).length > 0;
  }
}

const data = new Set(['input', 'output', 'parameters', 'assignedVariables']);

function withoutData(event: HistoryEvent): JsonObject {
  return Object.fromEntries(
    Object.entries(event).map(([name, details]) => {
      if (!isObject(details)) return [name, details];
      return [name, Object.fromEntries(Object.entries(details).filter(([member]) => !data.has(member)))];
    }),
  );
}
