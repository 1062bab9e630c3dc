// Executions, their history, timers and tokens in the data file. One transition is one transaction; nothing of a parked
// execution is held in memory.
import type { DatabaseSync } from 'node:sqlite';
import type { JsonObject } from '../json.ts';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Where an execution is. `ready` goes on by itself after a restart; the other phases wait for something. */
export type Position = {
  state: string;
  input: unknown;
  variables: JsonObject;
  phase: 'ready' | 'invoking' | 'token' | 'waiting' | 'backoff';
  enteredAt: number;
  enteredEvent: number;
  lastEvent: number;
  /** Tries used up, by the index of the retrier. */
  attempts: number[];
  retryCount: number;
  token?: string | undefined;
  /** What is being called, so that it can be called again after a restart. */
  call?: unknown;
  heartbeatSeconds?: number | undefined;
};

export type Execution = {
  id: number;
  arn: string;
  machineArn: string;
  name: string;
  status: Status;
  input: string;
  definition: string;
  roleArn: string;
  startedAt: number;
  stoppedAt?: number | undefined;
  output?: string | undefined;
  error?: string | undefined;
  cause?: string | undefined;
  redriveCount: number;
  redrivenAt?: number | undefined;
  position: Position;
};

export type HistoryEvent = { id: number; previousEventId: number; timestamp: number; type: string } & JsonObject;
export type Machine = {
  arn: string;
  name: string;
  roleArn: string;
  definition: string;
  type: string;
  createdAt: number;
  logging?: unknown;
};
export type Timer = { execution: number; kind: string; due: number };

const schema = `
CREATE TABLE IF NOT EXISTS sfn_machines (arn TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sfn_executions (id INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT UNIQUE NOT NULL, machine TEXT NOT NULL, status TEXT NOT NULL, busy INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS sfn_executions_machine ON sfn_executions (machine, id);
CREATE INDEX IF NOT EXISTS sfn_executions_busy ON sfn_executions (id) WHERE busy = 1;
CREATE TABLE IF NOT EXISTS sfn_events (execution INTEGER, id INTEGER, body TEXT NOT NULL, PRIMARY KEY (execution, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sfn_timers (execution INTEGER, kind TEXT, due INTEGER NOT NULL, PRIMARY KEY (execution, kind)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS sfn_timers_due ON sfn_timers (due);
CREATE TABLE IF NOT EXISTS sfn_tokens (token TEXT PRIMARY KEY, execution INTEGER NOT NULL) WITHOUT ROWID;
`;

