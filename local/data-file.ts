// Whether a file is ours and whole, found out without writing a byte to it.
import { closeSync, existsSync, openSync, readSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { RefusedError } from './refusal.ts';

/** Marks a file as ours: "JIE1" in SQLite's application_id. */
export const applicationId = 0x4a494531;

/** Raised when tables change in a way that older files do not have. */
export const dataVersion = 4;

/**
 * Looks at what there is, if anything.
 * @throws RefusedError unless it is a whole data file of ours, or empty, as a crash while it was made leaves it.
 */
export const refuseUnlessOurs = (file: string): void => {
  const header = existsSync(file) ? headerOf(file) : Buffer.alloc(0);
  if (header.length === 0) {
    refuseLogAlone(file);
    return;
  }
  const isSqlite = header.length === 100 && header.toString('latin1', 0, 16) === 'SQLite format 3\0';
  if (!isSqlite || header.readUInt32BE(68) !== applicationId) {
    throw new RefusedError([`${file} is not a data file of this program; it was left untouched`]);
  }
  const version = header.readUInt32BE(60);
  if (version !== dataVersion) {
    throw new RefusedError([
      `${file} was written by another version of this program (data version ${version}, this one reads ${dataVersion}); it was left untouched: start with another --data folder`,
    ]);
  }
  const damage = damageOf(file);
  if (damage !== undefined) {
    throw new RefusedError([
      `${file} is damaged (${damage}); it was left untouched: restore it from a copy, or start with another --data folder`,
    ]);
  }
};

/** The log is begun after the file: alone it holds what a file has lost, and a new file would wipe it out. */
const refuseLogAlone = (file: string): void => {
  const log = `${file}-wal`;
  if (!existsSync(log) || statSync(log).size === 0) return;
  throw new RefusedError([
    `${file} is missing or empty, but its log ${log} is not; it was left untouched: restore both from a copy, or start with another --data folder`,
  ]);
};

const headerOf = (file: string): Buffer => {
  if (!statSync(file).isFile()) throw new RefusedError([`${file} is not a file`]);
  const handle = openSync(file, 'r');
  try {
    const header = Buffer.alloc(100);
    return header.subarray(0, readSync(handle, header, 0, 100, 0));
  } finally {
    closeSync(handle);
  }
};

/** Longer files are not read through at every start: a million waiting executions are ten gigabytes. */
const checkedWholeBytes = 2 ** 30;

/** A file that was cut: it holds fewer pages than it says. With a log beside it, the newest pages may still be there. */
const shortened = (file: string, db: DatabaseSync): string | undefined => {
  const pages = Number(db.prepare('PRAGMA page_count').get()?.page_count);
  const pageBytes = Number(db.prepare('PRAGMA page_size').get()?.page_size);
  return pages * pageBytes > statSync(file).size ? 'it was cut off' : undefined;
};

/** A connection that may not write can neither repair nor make worse what it finds. */
const damageOf = (file: string): string | undefined => {
  // A journal beside the file is a crash while it was made: SQLite takes that back when it opens the file to write.
  if (existsSync(`${file}-journal`)) return undefined;
  const hasLog = existsSync(`${file}-wal`);
  const hadIndex = existsSync(`${file}-shm`);
  const address = pathToFileURL(file);
  // Nobody writes to a file without a log: SQLite then need not put its own files beside it, even to read.
  address.search = hasLog ? '' : '?immutable=1';
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(address, { readOnly: true, timeout: 0 });
    if (statSync(file).size > checkedWholeBytes) return hasLog ? undefined : shortened(file, db);
    const found = db.prepare('PRAGMA quick_check(1)').get()?.quick_check;
    return found === 'ok' ? undefined : String(found).replaceAll('\n', ' ');
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    // Somebody has it open: opening it to write will say so in its own words.
    return /locked|busy/i.test(why) ? undefined : why;
  } finally {
    db?.close();
    if (hasLog && !hadIndex) rmSync(`${file}-shm`, { force: true });
  }
};
