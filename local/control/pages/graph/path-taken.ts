// Which way an execution has gone, told from its history.
import { isObject, objectOf, textOf } from '../../../json.ts';

export type Stay = {
  state: string;
  enteredAt: number;
  /** Undefined while it is there, or when the execution ended in it. */
  leftAt: number | undefined;
  /** The error by which it left, if any. */
  error: string | undefined;
};

export type Path = {
  stays: Stay[];
  /** `from → to` of every step that was taken. */
  steps: ReadonlySet<string>;
  visits: ReadonlyMap<string, number>;
  /** Where it is now, or where it ended without leaving. */
  current: ReadonlySet<string>;
};

const FAILURE = /(Failed|TimedOut|Aborted)$/;

export function pathTaken(events: readonly unknown[]): Path {
  const stays: Stay[] = [];
  const steps = new Set<string>();
  const visits = new Map<string, number>();
  /** The state that the line of events up to an id is in, or has just left. */
  const lineAt = new Map<number, string>();
  const open = new Map<string, Stay>();
  for (const event of events.filter(isObject)) {
    const type = String(event.type);
    const before = lineAt.get(Number(event.previousEventId));
    const at = Number(event.timestamp) * 1000;
    const details = objectOf(Object.entries(event).find(([name]) => name.endsWith('EventDetails'))?.[1]);
    if (type.endsWith('StateEntered')) {
      const state = textOf(details.name) ?? '';
      if (before !== undefined) steps.add(`${before} → ${state}`);
      const stay: Stay = { state, enteredAt: at, leftAt: undefined, error: undefined };
      stays.push(stay);
      open.set(state, stay);
      visits.set(state, (visits.get(state) ?? 0) + 1);
      lineAt.set(Number(event.id), state);
      continue;
    }
    if (before !== undefined) lineAt.set(Number(event.id), before);
    const stay = before === undefined ? undefined : open.get(before);
    if (stay === undefined) continue;
    if (FAILURE.test(type)) stay.error = textOf(details.error) ?? (type.endsWith('TimedOut') ? 'States.Timeout' : type);
    if (type.endsWith('StateExited')) {
      stay.leftAt = at;
      open.delete(stay.state);
    }
  }
  return { stays, steps, visits, current: new Set(open.keys()) };
}