export const executionStore = (db: DatabaseSync) => {
  db.exec(schema);
  const prepared = {
    machinePut: db.prepare('INSERT OR REPLACE INTO sfn_machines (arn, body) VALUES (?, ?)'),
    machineDrop: db.prepare('DELETE FROM sfn_machines WHERE arn = ?'),
    machineGet: db.prepare('SELECT body FROM sfn_machines WHERE arn = ?'),
    machines: db.prepare('SELECT body FROM sfn_machines ORDER BY arn'),
    insert: db.prepare('INSERT INTO sfn_executions (arn, machine, status, busy, body) VALUES (?, ?, ?, 1, ?)'),
    update: db.prepare('UPDATE sfn_executions SET status = ?, busy = ?, body = ? WHERE id = ?'),
    byArn: db.prepare('SELECT id, body FROM sfn_executions WHERE arn = ?'),
    byId: db.prepare('SELECT id, body FROM sfn_executions WHERE id = ?'),
    busy: db.prepare('SELECT id, body FROM sfn_executions WHERE busy = 1 ORDER BY id'),
    list: db.prepare(
      'SELECT id, body FROM sfn_executions WHERE machine = ? AND (? IS NULL OR status = ?) AND id < ? ORDER BY id DESC LIMIT ?',
    ),
    eventPut: db.prepare('INSERT INTO sfn_events (execution, id, body) VALUES (?, ?, ?)'),
    events: db.prepare('SELECT body FROM sfn_events WHERE execution = ? AND id > ? ORDER BY id LIMIT ?'),
    eventsBack: db.prepare('SELECT body FROM sfn_events WHERE execution = ? AND id < ? ORDER BY id DESC LIMIT ?'),
    timerPut: db.prepare('INSERT OR REPLACE INTO sfn_timers (execution, kind, due) VALUES (?, ?, ?)'),
    timerDrop: db.prepare('DELETE FROM sfn_timers WHERE execution = ?'),
    timerNext: db.prepare('SELECT min(due) AS due FROM sfn_timers'),
    timersOf: db.prepare('SELECT kind, due FROM sfn_timers WHERE execution = ?'),
    timersDue: db.prepare(
      'SELECT execution, kind, due FROM sfn_timers WHERE due <= ? ORDER BY due, execution LIMIT 1000',
    ),
    tokenPut: db.prepare('INSERT INTO sfn_tokens (token, execution) VALUES (?, ?)'),
    tokenGet: db.prepare('SELECT execution FROM sfn_tokens WHERE token = ?'),
  };
  const read = (row: Record<string, unknown> | undefined): Execution | undefined =>
    row === undefined ? undefined : { ...JSON.parse(String(row['body'])), id: Number(row['id']) };
  const parse = <T>(row: Record<string, unknown>): T => JSON.parse(String(row['body']));

  return {
    putMachine: (machine: Machine) => void prepared.machinePut.run(machine.arn, JSON.stringify(machine)),
    dropMachine: (arn: string) => void prepared.machineDrop.run(arn),
    machine(arn: string): Machine | undefined {
      const row = prepared.machineGet.get(arn);
      return row === undefined ? undefined : parse<Machine>(row);
    },
    machines: (): Machine[] => prepared.machines.all().map((row) => parse<Machine>(row)),
    insert(execution: Omit<Execution, 'id'>): number {
      return Number(
        prepared.insert.run(execution.arn, execution.machineArn, execution.status, JSON.stringify(execution))
          .lastInsertRowid,
      );
    },
    /** Writes what has happened: the execution, its new events, and the timers that now stand. */
    save(execution: Execution, events: readonly HistoryEvent[], timers: readonly Omit<Timer, 'execution'>[]): void {
      const isBusy =
        execution.status === 'RUNNING' &&
        (execution.position.phase === 'ready' || execution.position.phase === 'invoking');
      prepared.update.run(execution.status, isBusy ? 1 : 0, JSON.stringify(execution), execution.id);
      for (const event of events) prepared.eventPut.run(execution.id, event.id, JSON.stringify(event));
      prepared.timerDrop.run(execution.id);
      for (const { kind, due } of timers) prepared.timerPut.run(execution.id, kind, due);
    },
    putToken: (token: string, execution: number) => void prepared.tokenPut.run(token, execution),
    executionOfToken(token: string): number | undefined {
      const id = prepared.tokenGet.get(token)?.['execution'];
      return typeof id === 'number' ? id : undefined;
    },
    byArn: (arn: string) => read(prepared.byArn.get(arn)),
    byId: (id: number) => read(prepared.byId.get(id)),
    busy: (): Execution[] => prepared.busy.all().flatMap((row) => read(row) ?? []),
    list: (machine: string, status: string | null, before: number, limit: number): Execution[] =>
      prepared.list.all(machine, status, status, before, limit).flatMap((row) => read(row) ?? []),
    events: (id: number, after: number, limit: number): HistoryEvent[] =>
      prepared.events.all(id, after, limit).map((row) => parse<HistoryEvent>(row)),
    eventsBack: (id: number, before: number, limit: number): HistoryEvent[] =>
      prepared.eventsBack.all(id, before, limit).map((row) => parse<HistoryEvent>(row)),
    nextDue(): number | undefined {
      const due = prepared.timerNext.get()?.['due'];
      return typeof due === 'number' ? due : undefined;
    },
    timersOf: (id: number): Omit<Timer, 'execution'>[] =>
      prepared.timersOf.all(id).map(({ kind, due }) => ({ kind: String(kind), due: Number(due) })),
    timersDue: (now: number): Timer[] =>
      prepared.timersDue
        .all(now)
        .map(({ execution, kind, due }) => ({ execution: Number(execution), kind: String(kind), due: Number(due) })),
  };
};
export type ExecutionStore = ReturnType<typeof executionStore>;
