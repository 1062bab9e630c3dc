// The tables of executions. A frame's and an event chunk's key begin with their execution's number, so that one execution
// lies together and is found without an index of its own.
import type { DatabaseSync } from 'node:sqlite';

/** Frames and events of one execution; a history has at most 25,000 events. */
export const perExecution = 65_536;

export function prepareTables(db: DatabaseSync): void {
  db.exec(`
    CREATE TABLE IF NOT EXISTS sfn_definitions (id INTEGER PRIMARY KEY, hash TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS sfn_machines (name TEXT PRIMARY KEY, definition INTEGER NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS sfn_executions (
      id INTEGER PRIMARY KEY, machine TEXT NOT NULL, name TEXT NOT NULL, status TEXT NOT NULL, definition INTEGER NOT NULL,
      role TEXT NOT NULL, started INTEGER NOT NULL, due INTEGER NOT NULL, stopped INTEGER, redrives INTEGER NOT NULL DEFAULT 0,
      redriven INTEGER, error TEXT, cause TEXT, input TEXT NOT NULL, output TEXT, UNIQUE (machine, name));
    CREATE INDEX IF NOT EXISTS sfn_executions_status ON sfn_executions (machine, status);
    CREATE TABLE IF NOT EXISTS sfn_frames (
      id INTEGER PRIMARY KEY, busy INTEGER NOT NULL, body TEXT NOT NULL, input TEXT NOT NULL, variables TEXT, data TEXT);
    CREATE INDEX IF NOT EXISTS sfn_frames_busy ON sfn_frames (id) WHERE busy = 1;
    CREATE TABLE IF NOT EXISTS sfn_history (id INTEGER PRIMARY KEY, first INTEGER NOT NULL, events TEXT NOT NULL);
    CREATE TABLE IF NOT EXISTS sfn_timers (
      due INTEGER NOT NULL, execution INTEGER NOT NULL, frame INTEGER NOT NULL, kind TEXT NOT NULL,
      PRIMARY KEY (due, execution, frame, kind)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS sfn_awaited (
      child TEXT NOT NULL, execution INTEGER NOT NULL, frame INTEGER NOT NULL,
      PRIMARY KEY (child, execution, frame)) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS sfn_announcements (id INTEGER PRIMARY KEY, execution INTEGER NOT NULL, status TEXT NOT NULL, at INTEGER NOT NULL);
  `);
}
