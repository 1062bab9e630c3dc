// A draft of what happens next: new history events and timers, beside the execution they belong to.
import type { Execution, ExecutionStore, HistoryEvent, Timer } from './execution-store.ts';

export type Draft = {
  execution: Execution;
  events: HistoryEvent[];
  timers: Omit<Timer, 'execution'>[];
  newToken?: string;
  /** Adds an event after the last one; answers its id. */
  add(type: string, details: Record<string, unknown>): number;
};

export const draftOf = (execution: Execution, now: number, store: Pick<ExecutionStore, 'timersOf'>): Draft => {
  const draft: Draft = {
    execution,
    events: [],
    timers: store.timersOf(execution.id),
    add(type, details) {
      const { position } = execution;
      const previousEventId = position.lastEvent === 1 ? 0 : position.lastEvent;
      position.lastEvent += 1;
      draft.events.push({ id: position.lastEvent, previousEventId, timestamp: now / 1000, type, ...details });
      return position.lastEvent;
    },
  };
  return draft;
};

const iso = (at: number): string => new Date(at).toISOString();

/** `$states.context` of the state an execution is at. */
export const contextOf = (execution: Execution): Record<string, unknown> => {
  const { position } = execution;
  return {
    Execution: {
      Id: execution.arn,
      Input: JSON.parse(execution.input),
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: iso(execution.startedAt),
      RedriveCount: execution.redriveCount,
      ...(execution.redrivenAt === undefined ? {} : { RedriveTime: iso(execution.redrivenAt) }),
    },
    State: { EnteredTime: iso(position.enteredAt), Name: position.state, RetryCount: position.retryCount },
    StateMachine: { Id: execution.machineArn, Name: execution.machineArn.split(':').at(-1) },
    ...(position.token === undefined ? {} : { Task: { Token: position.token } }),
  };
};
