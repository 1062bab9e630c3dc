// The one data file: SQLite in WAL mode with full sync. Changes that are asked for in the same moment share one
// transaction, and so one fsync (group commit); nobody hears "done" before it is on disk.
import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Storage } from './contracts.ts';
import { RefusedError } from './refusal.ts';

/** Marks a file as ours: "JIE1" in SQLite's application_id. */
const applicationId = 0x4a494531;

/** Runs inside the transaction; what it answers is called once the transaction is on disk. */
type Change = { run: () => () => void; reject: (fault: unknown) => void };

/**
 * Opens or makes the data file.
 * @throws RefusedError when the file is torn or belongs to another program; it is left as it was.
 */
export const openStorage = (file: string): Storage => {
  const db = open(file);
  const waiting: Change[] = [];
  let flushing: Promise<void> | undefined;

  const flush = (): void => {
    flushing = undefined;
    const batch = waiting.splice(0);
    if (batch.length > 0) commit(db, batch);
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
        flushing ??= new Promise((done) => setImmediate(() => done(flush())));
      }),
    async close() {
      while (flushing !== undefined) await flushing;
      db.close();
    },
  };
};

const open = (file: string): DatabaseSync => {
  const isNew = file === ':memory:' || !existsSync(file);
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    const known = db.prepare('PRAGMA application_id').get()?.['application_id'];
    if (!isNew && known !== applicationId)
      throw new RefusedError([`${file} is not a data file of this program; it was left untouched`]);
    if (!isNew && db.prepare('PRAGMA quick_check(1)').get()?.['quick_check'] !== 'ok') {
      throw new RefusedError([
        `${file} is damaged; it was left untouched: restore it from a copy, or start with another --data folder`,
      ]);
    }
    db.exec(
      `PRAGMA application_id = ${applicationId}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536;`,
    );
    return db;
  } catch (fault) {
    db?.close();
    if (fault instanceof RefusedError) throw fault;
    throw new RefusedError([
      `${file} cannot be opened as a data file (${fault instanceof Error ? fault.message : String(fault)}); it was left untouched`,
    ]);
  }
};

/** One transaction; a change that throws is rolled back alone. Promises settle after the commit. */
const commit = (db: DatabaseSync, batch: readonly Change[]): void => {
  const settled: (() => void)[] = [];
  try {
    db.exec('BEGIN IMMEDIATE');
    for (const change of batch) settled.push(runOne(db, change));
    db.exec('COMMIT');
  } catch (fault) {
    if (db.isTransaction) db.exec('ROLLBACK');
    for (const { reject } of batch) reject(fault);
    return;
  }
  for (const settle of settled) settle();
};

const runOne = (db: DatabaseSync, { run, reject }: Change): (() => void) => {
  db.exec('SAVEPOINT change');
  try {
    const settle = run();
    db.exec('RELEASE change');
    return settle;
  } catch (fault) {
    db.exec('ROLLBACK TO change; RELEASE change');
    return () => reject(fault);
  }
};
