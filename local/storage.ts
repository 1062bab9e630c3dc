// The one data file: SQLite in WAL mode with full sync. Changes that are asked for in the same moment share one
// transaction, and so one fsync (group commit); nobody hears "done" before it is on disk.
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Storage } from './contracts.ts';
import { applicationId, dataVersion, refuseUnlessOurs } from './data-file.ts';
import { failpoint, failpointDuring } from './failpoints.ts';
import { RefusedError } from './refusal.ts';

/** Runs inside the transaction; what it answers is called once the transaction is on disk. */
type Change = { run: () => () => void; reject: (fault: unknown) => void };

/**
 * Opens or makes the data file. One process at a time may have it open.
 * @throws RefusedError when the file is torn, in use, or belongs to another program; it is left as it was.
 */
export const openStorage = (file: string): Storage => {
  const db = open(file);
  const transaction = transactionOf(db);
  let waiting: Change[] = [];
  let flushing: Promise<void> | undefined;

  const flush = (): void => {
    flushing = undefined;
    const batch = waiting;
    waiting = [];
    if (batch.length > 0) transaction(batch);
  };

  return {
    db,
    write: (change) =>
      new Promise((resolve, reject) => {
        waiting.push({
          run: () => {
            const value = change();
            return () => resolve(value);
          },
          reject,
        });
        // Everything that this turn of the event loop still brings joins the same transaction; while its fsync runs,
        // the next batch gathers by itself.
        flushing ??= new Promise((done) => setImmediate(() => done(flush())));
      }),
    async close() {
      while (flushing !== undefined) await flushing;
      if (db.isOpen) db.close();
    },
  };
};

/** Keeps what was prepared: preparing costs as much as a small statement itself. */
export const statementsOf = (db: DatabaseSync): ((sql: string) => StatementSync) => {
  const known = new Map<string, StatementSync>();
  return (sql) => {
    const prepared = known.get(sql) ?? db.prepare(sql);
    known.set(sql, prepared);
    return prepared;
  };
};

const open = (file: string): DatabaseSync => {
  if (file !== ':memory:') refuseUnlessOurs(file);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 0 });
    // Exclusive before WAL: no other process may write beside this one, and the index of the WAL stays in memory.
    db.exec('PRAGMA locking_mode = EXCLUSIVE');
    mark(db);
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF');
    db.exec('PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864');
    db.exec('BEGIN IMMEDIATE; COMMIT');
    return db;
  } catch (fault) {
    db?.close();
    const why = fault instanceof Error ? fault.message : String(fault);
    const inUse = /locked|busy/i.test(why);
    throw new RefusedError([
      inUse
        ? `${file} is in use by another process: stop that one first, or start with another --data folder`
        : `${file} cannot be opened as a data file (${why}); it was left untouched`,
    ]);
  }
};

/** Says whose file it is: in one transaction, for half of it would be taken for another program's or version's file. */
const mark = (db: DatabaseSync): void => {
  if (db.prepare('PRAGMA application_id').get()?.['application_id'] === applicationId) return;
  db.exec(`BEGIN IMMEDIATE; PRAGMA application_id = ${applicationId}`);
  failpoint('data-file-being-made');
  db.exec(`PRAGMA user_version = ${dataVersion}; COMMIT`);
};

/** One transaction for a batch; a change that throws is rolled back alone. Promises settle after the commit. */
const transactionOf = (db: DatabaseSync): ((batch: readonly Change[]) => void) => {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const save = db.prepare('SAVEPOINT change');
  const release = db.prepare('RELEASE change');
  const undo = db.prepare('ROLLBACK TO change');

  const runOne = ({ run, reject }: Change): (() => void) => {
    save.run();
    try {
      const settle = run();
      release.run();
      return settle;
    } catch (fault) {
      undo.run();
      release.run();
      return () => reject(fault);
    }
  };

  return (batch) => {
    const settled: (() => void)[] = [];
    try {
      begin.run();
      for (const change of batch) settled.push(runOne(change));
      failpoint('before-commit');
      commit.run();
    } catch (fault) {
      if (db.isTransaction) db.exec('ROLLBACK');
      for (const { reject } of batch) reject(fault);
      return;
    }
    failpoint('after-commit');
    failpointDuring('during-checkpoint', () => db.exec('PRAGMA wal_checkpoint(PASSIVE)'));
    for (const settle of settled) settle();
  };
};
