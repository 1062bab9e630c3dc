// `$states` and the variables that a state's expressions see.
import type { Bindings } from '../expressions/expressions.ts';
import { type Frame, type Run, stateOf } from '../model.ts';

const retrying = new Set(['Task', 'Parallel', 'Map']);

export type MapItem = { index: number; value: unknown };

export function bindingsOf(run: Run, frame: Frame, extra: object = {}, item?: MapItem): Bindings {
  return {
    variables: variablesOf(run, frame),
    states: {
      input: frame.input,
      ...extra,
      // Made only for an expression that asks.
      get context() {
        return contextOf(run, frame, item ?? itemOf(run, frame));
      },
    },
  };
}

function variablesOf(run: Run, frame: Frame): Readonly<Record<string, unknown>> {
  const parent = run.frames.get(frame.parent);
  return parent === undefined ? frame.variables : { ...variablesOf(run, parent), ...frame.variables };
}

/** The item of the Map iteration that a frame is part of, however deep. */
function itemOf(run: Run, frame: Frame): MapItem | undefined {
  const parent = run.frames.get(frame.parent);
  if (parent === undefined) return undefined;
  return parent.items === undefined ? itemOf(run, parent) : { index: frame.index, value: parent.items[frame.index] };
}

function contextOf(run: Run, frame: Frame, item: MapItem | undefined): object {
  return {
    Execution: {
      Id: run.arn,
      Input: run.input,
      StartTime: iso(run.startedAt),
      Name: run.name,
      RoleArn: run.roleArn,
      RedriveCount: run.redriveCount,
      ...(run.redrivenAt === undefined ? {} : { RedriveTime: iso(run.redrivenAt) }),
    },
    StateMachine: { Id: run.machineArn, Name: run.machineName },
    State: {
      Name: frame.state,
      EnteredTime: iso(frame.enteredAt),
      ...(retrying.has(stateOf(frame).type) ? { RetryCount: frame.retries } : {}),
    },
    ...(frame.token === undefined ? {} : { Task: { Token: frame.token } }),
    ...(item === undefined ? {} : { Map: { Item: { Index: item.index, Value: item.value } } }),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
