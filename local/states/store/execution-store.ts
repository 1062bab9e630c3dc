// Executions in the data file: what a turn has changed is written in one go, and an execution that something happens to is read.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Definition } from '../definition/model.ts';
import type { Frame, Run, Status } from '../model.ts';
import { jsonText, readJson } from '../payload.ts';
import type { HistoryEvent, Turn } from '../run/turn.ts';
import { type ExecutionRow, readExecutionRow } from './execution-row.ts';
import { readFrame, writeFrame } from './frame-row.ts';
import { perExecution } from './schema.ts';

export type DueTimer = { execution: number; frame: number; kind: string; due: number };

export type ExecutionStore = ReturnType<typeof createExecutionStore>;

type Names = { arnOf(machine: string, execution: string): string; machineArnOf(machine: string): string };

export function createExecutionStore(db: DatabaseSync, names: Names, definitionOf: (id: number) => Definition) {
  const columns =
    'id, machine, name, status, definition, role, started, due, stopped, redrives, redriven, error, cause, input, output';
  const insert = db.prepare(
    'INSERT INTO sfn_executions (id, machine, name, status, definition, role, started, due, stopped, error, cause, input, output) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const update = db.prepare(
    'UPDATE sfn_executions SET status = ?, due = ?, stopped = ?, redrives = ?, redriven = ?, error = ?, cause = ?, output = ? WHERE id = ?',
  );
  const byId = db.prepare(`SELECT ${columns} FROM sfn_executions WHERE id = ?`);
  const byName = db.prepare(`SELECT ${columns} FROM sfn_executions WHERE machine = ? AND name = ?`);
  const list = db.prepare(
    `SELECT ${columns} FROM sfn_executions WHERE machine = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const listByStatus = db.prepare(
    `SELECT ${columns} FROM sfn_executions WHERE machine = ? AND status = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  );
  const lastId = db.prepare('SELECT max(id) AS id FROM sfn_executions');
  const frameInsert = db.prepare(
    'INSERT INTO sfn_frames (busy, body, input, variables, data, id) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const frameUpdate = db.prepare('UPDATE sfn_frames SET body = ?, input = ?, variables = ?, data = ? WHERE id = ?');
  const frameTurn = db.prepare(
    'UPDATE sfn_frames SET busy = ?, body = ?, input = ?, variables = ?, data = ? WHERE id = ?',
  );
  const frameDelete = db.prepare('DELETE FROM sfn_frames WHERE id = ?');
  const framesOf = db.prepare(
    'SELECT id, body, input, variables, data FROM sfn_frames WHERE id BETWEEN ? AND ? ORDER BY id',
  );
  const busy = db.prepare('SELECT id FROM sfn_frames WHERE busy = 1 ORDER BY id');
  const historyInsert = db.prepare('INSERT INTO sfn_history (id, first, events) VALUES (?, ?, ?)');
  const historyLast = db.prepare('SELECT max(id) AS id FROM sfn_history WHERE id BETWEEN ? AND ?');
  const historyOf = db.prepare('SELECT events FROM sfn_history WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1');
  const historyBefore = db.prepare(
    'SELECT events FROM sfn_history WHERE id BETWEEN ? AND ? AND first <= ? ORDER BY id DESC LIMIT 1',
  );
  const timerOn = db.prepare('INSERT OR REPLACE INTO sfn_timers (due, execution, frame, kind) VALUES (?, ?, ?, ?)');
  const timerOff = db.prepare('DELETE FROM sfn_timers WHERE due = ? AND execution = ? AND frame = ? AND kind = ?');
  const timersUntil = db.prepare(
    'SELECT due, execution, frame, kind FROM sfn_timers WHERE due <= ? ORDER BY due, execution, frame, kind LIMIT ?',
  );
  const awaitedOn = db.prepare('INSERT OR REPLACE INTO sfn_awaited (child, execution, frame) VALUES (?, ?, ?)');
  const awaitedOff = db.prepare('DELETE FROM sfn_awaited WHERE child = ? AND execution = ? AND frame = ?');
  const awaitedBy = db.prepare('SELECT execution, frame FROM sfn_awaited WHERE child = ?');
  const allAwaited = db.prepare('SELECT child, execution, frame FROM sfn_awaited');
  const announce = db.prepare('INSERT INTO sfn_announcements (execution, status, at) VALUES (?, ?, ?)');
  const announced = db.prepare('DELETE FROM sfn_announcements WHERE id = ?');
  const unannounced = db.prepare('SELECT id, execution, status, at FROM sfn_announcements ORDER BY id');

  const read = (row: Record<string, unknown> | undefined): ExecutionRow | undefined =>
    row === undefined ? undefined : readExecutionRow(row);

  function writeExecution({ run, closed, now, announce: isChanged }: Turn): void {
    const output = closed?.status === 'SUCCEEDED' ? jsonText(closed.output) : null;
    const error = closed?.failure?.error ?? null;
    const cause = closed?.failure?.cause ?? null;
    const stopped = closed === undefined ? null : now;
    if (!run.stored)
      insert.run(
        run.id,
        run.machineName,
        run.name,
        run.status,
        run.definitionId,
        run.roleArn,
        run.startedAt,
        run.dueAt,
        stopped,
        error,
        cause,
        run.inputText,
        output,
      );
    else if (isChanged)
      update.run(
        run.status,
        run.dueAt,
        stopped,
        run.redriveCount,
        run.redrivenAt ?? null,
        error,
        cause,
        output,
        run.id,
      );
  }

  function writeFrames({ run, dirty, gone }: Turn): void {
    const base = run.id * perExecution;
    for (const frame of gone) frameDelete.run(base + frame.id);
    if (run.status === 'SUCCEEDED') {
      for (const frame of run.frames.values()) if (frame.stored !== undefined) frameDelete.run(base + frame.id);
      return;
    }
    for (const frame of dirty) {
      const { busy: isNowBusy, body, input, variables, data } = writeFrame(frame);
      const known = frame.stored;
      frame.stored = { busy: isNowBusy };
      if (known === undefined) frameInsert.run(isNowBusy ? 1 : 0, body, input, variables, data, base + frame.id);
      else if (known.busy === isNowBusy) frameUpdate.run(body, input, variables, data, base + frame.id);
      else frameTurn.run(isNowBusy ? 1 : 0, body, input, variables, data, base + frame.id);
    }
  }

  function writeTimers({ run, timersOn, timersOff }: Turn): void {
    for (const { frame, kind, due } of timersOff) timerOff.run(due, run.id, frame, kind);
    for (const { frame, kind, due } of timersOn)
      if (stands(run, frame, kind, due)) timerOn.run(due, run.id, frame, kind);
  }

  /** A timer may have been set and dropped in the same turn. */
  function stands(run: Run, id: number, kind: string, due: number): boolean {
    if (kind === 'execution') return run.status === 'RUNNING';
    const timers: Readonly<Record<string, number>> = run.frames.get(id)?.timers ?? {};
    return timers[kind] === due;
  }

  function events(statement: StatementSync, ...range: number[]): HistoryEvent[] {
    const row = statement.get(...range);
    return row === undefined ? [] : JSON.parse(String(row['events']));
  }

  return {
    /** Everything a turn has changed; to be called inside a transaction. */
    write(turn: Turn): number | undefined {
      const { run } = turn;
      writeExecution(turn);
      writeFrames(turn);
      writeTimers(turn);
      const first = turn.events[0]?.id;
      if (first !== undefined)
        historyInsert.run(run.id * perExecution + run.lastEvent, first, JSON.stringify(turn.events));
      for (const { child, frame } of turn.unawaited) awaitedOff.run(child, run.id, frame);
      for (const { child, frame } of turn.looks) awaitedOn.run(child, run.id, frame);
      run.stored = true;
      if (!turn.announce) return undefined;
      return Number(announce.run(run.id, run.status, turn.now).lastInsertRowid);
    },
    announced: (id: number) => void announced.run(id),
    unannounced: () =>
      unannounced.all().map(({ id, execution, status, at }) => ({
        id: Number(id),
        execution: Number(execution),
        status: String(status),
        at: Number(at),
      })),
    lastId: () => Number(lastId.get()?.['id'] ?? 0),
    row: (id: number) => read(byId.get(id)),
    rowByName: (machine: string, name: string) => read(byName.get(machine, name)),
    list(machine: string, status: Status | undefined, before: number, limit: number): ExecutionRow[] {
      const rows =
        status === undefined ? list.all(machine, before, limit) : listByStatus.all(machine, status, before, limit);
      return rows.map(readExecutionRow);
    },
    load(id: number): Run | undefined {
      const row = read(byId.get(id));
      return row === undefined ? undefined : runOf(row);
    },
    busyExecutions: () => [...new Set(busy.all().map(({ id }) => Math.floor(Number(id) / perExecution)))],
    /** The chunk of history that an event is in. */
    chunkFrom: (id: number, event: number) => events(historyOf, id * perExecution + event, (id + 1) * perExecution - 1),
    /** The last chunk that begins at or before an event. */
    chunkUntil: (id: number, event: number) =>
      events(historyBefore, id * perExecution, (id + 1) * perExecution - 1, event),
    timersUntil: (due: number, limit: number): DueTimer[] =>
      timersUntil.all(due, limit).map((row) => ({
        due: Number(row['due']),
        execution: Number(row['execution']),
        frame: Number(row['frame']),
        kind: String(row['kind']),
      })),
    awaitedBy: (child: string) =>
      awaitedBy.all(child).map(({ execution, frame }) => ({ execution: Number(execution), frame: Number(frame) })),
    allAwaited: () =>
      allAwaited.all().map((row) => ({
        child: String(row['child']),
        execution: Number(row['execution']),
        frame: Number(row['frame']),
      })),
  };

  function runOf(row: ExecutionRow): Run {
    const definition = definitionOf(row.definition);
    const base = row.id * perExecution;
    const frames = new Map<number, Frame>();
    for (const { id, body, input, variables, data } of framesOf.all(base, base + perExecution - 1)) {
      const frame = readFrame(
        Number(id) - base,
        {
          id: Number(id),
          body: String(body),
          input: String(input),
          variables: typeof variables === 'string' ? variables : null,
          data: typeof data === 'string' ? data : null,
        },
        definition,
        frames,
      );
      frames.set(frame.id, frame);
    }
    const last = historyLast.get(base, base + perExecution - 1)?.['id'];
    return {
      id: row.id,
      arn: names.arnOf(row.machine, row.name),
      machineArn: names.machineArnOf(row.machine),
      machineName: row.machine,
      name: row.name,
      roleArn: row.role,
      definitionId: row.definition,
      definition,
      inputText: row.input,
      input: readJson(row.input),
      startedAt: row.started,
      status: row.status,
      dueAt: row.due,
      redriveCount: row.redrives,
      redrivenAt: row.redriven,
      lastEvent: typeof last === 'number' ? last - base : 0,
      nextFrame: Math.max(0, ...frames.keys()) + 1,
      frames,
      stored: true,
    };
  }
}
